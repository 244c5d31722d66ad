// Package report defines what a scan concludes: a report of targets, each
// with its verdict, its coverage and its findings (JSON schema version 1).
package report

import "time"

// SchemaVersion is the version of the report's JSON Schema.
const SchemaVersion = 1

// Report is the result of one scan.
type Report struct {
	SchemaVersion int       `json:"schema_version"`
	Tool          Tool      `json:"tool"`
	Started       time.Time `json:"started"`
	Finished      time.Time `json:"finished"`
	Targets       []Target  `json:"targets"`
	Summary       Summary   `json:"summary"`
	// Notices are what the reader of the whole report should know: expired
	// exceptions, rule files that were skipped, an interrupted scan.
	Notices []string `json:"notices"`
	// Rules is the catalogue that the scan judged by, for reporters.
	Rules []Rule `json:"-"`
	// Scope is what was asked for: the targets as they were named, or none for
	// all running containers.
	Scope []string `json:"-"`
}

// Tool names the program that made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is the result for one target.
type Target struct {
	Name string `json:"name"`
	// ID is the container's or image's id; empty when it could not be had.
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Image    string     `json:"image"`
	Verdict  Verdict    `json:"verdict" jsonschema:"enum=compromised,enum=suspicious,enum=misconfigured,enum=clean,enum=unknown"`
	Coverage []Coverage `json:"coverage"`
	Findings []Finding  `json:"findings"`
	// Differences are the files in which it differs from another target, when
	// two were compared.
	Differences []Difference `json:"differences,omitempty"`
}

// Difference is a file in which two targets differ.
type Difference struct {
	Path string `json:"path"`
	Kind string `json:"kind" jsonschema:"enum=added,enum=modified,enum=deleted"`
	// What names what differs of a modified file: type, content, mode, owner,
	// link, capabilities.
	What []string `json:"what,omitempty"`
}

// Verdict sums a target up in one word.
type Verdict string

// The verdicts, the worst first.
const (
	Compromised   Verdict = "compromised"
	Suspicious    Verdict = "suspicious"
	Misconfigured Verdict = "misconfigured"
	Unknown       Verdict = "unknown"
	Clean         Verdict = "clean"
)

// Verdicts lists the verdicts, the worst first.
var Verdicts = []Verdict{Compromised, Suspicious, Misconfigured, Unknown, Clean}

// Coverage is what one collector has seen of the target: see the document's
// coverage, whose fields it has.
type Coverage struct {
	Collector string `json:"collector"`
	Status    string `json:"status" jsonschema:"enum=ok,enum=partial,enum=skipped,enum=failed"`
	Cause     string `json:"cause,omitempty" jsonschema:"enum=failure,enum=limit"`
	Reason    string `json:"reason,omitempty"`
}

// Incomplete tells that something failed, so that a part of the target was
// not seen that could have been.
func (c Coverage) Incomplete() bool {
	return c.Status == "failed" || c.Status == "partial" && c.Cause != "limit"
}

// Incomplete tells that something failed while the target was scanned.
func (t Target) Incomplete() bool {
	for _, c := range t.Coverage {
		if c.Incomplete() {
			return true
		}
	}
	return false
}

// Finding is one thing that a rule found in a target.
type Finding struct {
	// Rule is the id of the rule, such as files/preload-added.
	Rule        string         `json:"rule"`
	Title       string         `json:"title"`
	Severity    Severity       `json:"severity"`
	Category    Category       `json:"category" jsonschema:"enum=anomaly,enum=misconfiguration"`
	Message     string         `json:"message"`
	Location    Location       `json:"location"`
	Evidence    map[string]any `json:"evidence"`
	Attack      []string       `json:"attack"`
	CIS         []string       `json:"cis"`
	Remediation string         `json:"remediation"`
	// Time is when what the finding is about came to be, in UTC, where that is
	// known: a file's inode changed, a process started, a line was written.
	Time time.Time `json:"time,omitzero"`
	// Layer is the diff ID of the image's layer that the finding is about.
	Layer string `json:"layer,omitempty"`
	// Source is the instruction of a Dockerfile that made what was found, when
	// the file was given.
	Source *Source `json:"source,omitempty"`
	// Fingerprint is the same for the same finding in another run, on another
	// host, and after the container was made anew under its name.
	Fingerprint string `json:"fingerprint"`
	// Suppressed is set when an exception of the configuration covers it.
	Suppressed *Suppression `json:"suppressed"`
}

// FirstSign is the anomaly with the earliest time, of those that no exception covers
// and that are worse than info; nil when none has a time.
func (t Target) FirstSign() *Finding {
	var first *Finding
	for i := range t.Findings {
		f := &t.Findings[i]
		if f.Category != Anomaly || f.Suppressed != nil || f.Severity <= Info || f.Time.IsZero() {
			continue
		}
		if first == nil || f.Time.Before(first.Time) {
			first = f
		}
	}
	return first
}

// Source is a place in a source file.
type Source struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Category is the kind of a finding.
type Category string

// The categories.
const (
	Anomaly          Category = "anomaly"
	Misconfiguration Category = "misconfiguration"
)

// Suppression says why a finding does not count.
type Suppression struct {
	Reason string `json:"reason"`
	// Expires is a date, YYYY-MM-DD, or empty.
	Expires string `json:"expires"`
}

// Location says where in the target a finding is; at most one field is set.
type Location struct {
	// Path is a path in the container.
	Path string `json:"path,omitempty"`
	// Process is a PID on the host.
	Process int `json:"process,omitempty"`
	// Config is a dotted key of the document's config, image or engine.
	Config string `json:"config,omitempty"`
	// Log is a line of the log, counted from 1.
	Log int `json:"log,omitempty"`
	// Layer is the diff ID of an image's layer.
	Layer string `json:"layer,omitempty"`
}

// Rule is one entry of the catalogue: what a rule's METADATA says of it.
type Rule struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Severity    Severity `json:"severity"`
	Category    Category `json:"category"`
	Attack      []string `json:"attack"`
	CIS         []string `json:"cis"`
	Remediation string   `json:"remediation"`
	References  []string `json:"references"`
	// Source is the file that the rule is in.
	Source string `json:"source"`
}

// Summary counts a report's targets and its findings that are not suppressed.
type Summary struct {
	Targets    int              `json:"targets"`
	BySeverity map[Severity]int `json:"by_severity"`
	ByVerdict  map[Verdict]int  `json:"by_verdict"`
}

// Summarize counts targets, by verdict, and their findings, by severity.
// Every severity and verdict is present in the result, also those at 0.
func Summarize(targets []Target) Summary {
	s := Summary{Targets: len(targets), BySeverity: map[Severity]int{}, ByVerdict: map[Verdict]int{}}
	for _, severity := range Severities {
		s.BySeverity[severity] = 0
	}
	for _, verdict := range Verdicts {
		s.ByVerdict[verdict] = 0
	}
	for _, t := range targets {
		s.ByVerdict[t.Verdict]++
		for _, f := range t.Findings {
			if f.Suppressed == nil {
				s.BySeverity[f.Severity]++
			}
		}
	}
	return s
}
