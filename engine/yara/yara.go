// Package yara compiles YARA rules and looks for them in contents. It is the
// only importer of libyara. It finds and never judges: what a match means is
// for the policies to say.
package yara

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
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
	// Key names the rules, and what compiled them: equal sets have equal keys.
	Key string
	// Count is the number of rules.
	Count int
	// Cached tells that the rules were compiled by an earlier run.
	Cached bool
	// programs are matched against ELF files, and others against the rest.
	programs, others *later
	// first sees to it that both are made side by side, and preparing waits for that.
	first     sync.Once
	preparing sync.WaitGroup
	// all are matched against programs of Windows; nil when others are all.
	all *later
}

// later is a ruleset that is made when it is first asked for: most containers have
// no content of most kinds to match.
type later struct {
	make  func() (*ruleset, error)
	once  sync.Once
	rules *ruleset
	err   error
}

func made(rules *ruleset) *later {
	return &later{make: func() (*ruleset, error) { return rules, nil }, rules: rules}
}

func (l *later) get() (*ruleset, error) {
	l.once.Do(func() { l.rules, l.err = l.make() })
	return l.rules, l.err
}

// The ends of the names of embedded files whose rules are for ELF files alone,
// and for all others alone. It saves looking for what cannot match: a file
// without such an end is for every content.
const (
	forPrograms = "_elf"
	forOthers   = "_text"
)

// Variables are those of a file that rules may read which are matched against its
// content: without these, equal contents match alike. md5 is asked for the digest
// where one reads it.
func (s *Set) Variables(content []byte, of Variables, md5 func() string) Variables {
	var read Variables
	for _, name := range s.reads(content) {
		switch name {
		case "filename":
			read.FileName = of.FileName
		case "filepath":
			read.FilePath = of.FilePath
		case "extension":
			read.Extension = of.Extension
		case "filetype":
			read.FileType = of.FileType
		case "owner":
			read.Owner = of.Owner
		case "md5":
			read.MD5 = md5()
		}
	}
	return read
}

// reads are the variables that the rules for a content may read.
func (s *Set) reads(content []byte) []string {
	of := s.others
	if isProgram(content) {
		of = s.programs
	}
	rules, err := s.get(of)
	if err != nil { // which the scan tells
		return nil
	}
	return rules.variables
}

// Close frees the rules. No scan may be under way.
func (s *Set) Close() {
	s.preparing.Wait()
	for _, l := range []*later{s.programs, s.others, s.all} {
		if l != nil && l.rules != nil {
			l.rules.close()
			l.rules = nil
		}
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
	rules, err := s.rulesFor(content)
	if err != nil {
		return nil, err
	}
	scanner, err := rules.scanner()
	if err != nil {
		return nil, err
	}
	defer rules.release(scanner)
	if reads := s.reads(content); len(reads) > 0 {
		for _, v := range variables.list() {
			if !slices.Contains(reads, v.name) {
				continue
			}
			if err := scanner.DefineVariable(v.name, v.value); err != nil {
				return nil, fmt.Errorf("define YARA variable %s: %w", v.name, err)
			}
		}
	}
	var found libyara.MatchRules
	err = scanner.SetFlags(flags).SetTimeout(timeout).SetCallback(&found).ScanMem(content)
	matches := make([]document.Match, 0, len(found))
	for _, m := range found {
		if match := convert(m, strings); !slices.ContainsFunc(matches, func(other document.Match) bool { return sameRule(match, other) }) {
			matches = append(matches, match)
		}
	}
	var code libyara.Error
	if errors.As(err, &code) && code == timeoutCode {
		err = fmt.Errorf("match YARA rules: %w", ErrTimeout)
	}
	return matches, err
}

func isProgram(content []byte) bool { return bytes.HasPrefix(content, []byte("\x7fELF")) }

// rulesFor are the rules that may match a content.
func (s *Set) rulesFor(content []byte) (*ruleset, error) {
	switch {
	case isProgram(content):
		return s.get(s.programs)
	case bytes.HasPrefix(content, []byte("MZ")) && s.all != nil:
		return s.all.get()
	}
	return s.get(s.others)
}

// get makes rules. Whoever asks for some has contents, and will soon ask for the
// others, so both are made side by side.
func (s *Set) get(rules *later) (*ruleset, error) {
	s.first.Do(func() {
		s.preparing.Go(func() { _, _ = s.programs.get() }) // who asks is told of the error
		s.preparing.Go(func() { _, _ = s.others.get() })
	})
	return rules.get()
}

// timeoutCode is ERROR_SCAN_TIMEOUT of <yara/error.h>.
const timeoutCode = 26

// sameRule tells that two matches of one content are of one rule that is in two
// files, such as a copy, or a file that others include.
func sameRule(a, b document.Match) bool {
	return a.Rule == b.Rule && slices.Equal(a.Tags, b.Tags) && maps.Equal(a.Meta, b.Meta) && slices.Equal(a.Strings, b.Strings)
}

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
