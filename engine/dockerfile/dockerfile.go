// Package dockerfile finds the instruction of a Dockerfile that made a layer or a
// setting of an image, by the image's history.
package dockerfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/rummage-scanner/rummage/document"
)

// File is a Dockerfile.
type File struct {
	// steps are the instructions of the last stage, and before them those of the
	// stages that it is built upon, in their order.
	steps []step
	// from is the line of the FROM that names the base image.
	from int
	// last is the line of the last stage's FROM.
	last int
}

type step struct {
	name string // in capitals
	text string
	line int
}

// Parse reads a Dockerfile.
func Parse(text []byte) (*File, error) {
	result, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read Dockerfile: %w", err)
	}
	var stages []stage
	for _, node := range result.AST.Children {
		s := step{name: strings.ToUpper(node.Value), text: node.Original, line: node.StartLine}
		switch {
		case s.name == "FROM":
			stages = append(stages, newStage(node, s.line))
		case len(stages) > 0: // an ARG may stand before
			last := &stages[len(stages)-1]
			last.steps = append(last.steps, s)
		}
	}
	if len(stages) == 0 {
		return nil, fmt.Errorf("read Dockerfile: it has no FROM")
	}
	f := &File{last: stages[len(stages)-1].line}
	for at := len(stages) - 1; at >= 0; {
		f.steps = slices.Concat(stages[at].steps, f.steps)
		f.from = stages[at].line
		at = stageCalled(stages[:at], stages[at].base)
	}
	return f, nil
}

type stage struct {
	name, base string
	line       int
	steps      []step
}

func newStage(node *parser.Node, line int) stage {
	s := stage{line: line}
	if node.Next != nil {
		s.base = node.Next.Value
		if as := node.Next.Next; as != nil && strings.EqualFold(as.Value, "AS") && as.Next != nil {
			s.name = as.Next.Value
		}
	}
	return s
}

// stageCalled is the stage of a name or number; -1 when the name is an image's.
func stageCalled(stages []stage, name string) int {
	for i := len(stages) - 1; i >= 0; i-- {
		if strings.EqualFold(stages[i].name, name) || fmt.Sprint(i) == name {
			return i
		}
	}
	return -1
}

// Lines are where the parts of one image come from.
type Lines struct {
	file   *File
	layers map[string]int
}

// Match finds the instruction of each layer. History and instructions are held
// against each other from their ends, since the history begins with the base
// image's, which the file does not have.
func (f *File) Match(image *document.Image) *Lines {
	l := &Lines{file: f, layers: map[string]int{}}
	if image == nil {
		return l
	}
	layers := slices.Clone(image.Layers)
	steps := slices.Clone(f.steps)
	for _, entry := range slices.Backward(image.History) {
		line := f.from
		if n := len(steps); n > 0 && steps[n-1].made(entry.CreatedBy) {
			line = steps[n-1].line
			steps = steps[:n-1]
		} else if n > 0 {
			steps = nil // from here on it is the base image's
		}
		if n := len(layers); !entry.EmptyLayer && n > 0 {
			l.layers[layers[n-1]] = line
			layers = layers[:n-1]
		}
	}
	return l
}

// made tells whether a step of the history is this instruction's. Builders write
// down what they did: BuildKit the instruction itself, others a command, with
// arguments before it and a mark for what runs nothing.
func (s step) made(createdBy string) bool {
	text := createdBy
	if strings.HasPrefix(text, "|") { // |N NAME=VALUE... /bin/sh -c
		if _, rest, ok := strings.Cut(text, "/bin/sh -c "); ok {
			text = "/bin/sh -c " + rest
		}
	}
	if rest, ok := strings.CutPrefix(text, "/bin/sh -c #(nop)"); ok {
		name, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return strings.EqualFold(name, s.name)
	}
	name, _, _ := strings.Cut(text, " ")
	if isInstruction(name) {
		return strings.EqualFold(name, s.name)
	}
	return s.name == "RUN"
}

func isInstruction(word string) bool {
	return slices.Contains([]string{
		"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL",
		"STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
	}, word)
}

// Layer is the line of the instruction that made a layer: that of FROM for the
// base image's; 0 when the layer is not known.
func (l *Lines) Layer(diffID string) int { return l.layers[diffID] }

// settings are the instructions that set what a part of the configuration says.
var settings = map[string]string{
	"user": "USER", "entrypoint": "ENTRYPOINT", "cmd": "CMD", "env": "ENV", "exposed": "EXPOSE", "volumes": "VOLUME",
	"healthcheck": "HEALTHCHECK", "labels": "LABEL", "working_dir": "WORKDIR",
}

// Config is the line of the instruction that made a setting, told by its dotted
// key in the document: the last one that names it, or the last stage's FROM.
func (l *Lines) Config(key string) int {
	rest, ok := strings.CutPrefix(key, "image.config.")
	if !ok {
		return l.file.last
	}
	part, name, _ := strings.Cut(rest, ".")
	for _, s := range slices.Backward(l.file.steps) {
		if s.name == settings[part] && strings.Contains(s.text, name) {
			return s.line
		}
	}
	return l.file.last
}
