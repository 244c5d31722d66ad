package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/engine/yara"
	"github.com/rummage-scanner/rummage/policies"
)

// TestRules runs the tests beside the policies at the paths, or those of the
// built-in policies when there are no paths.
func TestRules(ctx context.Context, paths []string) (*rego.TestResult, error) {
	return rego.Test(ctx, policies.FS, paths)
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
	p, err := rego.Load(ctx, rego.Sources{
		Embedded:  policies.FS,
		NoBuiltin: options.Rules.NoBuiltin,
		Paths:     options.Rules.Policies,
		Data:      options.Rules.Data,
		Keep:      keep,
		Strict:    true,
		Schema:    parsed,
	})
	if err != nil {
		return 0, err
	}
	set, diagnostics, err := yara.Compile(yara.Sources{Paths: options.Rules.YARA})
	if err != nil {
		return 0, err
	}
	defer set.Close()
	for _, d := range diagnostics {
		return 0, fmt.Errorf("compile YARA rules: %v", d)
	}
	return len(p.Catalogue()) + set.Count, nil
}

// RulesAt sorts paths by what is there: *.rego files and bundles are policies,
// *.yar and *.yara files are YARA rules, and a directory may hold both.
func RulesAt(paths []string) (Rules, error) {
	var r Rules
	for _, p := range paths {
		policies, signatures := false, false
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch filepath.Ext(name) {
			case ".yar", ".yara":
				signatures = true
			case ".rego", ".gz":
				policies = true
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
