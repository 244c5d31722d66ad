// Package rego evaluates policies. It is the only importer of OPA outside of
// tests.
//
// A rule is a package rummage.AREA.NAME with a set of findings; its METADATA
// annotations say everything else about it, and become the catalogue.
package rego

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"golang.org/x/sync/errgroup"

	"github.com/rummage-scanner/rummage/report"
)

// The time that policies may take for one document: all of them together, and
// each one when they are evaluated apart.
const (
	allTimeout  = 60 * time.Second
	ruleTimeout = 10 * time.Second
)

// Sources says where policies come from.
type Sources struct {
	// Embedded is the tree of built-in policies. Lib and Verdict are used even
	// when its rules are not.
	Embedded fs.FS
	// NoBuiltin leaves out the rules of the embedded tree.
	NoBuiltin bool
	// Paths are files, directories and bundles of a user's policies.
	Paths []string
	// VerificationKey is a file with the key that bundles must be signed with;
	// empty takes unsigned ones as well.
	VerificationKey string
	// Data are YAML and JSON files, or directories of them, for policies to
	// read below data.
	Data []string
	// Keep tells which rules are wanted; nil means all.
	Keep func(id string) bool
	// Kind is the kind of target that is expected: container, which is also what an
	// empty one means, or image. Others are judged as well, after some more time.
	Kind string
	// Strict also checks what opa check --strict checks, and the annotations'
	// schemas against Schema, the document's JSON Schema.
	Strict bool
	Schema any
}

// Policies are compiled policies. They may be used by several goroutines.
type Policies struct {
	catalogue []report.Rule
	notices   []string
	texts     map[string][]byte // by the name of the file
	// common are the rules that can say something of the kind of target that is
	// expected. Most scans need no more, and compiling is most of what a start costs.
	common func() ([]*set, error)
	kind   string
	// whole are all rules, compiled when a document asks for them.
	whole func() ([]*set, error)
}

// set is policies that were compiled together.
type set struct {
	options []func(*opa.Rego)
	first   phase
	second  phase // the rules that see what the first ones found
	verdict opa.PreparedEvalQuery

	mu     sync.Mutex
	single map[string]opa.PreparedEvalQuery
}

// Load parses policies, and compiles them once for any number of documents. Those of
// a user are compiled, and have their errors told, before it returns; without them it
// returns while ours compile, since there is something to collect before they are
// asked for.
func Load(ctx context.Context, sources Sources) (*Policies, error) {
	modules, err := parse(sources)
	if err != nil {
		return nil, err
	}
	data, err := readData(sources.Data, modules.data)
	if err != nil {
		return nil, err
	}
	p := &Policies{notices: modules.notices, texts: modules.texts, kind: cmp.Or(sources.Kind, "container")}
	if p.catalogue, err = catalogue(modules, sources); err != nil {
		return nil, err
	}
	store := inmem.NewFromObjectWithOpts(data, inmem.OptRoundTripOnWrite(false))
	compiled := func(parts []part) func() ([]*set, error) {
		return sync.OnceValues(func() ([]*set, error) {
			return compileAll(context.WithoutCancel(ctx), parts, sources, store, p.catalogue)
		})
	}
	p.whole = compiled([]part{{modules.all, modules.all}})
	if sources.Strict {
		p.common = p.whole
	} else {
		p.common = compiled(modules.parts(p.kind, p.catalogue))
	}
	if sources.Strict || len(sources.Paths) > 0 {
		_, err = p.common()
		return p, err
	}
	go p.common() // its error is told to whoever asks later
	return p, nil
}

// compileAll compiles parts side by side.
func compileAll(ctx context.Context, parts []part, sources Sources, store storage.Store, rules []report.Rule) ([]*set, error) {
	sets := make([]*set, len(parts))
	var group errgroup.Group
	for i, p := range parts {
		group.Go(func() (err error) {
			sets[i], err = compile(ctx, p, sources, store, rules)
			return err
		})
	}
	return sets, group.Wait()
}

