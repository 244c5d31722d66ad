package rego

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"golang.org/x/sync/errgroup"

	"github.com/rummage-scanner/rummage/report"
)

// modules are parsed policies by the name of their file.
type modules struct {
	all   map[string]*ast.Module
	texts map[string][]byte
	user  map[string]bool
	key   *verificationKey
	// data is what bundles bring along.
	data    map[string]any
	notices []string
}

func newModules(key *verificationKey) *modules {
	return &modules{
		all: map[string]*ast.Module{}, texts: map[string][]byte{}, user: map[string]bool{},
		key: key, data: map[string]any{},
	}
}

func parse(sources Sources) (*modules, error) {
	key, err := readKey(sources.VerificationKey)
	if err != nil {
		return nil, err
	}
	m := newModules(key)
	if err := m.addEmbedded(sources); err != nil {
		return nil, err
	}
	built := map[string]string{}
	for name, module := range m.all {
		built[module.Package.Path.String()] = name
	}
	wanted := isPolicy
	if sources.Strict { // tests as well
		wanted = isRego
	}
	for _, p := range sources.Paths {
		if err := m.addPath(p, wanted); err != nil {
			return nil, err
		}
	}
	return m, m.separate(built)
}

// addEmbedded parses the built-in policies side by side: they are a few hundred
// files, and every start waits for them.
func (m *modules) addEmbedded(sources Sources) error {
	var names []string
	err := fs.WalkDir(sources.Embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isPolicy(name) {
			return err
		}
		if !sources.NoBuiltin || strings.HasPrefix(name, "lib/") || strings.HasPrefix(name, "verdict/") {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	parsed := make([]*ast.Module, len(names))
	texts := make([][]byte, len(names))
	var group errgroup.Group
	for part := range slices.Chunk(numbers(len(names)), len(names)/runtime.GOMAXPROCS(0)+1) {
		group.Go(func() (err error) {
			for _, i := range part {
				if texts[i], err = fs.ReadFile(sources.Embedded, names[i]); err != nil {
					return err
				}
				if parsed[i], err = parseModule("policies/"+names[i], texts[i], ast.RegoV1); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, name := range names {
		m.all["policies/"+name], m.texts["policies/"+name] = parsed[i], texts[i]
	}
	return nil
}

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// silentOf are the areas of our rules that have nothing to say of a kind of target:
// what they judge is not there.
var silentOf = map[string][]string{
	"container": {"image", "engine"},
	"image":     {"engine", "processes", "network", "logs"},
}

// part is modules that are compiled together: its own, whose rules are evaluated in
// it, and those that they import.
type part struct{ modules, own map[string]*ast.Module }

// apart are the areas that take as long to compile as all others together.
var apart = []string{"files", "persistence"}

// parts are the modules that rules for a kind of target need, in parts that compile
// side by side. A user's modules may use any of ours in any way: with some all are
// one part.
func (m *modules) parts(kind string, rules []report.Rule) []part {
	if slices.Contains(slices.Collect(maps.Values(m.user)), true) {
		all := maps.Clone(m.all)
		maps.DeleteFunc(all, func(name string, _ *ast.Module) bool {
			return !m.user[name] && slices.Contains(silentOf[kind], areaOf(name))
		})
		return []part{{all, all}}
	}
	parts := []part{{own: map[string]*ast.Module{verdictModule: m.all[verdictModule]}}, {own: map[string]*ast.Module{}}}
	for _, rule := range rules {
		switch area := areaOf(rule.Source); {
		case slices.Contains(silentOf[kind], area):
		case slices.Contains(apart, area):
			parts[1].own[rule.Source] = m.all[rule.Source]
		default:
			parts[0].own[rule.Source] = m.all[rule.Source]
		}
	}
	for i := range parts {
		parts[i].modules = m.withImports(parts[i].own)
	}
	return parts
}

// verdictModule has the policy that sums up a target.
const verdictModule = "policies/verdict/verdict.rego"

// areaOf is the area of a file of ours.
func areaOf(name string) string {
	area, _, _ := strings.Cut(strings.TrimPrefix(name, "policies/"), "/")
	return area
}

// withImports are modules and those that they import.
func (m *modules) withImports(some map[string]*ast.Module) map[string]*ast.Module {
	names := make(map[string]string, len(m.all))
	for name, module := range m.all {
		names[module.Package.Path.String()] = name
	}
	closure := map[string]*ast.Module{}
	var add func(name string)
	add = func(name string) {
		if closure[name] != nil {
			return
		}
		closure[name] = m.all[name]
		for _, i := range m.all[name].Imports {
			if imported, ok := names[i.Path.String()]; ok {
				add(imported)
			}
		}
	}
	for name := range some {
		add(name)
	}
	return closure
}

// separate has a user's policies in packages of their own: one that is in a
// package of ours would change what our rules mean.
func (m *modules) separate(built map[string]string) error {
	rules := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(m.all)) {
		module := m.all[name]
		id, err := idOf(module)
		other, twice := rules[id]
		if err == nil && hasFindings(module) {
			rules[id] = name
		}
		if taken, ok := built[module.Package.Path.String()]; m.user[name] && ok && taken != name {
			return hintedError{
				fmt.Errorf("read policies: %s: package %s is that of the built-in %s", name, strings.TrimPrefix(module.Package.Path.String(), "data."), taken),
				"give it another AREA or NAME in package rummage.AREA.NAME; rummage rules list names those that are taken",
			}
		}
		if twice && rules[id] == name {
			return hintedError{
				fmt.Errorf("read policies: rule %s is in %s and in %s", id, other, name),
				"a rule is one file: give one of them another package",
			}
		}
	}
	return nil
}

func isRego(name string) bool { return path.Ext(name) == ".rego" }

// isPolicy holds for a file of policies, and not for one of tests.
func isPolicy(name string) bool { return isRego(name) && !strings.HasSuffix(name, "_test.rego") }

func (m *modules) add(name string, text []byte, user bool) error {
	m.user[name] = user
	return m.parse(name, text, ast.RegoV1)
}

func (m *modules) parse(name string, text []byte, version ast.RegoVersion) error {
	module, err := parseModule(name, text, version)
	if err != nil {
		return err
	}
	m.all[name], m.texts[name] = module, text
	return nil
}

func parseModule(name string, text []byte, version ast.RegoVersion) (*ast.Module, error) {
	module, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{
		ProcessAnnotation: true,
		RegoVersion:       version,
		Capabilities:      confined(),
	})
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	if module == nil {
		return nil, fmt.Errorf("read policies: %s is empty", name)
	}
	return module, nil
}

// addPath adds a policy file, a directory of them, or a bundle.
func (m *modules) addPath(p string, wanted func(string) bool) error {
	if isBundle(p) {
		return m.addBundle(p, wanted)
	}
	names, err := filesBelow(p, wanted)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s has no *.rego file", p)
	}
	if err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read policies: %w", err)
		}
		if err := m.add(name, text, true); err != nil {
			return err
		}
	}
	return nil
}

func (m *modules) addBundle(p string, wanted func(string) bool) error {
	b, unchecked, err := readBundle(p, m.key)
	if err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	if len(b.Modules) == 0 && len(b.Data) == 0 {
		return fmt.Errorf("read policies: bundle %s has neither a *.rego file nor data", p)
	}
	for _, module := range b.Modules {
		if !wanted(module.Path) {
			continue
		}
		name := p + ":" + strings.TrimPrefix(module.Path, "/")
		version, err := b.RegoVersionForFile(module.Path, ast.RegoV1)
		if err == nil {
			err = m.parse(name, module.Raw, version)
		}
		if err != nil {
			return err
		}
		m.user[name] = true
	}
	merge(m.data, b.Data)
	if unchecked {
		m.notices = append(m.notices, fmt.Sprintf("bundle %s is signed, and nothing checked that: --verification-key does", p))
	}
	return nil
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
	for _, name := range slices.Sorted(maps.Keys(m.all)) {
		module := m.all[name]
		if !hasFindings(module) {
			if sources.Strict && m.user[name] && isPolicy(name) && isRulePackage(module) {
				return nil, noRule(name, fmt.Errorf("%s has no set called findings, and is no rule", module.Package))
			}
			continue
		}
		id, err := idOf(module)
		if err != nil {
			return nil, noRule(name, err)
		}
		if sources.Keep != nil && !sources.Keep(id) {
			continue
		}
		rule, err := describe(id, name, module)
		if err != nil {
			return nil, noRule(name, err)
		}
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b report.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, nil
}

func noRule(file string, err error) error {
	return hintedError{
		fmt.Errorf("read policies: %s: %w", file, err),
		"a rule is package rummage.AREA.NAME with a set findings, and METADATA with title, custom.severity and custom.category",
	}
}

func hasFindings(module *ast.Module) bool {
	for _, rule := range module.Rules {
		if rule.Head.Name.Equal(ast.Var("findings")) || rule.Head.Ref().String() == "findings" {
			return true
		}
	}
	return false
}

// isRulePackage holds for a package that is named as that of a rule.
func isRulePackage(module *ast.Module) bool {
	id, err := idOf(module)
	return err == nil && !strings.HasPrefix(id, "lib/")
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
