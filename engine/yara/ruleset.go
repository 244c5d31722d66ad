package yara

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"

	libyara "github.com/hillu/go-yara/v4"
)

// ruleset is what libyara compiled at once.
type ruleset struct {
	rules    *libyara.Rules
	scanners chan *libyara.Scanner
	// variables are the external variables that the rules may read.
	variables []string
}

func newRuleset(sources []*source) (*ruleset, error) {
	compiler, err := newCompiler()
	if err != nil {
		return nil, err
	}
	defer compiler.Destroy()
	for _, s := range sources {
		if err := addSource(compiler, s); err != nil {
			return nil, &sourceError{s, err}
		}
	}
	rules, err := compiler.GetRules()
	if err != nil {
		return nil, fmt.Errorf("compile YARA rules: %w", err)
	}
	return rulesetOf(rules, variablesIn(sources)), nil
}

func rulesetOf(rules *libyara.Rules, variables []string) *ruleset {
	return &ruleset{rules: rules, variables: variables, scanners: make(chan *libyara.Scanner, runtime.NumCPU())}
}

// count is how many rules can be told to match.
func (r *ruleset) count() int {
	n := 0
	for _, rule := range r.rules.GetRules() {
		if !rule.IsPrivate() {
			n++
		}
	}
	return n
}

// sourceError is an error of one source among many.
type sourceError struct {
	source *source
	err    error
}

func (e *sourceError) Error() string {
	return fmt.Sprintf("compile YARA rules: %s: %v", e.source.name, e.err)
}

func (e *sourceError) Unwrap() error { return e.err }

// newCompiler makes a compiler that knows the external variables.
func newCompiler() (*libyara.Compiler, error) {
	compiler, err := libyara.NewCompiler()
	if err != nil {
		return nil, fmt.Errorf("set up YARA: %w", err)
	}
	compiler.DisableIncludes() // they are resolved before
	for _, v := range (Variables{}).list() {
		if err := compiler.DefineVariable(v.name, v.value); err != nil {
			return nil, fmt.Errorf("define YARA variable %s: %w", v.name, err)
		}
	}
	return compiler, nil
}

// addSource reads a source. After an error the compiler cannot be used again.
func addSource(compiler *libyara.Compiler, s *source) error {
	err := compiler.AddString(string(s.text), s.namespace)
	if err == nil {
		return nil
	}
	if len(compiler.Errors) == 0 {
		return err
	}
	first := compiler.Errors[0]
	line := first.Line
	if line < 1 { // the text ends too early
		line = lineOf(s.text, len(bytes.TrimSpace(s.text)))
	}
	return errors.New(s.place(line) + ": " + first.Text)
}

// scanner takes a scanner that is at rest, or makes one.
func (r *ruleset) scanner() (*libyara.Scanner, error) {
	select {
	case scanner := <-r.scanners:
		return scanner, nil
	default:
		scanner, err := libyara.NewScanner(r.rules)
		if err != nil {
			return nil, fmt.Errorf("set up a YARA scanner: %w", err)
		}
		return scanner, nil
	}
}

func (r *ruleset) release(scanner *libyara.Scanner) {
	select {
	case r.scanners <- scanner:
	default:
		scanner.Destroy()
	}
}

// close frees the rules.
func (r *ruleset) close() {
	for {
		select {
		case scanner := <-r.scanners:
			scanner.Destroy()
		default:
			r.rules.Destroy()
			return
		}
	}
}
