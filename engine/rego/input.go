package rego

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// Input is a document as policies see it.
type Input struct{ fields map[string]any }

// NewInput makes the input of policies from a document. The changes and files,
// of which there may be hundreds of thousands, are turned into values only when
// a rule asks for them, by way of input.index.
func NewInput(doc *document.Document) (Input, error) {
	rest := *doc
	rest.Changes, rest.Files = nil, nil
	text, err := json.Marshal(rest)
	if err != nil {
		return Input{}, fmt.Errorf("prepare the document: %w", err)
	}
	var input map[string]any
	if err := json.Unmarshal(text, &input); err != nil {
		return Input{}, fmt.Errorf("prepare the document: %w", err)
	}
	changes := doc.Changes
	if changes == nil {
		changes = []document.Change{}
	}
	input["changes"] = changes
	if len(doc.Files) > 0 {
		input["files"] = doc.Files
	}
	index := indexOf(document.NewIndex(changes), pointers(changes))
	index["files"] = indexOfFiles(doc.Files)
	input["index"] = index
	return Input{input}, nil
}

// value is the input for one evaluation: it keeps what was asked for, and must not be
// used by several at once.
func (in Input) value() ast.Value { return ast.LazyObject(in.fields) }

// with is the input with what rules found, for those that correlate.
func (in Input) with(findings []report.Finding) (Input, error) {
	prior := make([]map[string]any, 0, len(findings))
	for _, f := range findings {
		if f.Suppressed == nil {
			prior = append(prior, map[string]any{
				"rule": f.Rule, "message": f.Message, "severity": f.Severity, "category": f.Category, "location": f.Location,
			})
		}
	}
	plain, err := roundTrip(prior)
	if err != nil {
		return Input{}, err
	}
	fields := maps.Clone(in.fields)
	fields["findings"] = plain
	return Input{fields}, nil
}

func roundTrip(x any) (any, error) {
	text, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	return plain, nil
}

func pointers[T any](values []T) []*T {
	to := make([]*T, len(values))
	for i := range values {
		to[i] = &values[i]
	}
	return to
}

func indexOf[T any](x *document.Index, entries []*T) map[string]any {
	byPath := make(map[string]any, len(x.Path))
	for path, at := range x.Path {
		byPath[path] = entries[at]
	}
	pick := func(at []int32) any { return selection[T]{entries: entries, at: at} }
	return map[string]any{
		"path":         byPath,
		"under":        mapped(x.Under, pick),
		"name":         mapped(x.Name, pick),
		"extension":    mapped(x.Extension, pick),
		"architecture": mapped(x.Architecture, pick),
		"attribute": map[string]any{
			"executable":     pick(x.Executable),
			"setuid":         pick(x.Setuid),
			"world_writable": pick(x.WorldWritable),
			"hidden":         pick(x.Hidden),
			"deleted":        pick(x.Deleted),
		},
	}
}

func indexOfFiles(files []*document.File) map[string]any {
	x := document.NewFileIndex(files)
	index := indexOf(&x.Index, files)
	index["layer"] = mapped(x.Layer, func(l *document.LayerIndex) any {
		return map[string]any{
			"files":   selection[document.File]{entries: files, at: l.Files},
			"under":   mapped(l.Under, func(n int) any { return n }),
			"unowned": selection[document.File]{entries: files, at: l.Unowned},
		}
	})
	return index
}

func mapped[V any](from map[string]V, as func(V) any) map[string]any {
	to := make(map[string]any, len(from))
	for key, value := range from {
		to[key] = as(value)
	}
	return to
}

// selection is a list of entries that becomes JSON, and thereby a value for
// policies, only when it is asked for.
type selection[T any] struct {
	entries []*T
	at      []int32
}

func (s selection[T]) MarshalJSON() ([]byte, error) {
	picked := make([]*T, len(s.at))
	for i, at := range s.at {
		picked[i] = s.entries[at]
	}
	return json.Marshal(picked)
}

// valueOf makes an input from anything that becomes JSON.
func valueOf(x any) (ast.Value, error) {
	value, err := ast.InterfaceToValue(x)
	if err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	return value, nil
}
