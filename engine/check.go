package engine

import (
	"context"
	"encoding/json"
	"fmt"
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
	set, diagnostics, err := yara.Compile(nil, options.Rules.YARA)
	if err != nil {
		return 0, err
	}
	defer set.Close()
	for _, d := range diagnostics {
		return 0, fmt.Errorf("compile YARA rules: %v", d)
	}
	return len(p.Catalogue()) + set.Count, nil
}
