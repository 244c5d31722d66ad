package rego

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/policies"
	"github.com/rummage-scanner/rummage/report"
)

func builtin(t *testing.T) *Policies {
	t.Helper()
	p, err := Load(t.Context(), Sources{Embedded: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wholeOf(t *testing.T, p *Policies) *set {
	t.Helper()
	sets, err := p.whole()
	if err != nil || len(sets) != 1 {
		t.Fatal(sets, err)
	}
	return sets[0]
}

// TestPlainOPA has stock OPA, with neither our index nor our limits, find the
// same in a recorded document as a scan does.
func TestPlainOPA(t *testing.T) {
	p := builtin(t)
	whole := wholeOf(t, p)
	files, err := filepath.Glob("../../testdata/documents/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc := &document.Document{}
			if err := json.Unmarshal(text, doc); err != nil {
				t.Fatal(err)
			}
			input, err := NewInput(doc)
			if err != nil {
				t.Fatal(err)
			}
			var plain any
			decoder := json.NewDecoder(bytes.NewReader(text))
			decoder.UseNumber()
			if err := decoder.Decode(&plain); err != nil {
				t.Fatal(err)
			}
			rummage := evalPlain(t, plain)
			for _, rule := range p.Catalogue() {
				ours, err := whole.evaluateOne(t.Context(), rule.ID, input.value())
				if err != nil {
					t.Fatal(rule.ID, err)
				}
				area, name, _ := strings.Cut(rule.ID, "/")
				theirs := rummage[area].(map[string]any)[strings.ReplaceAll(name, "-", "_")].(map[string]any)["findings"]
				if !reflect.DeepEqual(normal(t, ours), normal(t, theirs)) {
					t.Errorf("%s: with the index %v, without %v", rule.ID, ours, theirs)
				}
			}
		})
	}
}

// evalPlain is data.rummage, with all of its rules.
func evalPlain(t *testing.T, input any) map[string]any {
	t.Helper()
	options := []func(*opa.Rego){opa.Query("rummage := data.rummage"), opa.Input(input)}
	err := fs.WalkDir(policies.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(policies.FS, name)
		options = append(options, opa.Module(name, string(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	results, err := opa.New(options...).Eval(t.Context())
	if err != nil || len(results) != 1 {
		t.Fatal(results, err)
	}
	return results[0].Bindings["rummage"].(map[string]any)
}

// normal makes values comparable that hold numbers of several types.
func normal(t *testing.T, x any) any {
	t.Helper()
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	attackID = regexp.MustCompile(`^T[0-9]{4}(\.[0-9]{3})?$`)
	cisID    = regexp.MustCompile(`^[0-9]+(\.[0-9]+)+$`)
)

// TestConformance has what each rule must say of itself, and that it is tested
// both ways.
func TestConformance(t *testing.T) {
	for _, rule := range builtin(t).Catalogue() {
		t.Run(rule.ID, func(t *testing.T) {
			if rule.Description == "" || rule.Remediation == "" {
				t.Error("want a description and a remediation")
			}
			if len(rule.Attack)+len(rule.CIS)+len(rule.References) == 0 {
				t.Error("want a reference: ATT&CK, CIS or a link")
			}
			for _, id := range rule.Attack {
				if !attackID.MatchString(id) {
					t.Errorf("%s is no id of ATT&CK", id)
				}
			}
			for _, id := range rule.CIS {
				if !cisID.MatchString(id) {
					t.Errorf("%s is no section of the CIS benchmark", id)
				}
			}
			area, name, _ := strings.Cut(rule.ID, "/")
			if want := "policies/" + area + "/" + strings.ReplaceAll(name, "-", "_") + ".rego"; rule.Source != want {
				t.Errorf("it is in %s, want %s", rule.Source, want)
			}
			source := strings.TrimPrefix(rule.Source, "policies/")
			text, err := fs.ReadFile(policies.FS, source)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(text, []byte("- input: schema.document")) {
				t.Error("want the document's schema among its annotations")
			}
			tests := strings.TrimSuffix(source, ".rego") + "_test.rego"
			if text, err = fs.ReadFile(policies.FS, tests); err != nil {
				t.Fatal(err)
			}
			module, err := ast.ParseModuleWithOpts(tests, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
			if err != nil {
				t.Fatal(err)
			}
			var fires, silent bool
			for _, r := range module.Rules {
				name := r.Head.Name.String()
				fires = fires || strings.HasPrefix(name, "test_fires")
				silent = silent || strings.HasPrefix(name, "test_silent")
			}
			if !fires || !silent {
				t.Errorf("%s: want tests called test_fires_… and test_silent_…", tests)
			}
		})
	}
}

// TestPoliciesPass runs the tests beside the policies.
func TestPoliciesPass(t *testing.T) {
	result, err := Test(t.Context(), Tests{Embedded: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	if rules := len(builtin(t).Catalogue()); result.Passed < 2*rules {
		t.Errorf("%d tests for %d rules", result.Passed, rules)
	}
}

// TestStrict checks the policies as opa check --strict does, and that it would
// find a field that does not exist.
func TestStrict(t *testing.T) {
	var schema any
	if err := json.Unmarshal(document.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(t.Context(), Sources{Embedded: policies.FS, Strict: true, Schema: schema}); err != nil {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "typo.rego")
	text := `# METADATA
# title: typo
# schemas:
#   - input: schema.document
# custom: {severity: low, category: anomaly}
package rummage.own.typo

findings contains {"message": "x"} if input.filesytem.x`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(t.Context(), Sources{Embedded: policies.FS, Paths: []string{file}, Strict: true, Schema: schema})
	if err == nil || !strings.Contains(err.Error(), "filesytem") {
		t.Errorf("%v, want one that names the typo", err)
	}
}

// TestData has a user's policy read a user's data.
func TestData(t *testing.T) {
	dir := t.TempDir()
	policy, data := filepath.Join(dir, "allowed.rego"), filepath.Join(dir, "site.yaml")
	for file, text := range map[string]string{
		policy: "# METADATA\n# title: image\n# custom: {severity: low, category: anomaly}\npackage rummage.own.allowed\n\n" +
			"findings contains {\"message\": input.target.image.name} if not input.target.image.name in data.site.images",
		data: "site:\n  images: [good:1]\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := Load(t.Context(), Sources{Embedded: policies.FS, NoBuiltin: true, Paths: []string{policy}, Data: []string{data}})
	if err != nil {
		t.Fatal(err)
	}
	for image, want := range map[string]int{"good:1": 0, "bad:1": 1} {
		doc := &document.Document{}
		doc.Target.Image.Name = image
		input, err := NewInput(doc)
		if err != nil {
			t.Fatal(err)
		}
		found, failures, err := p.Judge(t.Context(), input)
		if err != nil || len(failures) > 0 || len(found) != want {
			t.Errorf("%s: %v, %v, %v, want %d findings", image, found, failures, err, want)
		}
	}
}

// TestCorrelate has a rule of area correlation see what others found, but for
// what an exception covers.
func TestCorrelate(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "seen.rego")
	text := "# METADATA\n# title: seen\n# custom: {severity: low, category: anomaly}\npackage rummage.correlation.own_seen\n\n" +
		"findings contains {\"message\": concat(\" \", [f.rule, f.severity, f.location.path])} if some f in input.findings"
	if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Load(t.Context(), Sources{Embedded: policies.FS, NoBuiltin: true, Paths: []string{policy}})
	if err != nil {
		t.Fatal(err)
	}
	input, err := NewInput(&document.Document{})
	if err != nil {
		t.Fatal(err)
	}
	if found, failures, err := p.Judge(t.Context(), input); len(found)+len(failures) > 0 || err != nil {
		t.Errorf("before: %v, %v, %v", found, failures, err)
	}
	found, failures, err := p.Correlate(t.Context(), input, []report.Finding{
		{Rule: "files/a", Severity: report.High, Location: report.Location{Path: "/a"}},
		{Rule: "files/b", Severity: report.High, Location: report.Location{Path: "/b"}, Suppressed: &report.Suppression{Reason: "known"}},
	})
	if err != nil || len(failures) > 0 || len(found) != 1 || found[0].Message != "files/a high /a" {
		t.Errorf("%v, %v, %v", found, failures, err)
	}
}

// TestRulesOfContainers has the rules that are not compiled for a container find
// nothing in one.
func TestRulesOfContainers(t *testing.T) {
	p := builtin(t)
	whole := wholeOf(t, p)
	parts, err := p.common()
	if err != nil || len(parts) < 2 {
		t.Fatal(parts, err)
	}
	var common []string
	for _, s := range parts {
		common = append(common, s.first.ids...)
	}
	if len(common) >= len(whole.first.ids) || len(whole.first.ids)+len(whole.second.ids) != len(p.Catalogue()) {
		t.Errorf("%d of %d rules, %d in the catalogue", len(common), len(whole.first.ids), len(p.Catalogue()))
	}
	files, err := filepath.Glob("../../testdata/documents/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc := &document.Document{}
		if err := json.Unmarshal(text, doc); err != nil {
			t.Fatal(err)
		}
		if doc.Target.Kind != "container" {
			continue
		}
		input, err := NewInput(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range whole.first.ids {
			if slices.Contains(common, id) {
				continue
			}
			found, err := whole.evaluateOne(t.Context(), id, input.value())
			if list, _ := found.([]any); err != nil || len(list) > 0 {
				t.Errorf("%s: %s found %v, %v", file, id, found, err)
			}
		}
	}
}

// TestKind judges a document alike, whatever kind of target was expected.
func TestKind(t *testing.T) {
	for _, kind := range []string{"container", "image", "engine"} {
		file := map[string]string{"container": "infected", "image": "image-infected", "engine": "engine"}[kind]
		text, err := os.ReadFile("../../testdata/documents/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		doc := &document.Document{}
		if err := json.Unmarshal(text, doc); err != nil || doc.Target.Kind != kind {
			t.Fatal(doc.Target, err)
		}
		input, err := NewInput(doc)
		if err != nil {
			t.Fatal(err)
		}
		var want []Finding
		for i, expected := range []string{"", "container", "image"} {
			p, err := Load(t.Context(), Sources{Embedded: policies.FS, Kind: expected})
			if err != nil {
				t.Fatal(err)
			}
			found, failures, err := p.Judge(t.Context(), input)
			if err != nil || len(failures) > 0 || len(found) == 0 {
				t.Fatal(found, failures, err)
			}
			if i == 0 {
				want = found
			} else if !reflect.DeepEqual(found, want) {
				t.Errorf("%s, where %s was expected: %v, want %v", kind, expected, found, want)
			}
		}
	}
}

// TestImports has our policies name what they use of each other in imports, and
// import packages: parts of the policies are compiled with what they import.
func TestImports(t *testing.T) {
	m, err := parse(Sources{Embedded: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]bool{}
	for _, module := range m.all {
		packages[module.Package.Path.String()] = true
	}
	for name, module := range m.all {
		for _, i := range module.Imports {
			if p := i.Path.String(); strings.HasPrefix(p, "data.rummage.") && !packages[p] {
				t.Errorf("%s imports %s, which is no package", name, p)
			}
		}
		for _, rule := range module.Rules {
			ast.WalkRefs(rule, func(r ast.Ref) bool {
				if strings.HasPrefix(r.String(), "data.rummage") {
					t.Errorf("%s refers to %s without an import", name, r)
				}
				return false
			})
		}
	}
}
