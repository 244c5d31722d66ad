package rego

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// Input is a document as policies see it.
type Input struct{ fields map[string]any }

// NewInput makes the input of policies from a document. The changes, of which
// there may be hundreds of thousands, are turned into values only when a rule
// asks for them, by way of input.index.
func NewInput(doc *document.Document) (Input, error) {
	rest := *doc
	rest.Changes = nil
	text, err := json.Marshal(rest)
	if err != nil {
		return Input{}, fmt.Errorf("prepare the document: %w", err)
	}
	var input map[string]any
	if err := json.Unmarshal(text, &input); err != nil {
		return Input{}, fmt.Errorf("prepare the document: %w", err)
	}
	changes := doc.Changes
	if changes == nil {
		changes = []document.Change{}
	}
	input["changes"] = changes
	input["index"] = indexOf(changes)
	return Input{input}, nil
}

func (in Input) value() ast.Value { return ast.LazyObject(in.fields) }

// with is the input with what rules found, for those that correlate.
func (in Input) with(findings []report.Finding) (ast.Value, error) {
	prior := make([]map[string]any, 0, len(findings))
	for _, f := range findings {
		if f.Suppressed == nil {
			prior = append(prior, map[string]any{
				"rule": f.Rule, "message": f.Message, "severity": f.Severity, "category": f.Category, "location": f.Location,
			})
		}
	}
	plain, err := roundTrip(prior)
	if err != nil {
		return nil, err
	}
	fields := maps.Clone(in.fields)
	fields["findings"] = plain
	return ast.LazyObject(fields), nil
}

func roundTrip(x any) (any, error) {
	text, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	return plain, nil
}

func indexOf(changes []document.Change) map[string]any {
	x := document.NewIndex(changes)
	byPath := make(map[string]any, len(x.Path))
	for path, at := range x.Path {
		byPath[path] = &changes[at]
	}
	pick := func(at []int32) any { return selection{changes: changes, at: at} }
	return map[string]any{
		"path":  byPath,
		"under": lists(x.Under, pick),
		"name":  lists(x.Name, pick),
		"attribute": map[string]any{
			"executable": pick(x.Executable),
			"setuid":     pick(x.Setuid),
			"hidden":     pick(x.Hidden),
			"deleted":    pick(x.Deleted),
		},
	}
}

func lists(from map[string][]int32, pick func([]int32) any) map[string]any {
	to := make(map[string]any, len(from))
	for key, at := range from {
		to[key] = pick(at)
	}
	return to
}

// selection is a list of changes that becomes JSON, and thereby a value for
// policies, only when it is asked for.
type selection struct {
	changes []document.Change
	at      []int32
}

func (s selection) MarshalJSON() ([]byte, error) {
	picked := make([]*document.Change, len(s.at))
	for i, at := range s.at {
		picked[i] = &s.changes[at]
	}
	return json.Marshal(picked)
}

// valueOf makes an input from anything that becomes JSON.
func valueOf(x any) (ast.Value, error) {
	value, err := ast.InterfaceToValue(x)
	if err != nil {
		return nil, fmt.Errorf("prepare the input: %w", err)
	}
	return value, nil
}
