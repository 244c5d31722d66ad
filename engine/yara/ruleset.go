package yara

import (
	"fmt"
	"runtime"

	libyara "github.com/hillu/go-yara/v4"
)

// ruleset is what libyara compiled at once.
type ruleset struct {
	rules    *libyara.Rules
	scanners chan *libyara.Scanner
}

func newRuleset(sources []source) (*ruleset, error) {
	compiler, err := libyara.NewCompiler()
	if err != nil {
		return nil, fmt.Errorf("set up YARA: %w", err)
	}
	defer compiler.Destroy()
	for _, v := range (Variables{}).list() {
		if err := compiler.DefineVariable(v.name, v.value); err != nil {
			return nil, fmt.Errorf("define YARA variable %s: %w", v.name, err)
		}
	}
	for _, s := range sources {
		if err := addSource(compiler, s); err != nil {
			return nil, err
		}
	}
	rules, err := compiler.GetRules()
	if err != nil {
		return nil, fmt.Errorf("compile YARA rules: %w", err)
	}
	return &ruleset{rules: rules, scanners: make(chan *libyara.Scanner, runtime.NumCPU())}, nil
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
