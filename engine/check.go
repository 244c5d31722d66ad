package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/engine/yara"
	"github.com/rummage-scanner/rummage/policies"
)

// Tests say which tests of rules to run.
type Tests struct {
	// Paths hold *_test.rego files; without any the built-in tests run.
	Paths []string
	// VerificationKey is as for Rules.
	VerificationKey string
	// Coverage also tells which lines of the rules the tests ran.
	Coverage bool
}

// TestRules runs the tests beside policies.
func TestRules(ctx context.Context, tests Tests) (*rego.TestResult, error) {
	return rego.Test(ctx, rego.Tests{
		Embedded: policies.FS, Paths: tests.Paths, VerificationKey: tests.VerificationKey, Coverage: tests.Coverage,
	})
}

// Check compiles the rules and exceptions strictly: policies against the
// document's JSON Schema, and every YARA file must compile. It returns the
// number of rules in force.
func Check(ctx context.Context, options Options, schema []byte) (int, error) {
	if _, err := newExceptions(options.Exceptions, time.Now()); err != nil {
		return 0, err
	}
	keep, err := keeper(options.Rules)
	if err != nil {
		return 0, err
	}
	var parsed any
	if err := json.Unmarshal(schema, &parsed); err != nil {
		return 0, fmt.Errorf("read the document's schema: %w", err)
	}
	sources := options.Rules.sources(keep)
	sources.Strict, sources.Schema = true, parsed
	p, err := rego.Load(ctx, sources)
	if err != nil {
		return 0, err
	}
	set, diagnostics, err := yara.Compile(yara.Sources{Paths: options.Rules.YARA})
	if err != nil {
		return 0, err
	}
	defer set.Close()
	switch n := len(diagnostics); n {
	case 0:
	case 1:
		return 0, fmt.Errorf("compile YARA rules: %v", diagnostics[0])
	default:
		return 0, fmt.Errorf("compile YARA rules: %v (and %d more)", diagnostics[0], n-1)
	}
	return len(p.Catalogue()) + set.Count, nil
}

// RulesAt sorts paths by what is there: *.rego files and bundles are policies,
// *.yar and *.yara files are YARA rules, and a directory may hold both.
func RulesAt(paths []string) (Rules, error) {
	var r Rules
	for _, p := range paths {
		policies, signatures := false, false
		root, err := filepath.EvalSymlinks(p)
		if err != nil {
			return r, fmt.Errorf("read rules: %w", err)
		}
		err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch strings.ToLower(filepath.Ext(name)) {
			case ".yar", ".yara":
				signatures = true
			case ".rego":
				policies = true
			case ".gz", ".tgz":
				policies = policies || name == root // a bundle is named itself
			}
			return nil
		})
		if err != nil {
			return r, fmt.Errorf("read rules: %w", err)
		}
		if !policies && !signatures {
			return r, fmt.Errorf("read rules: %s has no *.rego, *.yar or *.yara file", p)
		}
		if policies {
			r.Policies = append(r.Policies, p)
		}
		if signatures {
			r.YARA = append(r.YARA, p)
		}
	}
	return r, nil
}
