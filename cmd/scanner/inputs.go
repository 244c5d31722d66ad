package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/engine/dockerfile"
	"github.com/rummage-scanner/rummage/report"
)

// readReport reads a report that was written with -o json.
func readReport(name string) (*report.Report, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	r := &report.Report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("read report: %s: %w", name, err)
	}
	if r.SchemaVersion != report.SchemaVersion {
		return nil, fmt.Errorf("read report: %s is no report of schema version %d", name, report.SchemaVersion)
	}
	return r, nil
}

// readBaseline reads the fingerprints of a report, those of suppressed findings
// too; without a name there are none.
func readBaseline(name string) (map[string]bool, error) {
	if name == "" {
		return nil, nil
	}
	r, err := readReport(name)
	if err != nil {
		return nil, hinted{err, "--baseline takes what an earlier scan wrote with -o json=FILE"}
	}
	known := map[string]bool{}
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			known[f.Fingerprint] = true
		}
	}
	return known, nil
}

// dropBaseline takes out what is in the baseline, and counts it.
func dropBaseline(targets []report.Target) int {
	known := 0
	for i := range targets {
		t := &targets[i]
		before := len(t.Findings)
		t.Findings = slices.DeleteFunc(t.Findings, func(f report.Finding) bool {
			return f.Suppressed != nil && f.Suppressed.Reason == engine.InBaseline
		})
		known += before - len(t.Findings)
	}
	return known
}

// readDockerfile reads the file that images were built from; without a name there
// is none.
func readDockerfile(name string) (engine.Dockerfile, error) {
	if name == "" {
		return engine.Dockerfile{}, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return engine.Dockerfile{}, fmt.Errorf("read Dockerfile: %w", err)
	}
	file, err := dockerfile.Parse(text)
	if err != nil {
		return engine.Dockerfile{}, hinted{fmt.Errorf("%s: %w", name, err), "--dockerfile takes the file that docker build was given with -f"}
	}
	return engine.Dockerfile{Name: filepath.ToSlash(filepath.Clean(name)), File: file}, nil
}
