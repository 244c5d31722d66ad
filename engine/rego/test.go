package rego

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// TestResult is the outcome of the tests beside policies.
type TestResult struct {
	Passed int
	// Failures tell which tests failed, and how.
	Failures []string
}

// Test runs the *_test.rego files of the paths, with the embedded tree at hand
// for what they import. Without paths the tests of the embedded tree run.
func Test(ctx context.Context, embedded fs.FS, paths []string) (*TestResult, error) {
	modules := map[string]*ast.Module{}
	add := func(name string, text []byte) error {
		module, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return fmt.Errorf("read policies: %w", err)
		}
		modules[name] = module
		return nil
	}
	if err := walkPolicies(embedded, len(paths) == 0, add); err != nil {
		return nil, err
	}
	for _, p := range paths {
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".rego" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			return add(name, text)
		})
		if err != nil {
			return nil, fmt.Errorf("read policies: %w", err)
		}
	}
	results, err := tester.NewRunner().SetStore(inmem.New()).SetModules(modules).SetDefaultRegoVersion(ast.RegoV1).RunTests(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("run the tests of policies: %w", err)
	}
	outcome := &TestResult{}
	for r := range results {
		switch {
		case r.Pass():
			outcome.Passed++
		case r.Error != nil:
			outcome.Failures = append(outcome.Failures, fmt.Sprintf("%s: %s.%s: %v", r.Location, r.Package, r.Name, r.Error))
		case r.Fail:
			outcome.Failures = append(outcome.Failures, fmt.Sprintf("%s: %s.%s failed", r.Location, r.Package, r.Name))
		}
	}
	if outcome.Passed+len(outcome.Failures) == 0 {
		return nil, fmt.Errorf("run the tests of policies: there are none: they are rules called test_… in files called *_test.rego")
	}
	return outcome, nil
}

func walkPolicies(tree fs.FS, tests bool, add func(string, []byte) error) error {
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".rego" || !tests && strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		return add("policies/"+name, text)
	})
}
