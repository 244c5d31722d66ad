// Package yara compiles YARA rules and looks for them in contents. It is the
// only importer of libyara. It finds and never judges: what a match means is
// for the policies to say.
package yara

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	libyara "github.com/hillu/go-yara/v4"

	"github.com/rummage-scanner/rummage/document"
)

// Variables are the external variables that are defined for every file.
// Public rule collections are written with them.
type Variables struct {
	FileName  string // the last part of the path
	FilePath  string
	Extension string // with its dot
	FileType  string // the media type of the content
	Owner     string
	MD5       string
}

func (v Variables) list() []variable {
	return []variable{
		{"filename", v.FileName}, {"filepath", v.FilePath}, {"extension", v.Extension},
		{"filetype", v.FileType}, {"owner", v.Owner}, {"md5", v.MD5},
	}
}

type variable struct{ name, value string }

// Diagnostic is what is wrong with one rule file.
type Diagnostic struct {
	File string
	// Err is why the file was left out.
	Err error
}

func (d Diagnostic) String() string { return fmt.Sprintf("%s: %v", d.File, d.Err) }

// Set is a compiled set of rules. It may be used by several goroutines.
type Set struct {
	// UsesVariables tells that some rule may read an external variable, so that
	// equal contents may match differently under other names.
	UsesVariables bool
	// Count is the number of rules.
	Count int
	// programs are matched against ELF files, and others against the rest.
	programs, others *ruleset
}

// The ends of the names of embedded files whose rules are for ELF files alone,
// and for all others alone. It saves looking for what cannot match: a file
// without such an end is for every content.
const (
	forPrograms = "_elf"
	forOthers   = "_text"
)

type source struct {
	name      string
	namespace string
	text      []byte
	file      string // on disk, for the includes that it names
	path      string // the path of the user's that it was found at
}

// Compile compiles the rules of the embedded tree, and those of the paths, each
// a file or a directory of *.yar and *.yara files. Each file is a namespace of
// its own. A file in a directory of paths that does not compile is left out and
// named in a diagnostic. It is an error when nothing of a path compiles, such
// as a file that was named itself, and when a file of the embedded tree does
// not.
func Compile(embedded fs.FS, paths []string) (*Set, []Diagnostic, error) {
	sources, err := embeddedSources(embedded)
	if err != nil {
		return nil, nil, err
	}
	own := len(sources)
	for _, p := range paths {
		found, err := sourcesAt(p)
		if err != nil {
			return nil, nil, err
		}
		sources = append(sources, found...)
	}
	set, err := compile(sources)
	if err == nil {
		return set, nil, nil
	}
	// One file is wrong. libyara does not go on after an error, so each file is
	// tried by itself.
	var diagnostics []Diagnostic
	good := slices.Clone(sources[:own])
	compiled, wrong := map[string]bool{}, map[string]Diagnostic{}
	for _, s := range sources[own:] {
		alone, err := compile([]source{s})
		if err != nil {
			d := Diagnostic{File: s.name, Err: err}
			diagnostics, wrong[s.path] = append(diagnostics, d), d
			continue
		}
		alone.Close()
		good, compiled[s.path] = append(good, s), true
	}
	for _, p := range paths {
		if d, ok := wrong[p]; ok && !compiled[p] {
			return nil, nil, fmt.Errorf("compile YARA rules: %v", d)
		}
	}
	set, err = compile(good)
	return set, diagnostics, err
}

func embeddedSources(tree fs.FS) ([]source, error) {
	if tree == nil {
		return nil, nil
	}
	var sources []source
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isRuleFile(name) {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		sources = append(sources, source{name: name, namespace: strings.TrimSuffix(name, path.Ext(name)), text: text})
		return err
	})
	return sources, err
}

func sourcesAt(p string) ([]source, error) {
	var sources []source
	err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || name != p && !isRuleFile(name) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(p, name)
		if err != nil || relative == "." {
			relative = filepath.Base(name)
		}
		namespace := strings.TrimSuffix(filepath.ToSlash(relative), filepath.Ext(relative))
		sources = append(sources, source{name: name, namespace: namespace, text: text, file: name, path: p})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read YARA rules: %w", err)
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("read YARA rules: %s has no *.yar or *.yara file", p)
	}
	return sources, nil
}

func isRuleFile(name string) bool {
	ext := path.Ext(name)
	return ext == ".yar" || ext == ".yara"
}

// compile makes a set. Rules are told apart by their files only as long as they
// are ours: a user's collection, which may be large, is compiled once.
func compile(sources []source) (*Set, error) {
	set := &Set{}
	own := false
	for _, s := range sources {
		set.UsesVariables = set.UsesVariables || usesVariables(s.text)
		own = own || s.file != ""
	}
	without := func(end string) []source {
		return slices.DeleteFunc(slices.Clone(sources), func(s source) bool {
			return !own && strings.HasSuffix(s.namespace, end)
		})
	}
	var err error
	if set.programs, err = newRuleset(without(forOthers)); err != nil {
		return nil, err
	}
	set.others = set.programs
	if !own {
		if set.others, err = newRuleset(without(forPrograms)); err != nil {
			set.programs.close()
			return nil, err
		}
	}
	set.Count = len(set.names())
	return set, nil
}