// compile compiles a part, and prepares the questions that are asked of it.
func compile(ctx context.Context, p part, sources Sources, store storage.Store, rules []report.Rule) (*set, error) {
	compiler := ast.NewCompiler().WithStrict(sources.Strict).WithDefaultRegoVersion(ast.RegoV1).WithCapabilities(confined())
	if sources.Schema != nil {
		schemas := ast.NewSchemaSet()
		schemas.Put(ast.MustParseRef("schema.document"), sources.Schema)
		compiler = compiler.WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	}
	if compiler.Compile(p.modules); compiler.Failed() {
		return nil, fmt.Errorf("compile policies: %w", compiler.Errors)
	}
	s := &set{
		single:  map[string]opa.PreparedEvalQuery{},
		options: []func(*opa.Rego){opa.Compiler(compiler), opa.Store(store), opa.StrictBuiltinErrors(true)},
	}
	var first, second []string
	for _, rule := range rules {
		switch {
		case p.own[rule.Source] == nil:
		case strings.HasPrefix(rule.ID, correlation):
			second = append(second, rule.ID)
		default:
			first = append(first, rule.ID)
		}
	}
	var err error
	if s.first, err = s.prepareAll(ctx, first); err != nil {
		return nil, err
	}
	if s.second, err = s.prepareAll(ctx, second); err != nil {
		return nil, err
	}
	if p.own[verdictModule] == nil {
		return s, nil
	}
	s.verdict, err = s.prepare(ctx, "result := data.rummage.verdict.verdict")
	return s, err
}

// rulesFor are the rules for what a document is about.
func (p *Policies) rulesFor(input Input) ([]*set, error) {
	if target, _ := input.fields["target"].(map[string]any); target["kind"] == p.kind {
		return p.common()
	}
	return p.whole()
}

// confined are what policies may use: OPA's capabilities without those that reach out of the
// document: a policy judges what was collected, and nothing else.
var confined = sync.OnceValue(func() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(slices.Clone(c.Builtins), func(b *ast.Builtin) bool {
		return slices.Contains([]string{"http.send", "net.lookup_ip_addr", "opa.runtime"}, b.Name)
	})
	c.AllowNet = []string{}
	return c
})

func (s *set) prepare(ctx context.Context, query string) (opa.PreparedEvalQuery, error) {
	prepared, err := opa.New(append(slices.Clone(s.options), opa.Query(query))...).PrepareForEval(ctx)
	if err != nil {
		return prepared, fmt.Errorf("prepare policies: %w", err)
	}
	return prepared, nil
}

// findingsOf is the reference to a rule's findings.
func findingsOf(id string) string {
	area, name, _ := strings.Cut(id, "/")
	return fmt.Sprintf("data.rummage[%q][%q].findings", area, strings.ReplaceAll(name, "-", "_"))
}

// Catalogue lists the rules in force, by id.
func (p *Policies) Catalogue() []report.Rule { return p.catalogue }

// Notices tells what a user should know about where the rules come from.
func (p *Policies) Notices() []string { return p.notices }

// Text is the source of a rule of the catalogue.
func (p *Policies) Text(rule report.Rule) []byte { return p.texts[rule.Source] }

// Finding is what a rule says of a document.
type Finding struct {
	Rule     string
	Message  string
	Severity *report.Severity
	Location report.Location
	Evidence map[string]any
}

// Failure is a rule that could not be evaluated on a document.
type Failure struct {
	Rule string
	Err  error
}

// Judge evaluates every rule but those that correlate. A rule that fails becomes
// a failure, and the others are evaluated all the same.
func (p *Policies) Judge(ctx context.Context, input Input) ([]Finding, []Failure, error) {
	sets, err := p.rulesFor(input)
	if err != nil {
		return nil, nil, err
	}
	return evaluateSets(ctx, sets, func(s *set) phase { return s.first }, input)
}

// Correlate evaluates the rules of area correlation, which see what the others
// found: those of the findings that no exception covers.
func (p *Policies) Correlate(ctx context.Context, input Input, findings []report.Finding) ([]Finding, []Failure, error) {
	sets, err := p.rulesFor(input)
	if err != nil {
		return nil, nil, err
	}
	if input, err = input.with(findings); err != nil {
		return nil, nil, err
	}
	return evaluateSets(ctx, sets, func(s *set) phase { return s.second }, input)
}

