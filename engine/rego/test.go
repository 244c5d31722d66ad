package rego

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// Tests say which tests of policies to run.
type Tests struct {
	// Embedded is the tree of built-in policies, at hand for what others import.
	Embedded fs.FS
	// Paths are files, directories and bundles with *_test.rego files; without
	// any the tests of the embedded tree run.
	Paths []string
	// VerificationKey is as for Sources.
	VerificationKey string
	// Coverage also tells which lines of the policies the tests ran.
	Coverage bool
}

// TestResult is the outcome of the tests beside policies.
type TestResult struct {
	Passed int
	// Failures tell which tests failed, and how.
	Failures []string
	// Coverage is the part of the policies' lines that the tests ran, in
	// percent, and Uncovered are the others, by file.
	Coverage  float64
	Uncovered []Lines
}

// Lines are some lines of a file.
type Lines struct {
	File  string
	Lines []int
}

// Test runs tests of policies.
func Test(ctx context.Context, tests Tests) (*TestResult, error) {
	modules, judged, err := tests.modules()
	if err != nil {
		return nil, err
	}
	runner := tester.NewRunner().SetStore(inmem.New()).SetModules(modules).SetDefaultRegoVersion(ast.RegoV1)
	covered := cover.New()
	if tests.Coverage {
		runner = runner.SetCoverageQueryTracer(covered)
	}
	results, err := runner.RunTests(ctx, nil)
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
	if tests.Coverage {
		outcome.cover(covered.Report(judged), judged)
	}
	return outcome, nil
}

// modules are all that is compiled, and of these the policies under test.
func (t Tests) modules() (all, judged map[string]*ast.Module, err error) {
	key, err := readKey(t.VerificationKey)
	if err != nil {
		return nil, nil, err
	}
	m := newModules(key)
	err = fs.WalkDir(t.Embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isRego(name) || len(t.Paths) > 0 && !isPolicy(name) {
			return err
		}
		text, err := fs.ReadFile(t.Embedded, name)
		if err != nil {
			return err
		}
		return m.add("policies/"+name, text, len(t.Paths) == 0)
	})
	if err != nil {
		return nil, nil, err
	}
	for _, p := range t.Paths {
		if err := m.addPath(p, isRego); err != nil {
			return nil, nil, err
		}
	}
	judged = maps.Clone(m.all)
	maps.DeleteFunc(judged, func(name string, _ *ast.Module) bool { return !m.user[name] || !isPolicy(name) })
	return m.all, judged, nil
}

// cover counts each line once: one of which some part did not run is not
// covered.
func (r *TestResult) cover(report cover.Report, judged map[string]*ast.Module) {
	ran, missed := 0, 0
	for _, name := range slices.Sorted(maps.Keys(judged)) {
		file := report.Files[name]
		if file == nil {
			continue
		}
		not := rows(file.NotCovered)
		for _, row := range rows(file.Covered) {
			if !slices.Contains(not, row) {
				ran++
			}
		}
		if missed += len(not); len(not) > 0 {
			r.Uncovered = append(r.Uncovered, Lines{File: name, Lines: not})
		}
	}
	r.Coverage = 100
	if ran+missed > 0 {
		r.Coverage = 100 * float64(ran) / float64(ran+missed)
	}
}

// rows are the lines on which ranges begin. What is covered of a rule with
// several lines begins on each of them.
func rows(ranges []cover.Range) []int {
	var rows []int
	for _, r := range ranges {
		if !slices.Contains(rows, r.Start.Row) {
			rows = append(rows, r.Start.Row)
		}
	}
	slices.Sort(rows)
	return rows
}

// String is the file with its lines, as in owner.rego:7-9,12.
func (l Lines) String() string {
	var parts []string
	for i := 0; i < len(l.Lines); i++ {
		first := l.Lines[i]
		for i+1 < len(l.Lines) && l.Lines[i+1] == l.Lines[i]+1 {
			i++
		}
		if part := fmt.Sprint(first); l.Lines[i] > first {
			parts = append(parts, fmt.Sprintf("%s-%d", part, l.Lines[i]))
		} else {
			parts = append(parts, part)
		}
	}
	return l.File + ":" + strings.Join(parts, ",")
}
