// Package sigma matches Sigma rules against a document. It is the only importer
// of the Sigma library. It adds matches to the document and judges nothing.
//
// Sigma rules are written for a stream of events. A document is one point in
// time: a process that runs stands for the event of its start, and a file that
// was added or modified for the event that wrote it. See
// https://sigmahq.io/sigma-specification/ for the format.
package sigma

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	sigmago "github.com/bradleyjkemp/sigma-go"
	"github.com/bradleyjkemp/sigma-go/evaluator"
	"github.com/bradleyjkemp/sigma-go/evaluator/modifiers"
	"gopkg.in/yaml.v3"

	"github.com/rummage-scanner/rummage/document"
)

// Set is the rules that can be matched against a document. It may be used by
// several goroutines.
type Set struct {
	processes, files []*evaluator.RuleEvaluator
	// Others counts the rules of categories and products that a document says
	// nothing about.
	Others int
}

// Count is the number of rules that can match.
func (s *Set) Count() int { return len(s.processes) + len(s.files) }

// Diagnostic tells why a rule was left out.
type Diagnostic struct {
	File string
	Err  error
}

func (d Diagnostic) String() string { return fmt.Sprintf("%s: %v", d.File, d.Err) }

// Load reads the rules at paths, each a file or a directory of *.yml and *.yaml
// files. A rule that cannot be read, or that needs what a document does not
// tell, is left out and named. It is an error when a path has no rule at all.
func Load(paths []string) (*Set, []Diagnostic, error) {
	set := &Set{}
	var left []Diagnostic
	for _, p := range paths {
		found := 0
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if ext := filepath.Ext(name); d.IsDir() || name != p && ext != ".yml" && ext != ".yaml" {
				return nil
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			found++
			for _, err := range set.add(text) {
				left = append(left, Diagnostic{File: name, Err: err})
			}
			return nil
		})
		if err == nil && found == 0 {
			err = fmt.Errorf("%s has no *.yml or *.yaml file", p)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read Sigma rules: %w", err)
		}
	}
	return set, left, nil
}

// add takes the rules of one file, which may hold several YAML documents.
func (s *Set) add(text []byte) []error {
	var wrong []error
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var rule sigmago.Rule
		err := decoder.Decode(&rule)
		if errors.Is(err, io.EOF) {
			return wrong
		}
		if err != nil {
			return append(wrong, err)
		}
		if err := s.addRule(rule); err != nil {
			wrong = append(wrong, fmt.Errorf("rule %q: %w", rule.Title, err))
		}
	}
}

func (s *Set) addRule(rule sigmago.Rule) error {
	if rule.Title == "" || len(rule.Detection.Conditions) == 0 {
		return errors.New("it has no title or no condition")
	}
	product, category := rule.Logsource.Product, rule.Logsource.Category
	if product != "linux" && product != "" || category != "process_creation" && category != "file_event" {
		s.Others++
		return nil
	}
	if err := check(rule); err != nil {
		return err
	}
	if category == "process_creation" {
		s.processes = append(s.processes, evaluator.ForRule(rule))
	} else {
		s.files = append(s.files, evaluator.ForRule(rule))
	}
	return nil
}

// check refuses what the library or a document cannot serve.
func check(rule sigmago.Rule) error {
	for _, condition := range rule.Detection.Conditions {
		if condition.Aggregation != nil {
			return errors.New("it counts events over time, of which a document has one point")
		}
	}
	for name, search := range rule.Detection.Searches {
		if len(search.Keywords) > 0 {
			return fmt.Errorf("%s: keywords are not supported", name)
		}
		for _, matcher := range search.EventMatchers {
			for _, field := range matcher {
				if err := checkField(field); err != nil {
					return fmt.Errorf("%s: field %s: %w", name, field.Field, err)
				}
			}
		}
	}
	return nil
}

func checkField(field sigmago.FieldMatcher) error {
	names := field.Modifiers
	if n := len(names); n > 0 && names[n-1] == "all" {
		names = names[:n-1]
	}
	compare, err := modifiers.GetComparator(field.Field, nil, names...)
	if err != nil {
		return err
	}
	for _, value := range field.Values {
		text := fmt.Sprint(value)
		switch value.(type) {
		case string, int, float64, bool:
		default:
			return fmt.Errorf("value %v is no text, number or truth value", value)
		}
		if strings.HasPrefix(text, "%") && strings.HasSuffix(text, "%") {
			return fmt.Errorf("placeholder %s is not known", text)
		}
		if _, err := compare("", text); err != nil {
			return err
		}
	}
	return nil
}

// maxMatches bounds the matches of one document.
const maxMatches = 10_000

// Match matches the rules against the processes and changes of a document, in
// the order of the rules.
func (s *Set) Match(ctx context.Context, doc *document.Document) ([]document.SigmaMatch, error) {
	m := &matching{ctx: ctx}
	if len(s.processes) > 0 {
		for i := range doc.Processes {
			m.all(s.processes, processEvent(doc, &doc.Processes[i]), func(match *document.SigmaMatch) { match.Process = doc.Processes[i].PID })
		}
	}
	if len(s.files) > 0 {
		for i := range doc.Changes {
			if c := &doc.Changes[i]; c.Kind != document.Deleted && c.Type != document.Directory {
				m.all(s.files, fileEvent(c), func(match *document.SigmaMatch) { match.Path = c.Path })
			}
		}
	}
	return m.found, m.err
}

type matching struct {
	ctx   context.Context
	found []document.SigmaMatch
	err   error
}

func (m *matching) all(rules []*evaluator.RuleEvaluator, event map[string]string, place func(*document.SigmaMatch)) {
	for _, rule := range rules {
		if m.ctx.Err() != nil || len(m.found) >= maxMatches {
			m.err = errors.Join(m.err, m.ctx.Err())
			return
		}
		result, err := rule.Matches(m.ctx, event)
		if err != nil {
			if m.err == nil {
				m.err = fmt.Errorf("match Sigma rule %q: %w", rule.Title, err)
			}
			continue
		}
		if result.Match {
			match := document.SigmaMatch{
				Rule: document.Text(rule.Title), ID: document.Text(rule.ID), Level: rule.Level, Status: rule.Status,
				Description: document.Text(rule.Description), Tags: slices.Clone(rule.Tags),
			}
			if match.Tags == nil {
				match.Tags = []string{}
			}
			place(&match)
			m.found = append(m.found, match)
		}
	}
}

// processEvent has the fields of category process_creation.
func processEvent(doc *document.Document, p *document.Process) map[string]string {
	event := map[string]string{
		"Image": p.Exe, "CommandLine": p.Command, "CurrentDirectory": p.CWD, "User": p.User,
		"ProcessId": strconv.Itoa(p.PID), "ParentProcessId": strconv.Itoa(p.PPID),
	}
	for i := range doc.Processes {
		if parent := &doc.Processes[i]; parent.PID == p.PPID {
			event["ParentImage"], event["ParentCommandLine"] = parent.Exe, parent.Command
		}
	}
	return event
}

// fileEvent has the fields of category file_event. Who wrote a file cannot be
// told afterwards.
func fileEvent(c *document.Change) map[string]string {
	return map[string]string{"TargetFilename": c.Path}
}