// names are those of the rules, with their namespaces.
func (s *Set) names() map[string]bool {
	names := map[string]bool{}
	for _, r := range []*ruleset{s.programs, s.others} {
		for _, rule := range r.rules.GetRules() {
			names[rule.Namespace()+":"+rule.Identifier()] = true
		}
	}
	return names
}

func addSource(compiler *libyara.Compiler, s source) error {
	var err error
	if s.file == "" {
		err = compiler.AddString(string(s.text), s.namespace)
	} else {
		var f *os.File
		if f, err = os.Open(s.file); err != nil {
			return err
		}
		defer f.Close()
		err = compiler.AddFile(f, s.namespace)
	}
	if err == nil {
		return nil
	}
	for _, m := range compiler.Errors {
		return fmt.Errorf("line %d: %s", m.Line, m.Text)
	}
	return err
}

var variableName = regexp.MustCompile(`\b(filename|filepath|extension|filetype|owner|md5)\b`)

// usesVariables may say yes for a file that has such a word elsewhere: that
// costs time and loses nothing.
func usesVariables(text []byte) bool { return variableName.Match(text) }

// Close frees the rules. No scan may be under way.
func (s *Set) Close() {
	s.programs.close()
	if s.others != s.programs {
		s.others.close()
	}
}

// ErrTimeout is the error of a scan that took longer than it may.
var ErrTimeout = errors.New("took too long")

// maxStrings bounds the strings that are told of one match in a file.
const maxStrings = 16

// maxAllStrings bounds those that ScanAll tells.
const maxAllStrings = 10_000

// maxData bounds what is told of one string, in bytes.
const maxData = 128

// Scan looks for the rules in one content. The path and hash of the matches
// are for the caller to fill in. The error wraps ErrTimeout when the time
// bound, of whole seconds, was reached; what was found before is returned.
func (s *Set) Scan(content []byte, variables Variables, timeout time.Duration) ([]document.Match, error) {
	return s.scan(content, variables, timeout, libyara.ScanFlagsFastMode, maxStrings)
}

// ScanAll is Scan for text of many lines: it tells every place of every
// string, in the order of their offsets.
func (s *Set) ScanAll(content []byte, timeout time.Duration) ([]document.Match, error) {
	matches, err := s.scan(content, Variables{}, timeout, 0, maxAllStrings)
	for _, m := range matches {
		slices.SortFunc(m.Strings, func(a, b document.MatchString) int { return int(a.Offset - b.Offset) })
	}
	return matches, err
}

func (s *Set) scan(content []byte, variables Variables, timeout time.Duration, flags libyara.ScanFlags, strings int) ([]document.Match, error) {
	rules := s.others
	if bytes.HasPrefix(content, []byte("\x7fELF")) {
		rules = s.programs
	}
	scanner, err := rules.scanner()
	if err != nil {
		return nil, err
	}
	defer rules.release(scanner)
	if s.UsesVariables {
		for _, v := range variables.list() {
			if err := scanner.DefineVariable(v.name, v.value); err != nil {
				return nil, fmt.Errorf("define YARA variable %s: %w", v.name, err)
			}
		}
	}
	var found libyara.MatchRules
	err = scanner.SetFlags(flags).SetTimeout(timeout).SetCallback(&found).ScanMem(content)
	matches := make([]document.Match, 0, len(found))
	for _, m := range found {
		matches = append(matches, convert(m, strings))
	}
	var code libyara.Error
	if errors.As(err, &code) && code == timeoutCode {
		err = fmt.Errorf("match YARA rules: %w", ErrTimeout)
	}
	return matches, err
}

// timeoutCode is ERROR_SCAN_TIMEOUT of <yara/error.h>.
const timeoutCode = 26

func convert(m libyara.MatchRule, strings int) document.Match {
	match := document.Match{
		Rule:      m.Rule,
		Namespace: m.Namespace,
		Tags:      append([]string{}, m.Tags...),
		Meta:      map[string]any{},
		Strings:   []document.MatchString{},
	}
	for _, meta := range m.Metas {
		value := meta.Value
		if text, ok := value.(string); ok {
			value = document.Text(text)
		}
		match.Meta[meta.Identifier] = value
	}
	for _, s := range m.Strings[:min(len(m.Strings), strings)] {
		match.Strings = append(match.Strings, document.MatchString{
			ID:     s.Name,
			Offset: int64(s.Base + s.Offset),
			Data:   document.Text(string(s.Data[:min(len(s.Data), maxData)])),
		})
	}
	return match
}
