package engine_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/recorded"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

const labDocuments = "../testdata/documents/lab"

// TestLab judges the recorded documents of the lab's scenarios: each attack and
// its twin is found by the rules that it expects, and no clean workload has an
// anomaly above low.
func TestLab(t *testing.T) {
	scenarios, err := scenario.Load("../testdata/lab")
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, engine.Options{})
	for _, s := range scenarios {
		t.Run(s.Kind()+"/"+s.Name, func(t *testing.T) {
			subject, err := recorded.Opener{}.Open(t.Context(), collectors.Target{Name: recordOf(s)})
			if err != nil {
				t.Fatalf("record it by make lab LAB='-record %s': %v", s.Name, err)
			}
			doc, err := subject.Document(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			target := e.Judge(t.Context(), doc)
			for _, c := range target.Coverage {
				if c.Collector == "rules" {
					t.Errorf("rules: %s: %s", c.Status, c.Reason)
				}
			}
			for _, rule := range s.Expect {
				if !slices.ContainsFunc(target.Findings, func(f report.Finding) bool { return f.Rule == rule }) {
					t.Errorf("%s found nothing", rule)
				}
			}
			for _, f := range target.Findings {
				if !s.Attack && f.Category == report.Anomaly && f.Severity > report.Low {
					t.Errorf("%s, %s, in a clean workload: %s", f.Rule, f.Severity, f.Message)
				}
			}
		})
	}
}

func recordOf(s *scenario.Scenario) string {
	return filepath.Join(labDocuments, s.Kind(), s.Name+".json")
}

// TestLabIsSound holds the lab to what it promises: scenarios expect rules that
// are there, in every area, and the documents are those of the scenarios, and
// small.
func TestLabIsSound(t *testing.T) {
	scenarios, err := scenario.Load("../testdata/lab")
	if err != nil {
		t.Fatal(err)
	}
	expected, records := map[string]bool{}, map[string]bool{}
	attacks, clean := 0, 0
	for _, s := range scenarios {
		records[recordOf(s)] = true
		if !s.Attack {
			clean++
			continue
		}
		attacks++
		for _, rule := range s.Expect {
			expected[rule] = true
		}
	}
	if attacks < 60 || clean < 20 {
		t.Errorf("%d attacks and %d clean workloads", attacks, clean)
	}
	known := map[string]bool{}
	for _, rule := range newEngine(t, engine.Options{}).Catalogue() {
		known[rule.ID] = true
	}
	areas := map[string]bool{}
	for rule := range expected {
		if !known[rule] {
			t.Errorf("%s is expected, and no rule", rule)
		}
		areas[strings.Split(rule, "/")[0]] = true
	}
	for _, area := range []string{"config", "correlation", "files", "logs", "network", "persistence", "processes"} {
		if !areas[area] {
			t.Errorf("no scenario expects a rule of %s", area)
		}
	}
	files, err := filepath.Glob(labDocuments + "/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		if !records[file] {
			t.Errorf("%s is of no scenario: remove it", file)
		}
	}
	if total > 6<<20 {
		t.Errorf("the documents have %d MB together: the limit is 6", total>>20)
	}
}
