package main

import (
	"regexp"
	"slices"
	"testing"

	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/policies"
)

// TestCoverage has a rule or a reason for every technique and every item, and
// no rule with an id that does not exist.
func TestCoverage(t *testing.T) {
	p, err := rego.Load(t.Context(), rego.Sources{Embedded: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	rules := p.Catalogue()
	if len(rules) == 0 {
		t.Fatal("there are no rules")
	}
	seen := map[string]bool{}
	check := func(id, by, reason string) {
		if seen[id] {
			t.Errorf("%s is listed twice", id)
		}
		seen[id] = true
		if by == "" && reason == "" {
			t.Errorf("%s has neither a rule nor a reason", id)
		}
	}
	for _, technique := range techniques {
		check(technique.id, rulesOf(technique.id, rules), technique.reason)
		if technique.name == "" || len(technique.tactics) == 0 {
			t.Errorf("%s has no name or no tactic", technique.id)
		}
	}
	for _, item := range benchmark {
		check(item.id, rulesFor(item.id, rules), item.reason)
		if item.subject == "" {
			t.Errorf("%s has no subject", item.id)
		}
	}
	attack := regexp.MustCompile(`^T[0-9]{4}(\.[0-9]{3})?$`)
	for _, rule := range rules {
		for _, id := range rule.Attack {
			if !attack.MatchString(id) {
				t.Errorf("%s: %q is no id of a technique", rule.ID, id)
			}
		}
		for _, id := range rule.CIS {
			if !slices.ContainsFunc(benchmark, func(i item) bool { return i.id == id }) {
				t.Errorf("%s: the benchmark has no item %q", rule.ID, id)
			}
		}
	}
}