// evaluateSets evaluates a phase of each set side by side.
func evaluateSets(ctx context.Context, sets []*set, of func(*set) phase, input Input) ([]Finding, []Failure, error) {
	findings, failures := make([][]Finding, len(sets)), make([][]Failure, len(sets))
	var group errgroup.Group
	for i, s := range sets {
		if ph := of(s); len(ph.ids) > 0 {
			group.Go(func() (err error) {
				findings[i], failures[i], err = s.evaluateAll(ctx, ph, input.value())
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	all := slices.Concat(findings...)
	slices.SortStableFunc(all, func(a, b Finding) int { return strings.Compare(a.Rule, b.Rule) })
	return all, slices.Concat(failures...), nil
}

// phase is the rules that are evaluated at once.
type phase struct {
	ids   []string
	query opa.PreparedEvalQuery
}

const correlation = "correlation/"

func (s *set) prepareAll(ctx context.Context, ids []string) (phase, error) {
	ph := phase{ids: ids}
	var terms []string
	for _, id := range ids {
		terms = append(terms, fmt.Sprintf("%q: %s", id, findingsOf(id)))
	}
	var err error
	ph.query, err = s.prepare(ctx, "result := {"+strings.Join(terms, ", ")+"}")
	return ph, err
}

func (s *set) evaluateAll(ctx context.Context, ph phase, input ast.Value) ([]Finding, []Failure, error) {
	bounded, cancel := context.WithTimeout(ctx, allTimeout)
	defer cancel()
	if result, err := evaluate(bounded, ph.query, input); err == nil {
		byRule, _ := result.(map[string]any)
		findings, failures := findingsIn(byRule)
		return findings, failures, nil
	}
	// Some rule fails. Evaluated apart, each can fail for itself.
	byRule := map[string]any{}
	var failures []Failure
	for _, id := range ph.ids {
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("evaluate policies: %w", err)
		}
		result, err := s.evaluateOne(ctx, id, input)
		if err != nil {
			failures = append(failures, Failure{Rule: id, Err: err})
			continue
		}
		byRule[id] = result
	}
	findings, malformed := findingsIn(byRule)
	return findings, append(failures, malformed...), nil
}

func (s *set) evaluateOne(ctx context.Context, id string, input ast.Value) (any, error) {
	s.mu.Lock()
	query, ok := s.single[id]
	if !ok {
		var err error
		if query, err = s.prepare(ctx, "result := "+findingsOf(id)); err != nil {
			s.mu.Unlock()
			return nil, err
		}
		s.single[id] = query
	}
	s.mu.Unlock()
	bounded, cancel := context.WithTimeout(ctx, ruleTimeout)
	defer cancel()
	return evaluate(bounded, query, input)
}

// evaluate answers a query. A value of the document that cannot be made panics in
// OPA, deep below: it must fail the rule that asks for it, and not the scan.
func evaluate(ctx context.Context, query opa.PreparedEvalQuery, input ast.Value) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("evaluation broke off: %v", p)
		}
	}()
	results, err := query.Eval(ctx, opa.EvalParsedInput(input))
	if err != nil {
		return nil, err
	}
	if len(results) == 0 {
		return nil, errors.New("has no result")
	}
	return results[0].Bindings["result"], nil
}

// Verdict sums up a target by its findings and coverage.
func (p *Policies) Verdict(ctx context.Context, target report.Target) (report.Verdict, error) {
	counted := make([]report.Finding, 0, len(target.Findings))
	for _, f := range target.Findings {
		if f.Suppressed == nil {
			f.Evidence = nil
			counted = append(counted, f)
		}
	}
	target.Findings = counted
	input, err := valueOf(target)
	if err != nil {
		return report.Unknown, err
	}
	sets, err := p.common()
	if err != nil {
		return report.Unknown, err
	}
	result, err := evaluate(ctx, sets[0].verdict, input)
	if err != nil {
		return report.Unknown, fmt.Errorf("evaluate the verdict: %w", err)
	}
	verdict, _ := result.(string)
	if !slices.Contains(report.Verdicts, report.Verdict(verdict)) {
		return report.Unknown, fmt.Errorf("the verdict %q is none", verdict)
	}
	return report.Verdict(verdict), nil
}

// findingsIn reads what the rules returned, in the order of the catalogue.
func findingsIn(byRule map[string]any) ([]Finding, []Failure) {
	var findings []Finding
	var failures []Failure
	for _, id := range slices.Sorted(maps.Keys(byRule)) {
		set, _ := byRule[id].([]any)
		for _, value := range set {
			finding, err := findingFrom(id, value)
			if err != nil {
				failures = append(failures, Failure{Rule: id, Err: err})
				break
			}
			findings = append(findings, finding)
		}
	}
	return findings, failures
}

func findingFrom(id string, value any) (Finding, error) {
	f := Finding{Rule: id, Evidence: map[string]any{}}
	fields, ok := value.(map[string]any)
	if !ok {
		return f, fmt.Errorf("a finding is no object: %v", value)
	}
	if f.Message, ok = fields["message"].(string); !ok {
		return f, errors.New("a finding has no message")
	}
	if evidence, ok := fields["evidence"].(map[string]any); ok {
		f.Evidence = evidence
	}
	if name, ok := fields["severity"].(string); ok {
		severity, err := report.ParseSeverity(name)
		if err != nil {
			return f, err
		}
		f.Severity = &severity
	}
	location, ok := fields["location"]
	if !ok {
		return f, nil
	}
	text, err := json.Marshal(location)
	if err == nil {
		err = json.Unmarshal(text, &f.Location)
	}
	if err != nil {
		return f, fmt.Errorf("a finding's location cannot be read: %w", err)
	}
	return f, nil
}
