package rego

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"gopkg.in/yaml.v3"

	"github.com/rummage-scanner/rummage/report"
)

// modules are parsed policies by the name of their file.
type modules struct {
	all  map[string]*ast.Module
	user map[string]bool
	// data is what bundles bring along.
	data map[string]any
}

func parse(sources Sources) (*modules, error) {
	m := &modules{all: map[string]*ast.Module{}, user: map[string]bool{}, data: map[string]any{}}
	err := fs.WalkDir(sources.Embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isPolicy(name) {
			return err
		}
		if sources.NoBuiltin && !strings.HasPrefix(name, "lib/") && !strings.HasPrefix(name, "verdict/") {
			return nil
		}
		text, err := fs.ReadFile(sources.Embedded, name)
		if err != nil {
			return err
		}
		return m.add("policies/"+name, text, false)
	})
	if err != nil {
		return nil, err
	}
	for _, p := range sources.Paths {
		if err := m.addPath(p); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func isPolicy(name string) bool {
	return path.Ext(name) == ".rego" && !strings.HasSuffix(name, "_test.rego")
}

func (m *modules) add(name string, text []byte, user bool) error {
	module, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{
		ProcessAnnotation: true,
		RegoVersion:       ast.RegoV1,
	})
	if err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	if module == nil {
		return fmt.Errorf("read policies: %s is empty", name)
	}
	m.all[name], m.user[name] = module, user
	return nil
}

// addPath adds a policy file, a directory of them, or a bundle.
func (m *modules) addPath(p string) error {
	if strings.HasSuffix(p, ".tar.gz") {
		return m.addBundle(p)
	}
	found := 0
	err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read policies: %w", err)
		}
		if d.IsDir() || name != p && !isPolicy(name) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read policies: %w", err)
		}
		found++
		return m.add(name, text, true)
	})
	if err == nil && found == 0 {
		err = fmt.Errorf("read policies: %s has no *.rego file", p)
	}
	return err
}

func (m *modules) addBundle(p string) error {
	f, err := os.Open(p)
	if err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	defer f.Close()
	b, err := bundle.NewCustomReader(bundle.NewTarballLoader(f)).WithProcessAnnotations(true).WithRegoVersion(ast.RegoV1).Read()
	if err != nil {
		return fmt.Errorf("read policies: bundle %s: %w", p, err)
	}
	for _, module := range b.Modules {
		if !isPolicy(module.Path) {
			continue
		}
		name := p + ":" + strings.TrimPrefix(module.Path, "/")
		m.all[name], m.user[name] = module.Parsed, true
	}
	maps.Copy(m.data, b.Data)
	return nil
}

// readData merges data files into one object.
func readData(paths []string, into map[string]any) (map[string]any, error) {
	for _, p := range paths {
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() || name != p && !slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(name)) {
				return nil
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			var data map[string]any
			if err := yaml.Unmarshal(text, &data); err != nil { // JSON is YAML
				return fmt.Errorf("%s: %w", name, err)
			}
			maps.Copy(into, data)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read data: %w", err)
		}
	}
	// Numbers and keys as JSON has them, which is what policies expect.
	text, err := json.Marshal(into)
	if err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	clean := map[string]any{}
	return clean, json.Unmarshal(text, &clean)
}

// custom is what a rule's METADATA holds beside OPA's own fields.
type custom struct {
	Severity    report.Severity `json:"severity"`
	Category    report.Category `json:"category"`
	Attack      []string        `json:"attack"`
	CIS         []string        `json:"cis"`
	Remediation string          `json:"remediation"`
}

// catalogue reads the annotations of every rule.
func catalogue(m *modules, sources Sources) ([]report.Rule, error) {
	var rules []report.Rule
	files := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(m.all)) {
		module := m.all[name]
		if !hasFindings(module) {
			continue
		}
		id, err := idOf(module)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if other, taken := files[id]; taken {
			return nil, fmt.Errorf("rule %s is in %s and in %s", id, other, name)
		}
		files[id] = name
		if sources.Keep != nil && !sources.Keep(id) {
			continue
		}
		rule, err := describe(id, name, module)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b report.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, nil
}

func hasFindings(module *ast.Module) bool {
	for _, rule := range module.Rules {
		if rule.Head.Name.Equal(ast.Var("findings")) || rule.Head.Ref().String() == "findings" {
			return true
		}
	}
	return false
}

// idOf derives a rule's id from its package: rummage.files.preload_added is
// files/preload-added.
func idOf(module *ast.Module) (string, error) {
	parts := []string{}
	for _, term := range module.Package.Path[1:] {
		part, _ := term.Value.(ast.String)
		parts = append(parts, string(part))
	}
	if len(parts) != 3 || parts[0] != "rummage" {
		return "", fmt.Errorf("package %s has findings, and is not called rummage.AREA.NAME", strings.Join(parts, "."))
	}
	return parts[1] + "/" + strings.ReplaceAll(parts[2], "_", "-"), nil
}

func describe(id, source string, module *ast.Module) (report.Rule, error) {
	rule := report.Rule{ID: id, Source: source, Attack: []string{}, CIS: []string{}, References: []string{}}
	for _, a := range module.Annotations {
		if a.Scope != "package" {
			continue
		}
		rule.Title = strings.TrimSpace(a.Title)
		rule.Description = strings.TrimSpace(a.Description)
		for _, r := range a.RelatedResources {
			rule.References = append(rule.References, r.Ref.String())
		}
		text, err := json.Marshal(a.Custom)
		if err != nil {
			return rule, err
		}
		var c custom
		if err := json.Unmarshal(text, &c); err != nil {
			return rule, fmt.Errorf("read METADATA: %w", err)
		}
		rule.Severity, rule.Category, rule.Remediation = c.Severity, c.Category, strings.TrimSpace(c.Remediation)
		rule.Attack, rule.CIS = append(rule.Attack, c.Attack...), append(rule.CIS, c.CIS...)
	}
	switch {
	case rule.Title == "":
		return rule, fmt.Errorf("rule %s has no title in its METADATA", id)
	case rule.Severity == 0:
		return rule, fmt.Errorf("rule %s has no custom.severity in its METADATA", id)
	case rule.Category != report.Anomaly && rule.Category != report.Misconfiguration:
		return rule, fmt.Errorf("rule %s: custom.category in its METADATA is %q: want anomaly or misconfiguration", id, rule.Category)
	}
	return rule, nil
}
