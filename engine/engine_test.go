package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/recorded"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
)

func newEngine(t *testing.T, o engine.Options) *engine.Engine {
	t.Helper()
	e, err := engine.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// scanRecorded scans one of the recorded documents.
func scanRecorded(t *testing.T, o engine.Options, name string) report.Target {
	t.Helper()
	subject, err := recorded.Opener{}.Open(t.Context(), collectors.Target{Name: "../testdata/documents/" + name + ".json"})
	if err != nil {
		t.Fatal(err)
	}
	target, err := newEngine(t, o).Scan(t.Context(), "container", name, subject)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// subject is a document with files and a log, in memory.
type subject struct {
	doc   *document.Document
	files map[string]string
	log   []string
	// failure ends the visit of files.
	failure error
}

func (s *subject) Document(context.Context) (*document.Document, error) {
	if s.doc == nil {
		s.doc = &document.Document{SchemaVersion: document.SchemaVersion, Logs: &document.Logs{}}
	}
	for _, path := range slices.Sorted(func(yield func(string) bool) {
		for p := range s.files {
			if !yield(p) {
				return
			}
		}
	}) {
		s.doc.Changes = append(s.doc.Changes, document.Change{
			Path: path, Kind: document.Added, Type: document.Regular, Mode: 0o644, Size: int64(len(s.files[path])),
		})
	}
	return s.doc, nil
}

func (s *subject) Files(ctx context.Context, visit func(collectors.File) error) error {
	for i := range s.doc.Changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &s.doc.Changes[i]
		if err := visit(collectors.File{Change: c, Content: strings.NewReader(s.files[c.Path])}); err != nil {
			return err
		}
	}
	return s.failure
}

func (s *subject) Logs(_ context.Context, visit func(collectors.LogLine) error) error {
	for _, line := range s.log {
		if err := visit(collectors.LogLine{Stream: "stdout", Text: []byte(line)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *subject) Open(_ context.Context, path string) (io.ReadCloser, error) {
	if text, ok := s.files[path]; ok {
		return io.NopCloser(strings.NewReader(text)), nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func (*subject) Close() error { return nil }

func change(t *testing.T, doc *document.Document, path string) document.Change {
	t.Helper()
	for _, c := range doc.Changes {
		if c.Path == path {
			return c
		}
	}
	t.Fatalf("%s is not among the changes", path)
	return document.Change{}
}

// TestVerdicts has each recorded document end in the verdict it stands for.
func TestVerdicts(t *testing.T) {
	for name, want := range map[string]report.Verdict{
		"infected": report.Compromised, "clean": report.Clean, "hostile": report.Compromised, "partial": report.Unknown,
		"engine": report.Misconfigured,
	} {
		target := scanRecorded(t, engine.Options{}, name)
		if target.Verdict != want {
			t.Errorf("%s: %s, want %s", name, target.Verdict, want)
		}
		if incomplete := name == "partial"; target.Incomplete() != incomplete {
			t.Errorf("%s: incomplete %v: %+v", name, target.Incomplete(), target.Coverage)
		}
	}
}

// TestExamine completes a document by the contents.
func TestExamine(t *testing.T) {
	const shell = "#!/usr/bin/env -S bash -e\necho\n"
	s := &subject{files: map[string]string{
		"/etc/motd":       "hello\n",
		"/srv/run":        shell,
		"/srv/empty":      "",
		"/srv/up.php":     "<?php system($_GET['c']);",
		"/srv/copy.php":   "<?php system($_GET['c']);",
		"/var/lib/big.js": strings.Repeat("x", 2000),
	}}
	doc, err := newEngine(t, engine.Options{MaxFileSize: 1000}).Examine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	motd := change(t, doc, "/etc/motd")
	if motd.SHA256 != "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03" || motd.Text != "hello\n" || motd.Magic != "text/plain" {
		t.Errorf("%+v", motd)
	}
	if run := change(t, doc, "/srv/run"); run.Interpreter != "bash" || run.Text != "" {
		t.Errorf("%+v", run)
	}
	if empty := change(t, doc, "/srv/empty"); empty.Magic != "inode/x-empty" {
		t.Errorf("%+v", empty)
	}
	if big := change(t, doc, "/var/lib/big.js"); big.SHA256 != "" {
		t.Errorf("a file of which only a part was read has the hash %s", big.SHA256)
	}
	var matched []string
	for _, m := range doc.Matches {
		matched = append(matched, m.Path+" "+m.Rule)
		if len(m.SHA256) != 64 || len(m.Strings) == 0 {
			t.Errorf("%+v", m)
		}
	}
	if want := []string{"/srv/copy.php php_webshell", "/srv/up.php php_webshell"}; !reflect.DeepEqual(matched, want) {
		t.Errorf("matches %q, want %q", matched, want)
	}
	if !hasCoverage(doc, "files", document.Partial, "larger than 1000 bytes") || !hasCoverage(doc, "yara", document.OK, "") {
		t.Errorf("coverage %+v", doc.Coverage)
	}
}

func hasCoverage(doc *document.Document, collector string, status document.Status, reason string) bool {
	return slices.ContainsFunc(doc.Coverage, func(c document.Coverage) bool {
		return c.Collector == collector && c.Status == status && strings.Contains(c.Reason, reason)
	})
}

// TestExamineFails keeps what was seen before the files could not be read.
func TestExamineFails(t *testing.T) {
	s := &subject{files: map[string]string{"/a": "a"}, failure: errors.New("the engine went away")}
	doc, err := newEngine(t, engine.Options{}).Examine(t.Context(), s)
	if err != nil || change(t, doc, "/a").SHA256 == "" || !hasCoverage(doc, "files", document.Failed, "went away") {
		t.Errorf("%+v, %v", doc, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	target, err := newEngine(t, engine.Options{}).Scan(ctx, "container", "x", &subject{files: map[string]string{"/a": "a"}})
	if err != nil {
		t.Fatal(err)
	}
	if target.Verdict != report.Unknown || !target.Incomplete() {
		t.Errorf("a scan that was interrupted: %+v", target)
	}
}

// TestYARAVariables defines every variable for every file.
func TestYARAVariables(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "v.yar", `
		rule by_variables : test {
			meta: severity = "high"
			condition:
				filename == "x.sh" and filepath == "/tmp/x.sh" and extension == ".sh" and filetype == "text/x-shellscript"
				and owner == "0" and md5 == "3e2b31c72181b87149ff995e7202c0e3"
		}`)
	write(t, dir, "broken.yar", "rule broken {")
	e := newEngine(t, engine.Options{Rules: engine.Rules{YARA: []string{dir}}})
	doc, err := e.Examine(t.Context(), &subject{files: map[string]string{"/tmp/x.sh": "#!/bin/sh\n", "/tmp/y.sh": "#!/bin/sh\n"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Matches) != 1 || doc.Matches[0].Path != "/tmp/x.sh" {
		t.Errorf("matches %+v", doc.Matches)
	}
	if len(e.LeftOut) != 1 || !strings.Contains(strings.Join(e.Notices(), "\n"), "broken.yar") {
		t.Errorf("left out %v, notices %q", e.LeftOut, e.Notices())
	}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestLogs counts lines, and keeps the first of them.
func TestLogs(t *testing.T) {
	s := &subject{}
	for i := range 30_000 {
		s.log = append(s.log, fmt.Sprint("an ordinary line, number ", i))
		if i%3000 == 0 {
			s.log = append(s.log, "net use pool pool.example.invalid:3333 and stratum+tcp://pool.example.invalid:3333")
		}
	}
	doc, err := newEngine(t, engine.Options{}).Examine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Logs.Matches) != 5 {
		t.Fatalf("%d lines are kept, want 5", len(doc.Logs.Matches))
	}
	if first := doc.Logs.Matches[0]; first.Line != 2 || first.Count != 10 || first.Rule != "miner_output" || !strings.HasPrefix(first.Text, "net use pool") {
		t.Errorf("%+v", first)
	}
}

// TestLogLines keeps the last lines too of a rule that asks for them, and gives
// a string that begins with a line break to the line behind it.
func TestLogLines(t *testing.T) {
	s := &subject{}
	for i := range 1000 {
		s.log = append(s.log, fmt.Sprintf("sshd[%d]: Failed password for root from 192.0.2.44 port 22 ssh2", i))
	}
	s.log[0], s.log[500] = "sh: 1: nmap: not found", "sh: 1: masscan: not found"
	doc, err := newEngine(t, engine.Options{}).Examine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string][]int{}
	for _, m := range doc.Logs.Matches {
		lines[m.Rule] = append(lines[m.Rule], m.Line)
		if want := map[string]int{"auth_failure": 998, "shell_error": 2}[m.Rule]; m.Count != want {
			t.Errorf("%s counts %d lines, want %d", m.Rule, m.Count, want)
		}
	}
	if got := lines["auth_failure"]; len(got) != 65 || got[0] != 2 || got[4] != 6 || got[5] != 941 || got[64] != 1000 {
		t.Errorf("lines %v are kept of the failures", got)
	}
	if got := lines["shell_error"]; !slices.Equal(got, []int{1, 501}) {
		t.Errorf("lines %v have the complaint of a shell", got)
	}
}

const policy = `# METADATA
# title: %[1]s
# custom: {severity: %[2]s, category: anomaly}
package rummage.own.%[1]s

findings contains %[3]s
`

// TestFailingPolicy fails by itself, by name, and not the scan.
func TestFailingPolicy(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "divides.rego", fmt.Sprintf(policy, "divides", "high", `{"message": sprintf("%d", [1 / count(input.sockets)])}`))
	write(t, dir, "wordless.rego", fmt.Sprintf(policy, "wordless", "high", `{"location": {"path": "/"}}`))
	write(t, dir, "misplaced.rego", fmt.Sprintf(policy, "misplaced", "high", `{"message": "x", "location": {"path": 5}}`))
	write(t, dir, "good.rego", fmt.Sprintf(policy, "good", "low", `{"message": "found", "severity": "high", "location": {"config": "a.b"}, "evidence": {"n": 1}}`))
	target := scanRecorded(t, engine.Options{Rules: engine.Rules{Policies: []string{dir}}}, "clean")
	var failed []string
	for _, c := range target.Coverage {
		if c.Collector == "rules" {
			failed = append(failed, strings.Fields(c.Reason)[1])
		}
	}
	slices.Sort(failed)
	if want := []string{"own/divides", "own/misplaced", "own/wordless"}; !reflect.DeepEqual(failed, want) || !target.Incomplete() {
		t.Errorf("rules that failed: %q, want %q", failed, want)
	}
	good := target.Findings[0]
	if good.Rule != "own/good" || good.Severity != report.High || good.Location.Config != "a.b" || good.Title != "good" || len(good.Fingerprint) != 32 {
		t.Errorf("%+v", good)
	}
	if target.Verdict != report.Suspicious {
		t.Errorf("verdict %s, want that of what was found", target.Verdict)
	}
}

// TestRulesThatDoNotCompile are refused, and say where.
func TestRulesThatDoNotCompile(t *testing.T) {
	for name, test := range map[string]struct{ text, says string }{
		"syntax":       {"package rummage.own.x\nfindings contains {", "x.rego"},
		"unknown word": {fmt.Sprintf(policy, "x", "high", `{"message": undefined_word}`), "undefined_word"},
		"no severity":  {"# METADATA\n# title: x\npackage rummage.own.x\nfindings contains {\"message\": \"x\"}", "custom.severity"},
		"no title":     {"package rummage.own.x\nfindings contains {\"message\": \"x\"}", "title"},
		"bad severity": {fmt.Sprintf(policy, "x", "urgent", `{"message": "x"}`), "urgent"},
		"bad package":  {"# METADATA\n# title: x\npackage own.x\nfindings contains {\"message\": \"x\"}", "rummage.AREA.NAME"},
		"the network":  {fmt.Sprintf(policy, "x", "high", `{"message": http.send({"url": "http://192.0.2.1", "method": "get"}).body}`), "http.send"},
		"a taken id":   {"# METADATA\n# title: x\n# custom: {severity: low, category: anomaly}\npackage rummage.files.preload_added\nfindings contains {\"message\": \"x\"}", "preload"},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, t.TempDir(), "x.rego", test.text)
			_, err := engine.New(t.Context(), engine.Options{Rules: engine.Rules{Policies: []string{file}}})
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want one that says %s", err, test.says)
			}
		})
	}
}

func TestExceptions(t *testing.T) {
	today := time.Now().UTC().Format(time.DateOnly)
	target := scanRecorded(t, engine.Options{Exceptions: []engine.Exception{
		{Rule: "files/*", Path: "/var/log/**", Reason: "rotated", Expires: today},
		{Rule: "persistence/*", Target: "shop", Reason: "for the test"},
		{Rule: "config/engine-socket-mounted", Target: "other", Reason: "not this one"},
		{Rule: "processes/drift", Reason: "gone by", Expires: "2020-01-01"},
	}}, "infected")
	for _, f := range target.Findings {
		want := strings.HasPrefix(f.Location.Path, "/var/log/") || strings.HasPrefix(f.Rule, "persistence/")
		if (f.Suppressed != nil) != want {
			t.Errorf("%s %s: suppressed %v, want %v", f.Rule, f.Location.Path, f.Suppressed, want)
		}
	}
}

func TestExceptionNotices(t *testing.T) {
	e := newEngine(t, engine.Options{Exceptions: []engine.Exception{
		{Rule: "files/none", Reason: "typo"},
		{Rule: "config/root-user", Reason: "gone by", Expires: "2020-01-01"},
	}})
	notices := strings.Join(e.Notices(), "\n")
	if !strings.Contains(notices, "files/none matches nothing") || !strings.Contains(notices, "config/root-user expired on 2020-01-01") {
		t.Errorf("%s", notices)
	}
}

func TestMalformedExceptions(t *testing.T) {
	for _, x := range []engine.Exception{
		{Rule: "files/*"}, {Reason: "no rule"}, {Rule: "files/[", Reason: "x"}, {Rule: "a", Path: "{", Reason: "x"},
		{Rule: "a", Reason: "x", Expires: "soon"}, {Rule: "a", Reason: "x", Expires: "2030-02-31"},
	} {
		if _, err := engine.New(t.Context(), engine.Options{Exceptions: []engine.Exception{x}}); err == nil {
			t.Errorf("%+v is taken", x)
		}
	}
}

// TestFingerprints are the same for another run, host and container, and
// different within one.
func TestFingerprints(t *testing.T) {
	load := func() *document.Document {
		s, err := recorded.Opener{}.Open(t.Context(), collectors.Target{Name: "../testdata/documents/infected.json"})
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := s.Document(t.Context())
		return doc
	}
	e := newEngine(t, engine.Options{})
	here, there := load(), load()
	there.Target.ID, there.Host = strings.Repeat("f", 64), nil
	for i := range there.Processes {
		there.Processes[i].PID += 1000
	}
	a, b := e.Judge(t.Context(), here), e.Judge(t.Context(), there)
	seen := map[string]bool{}
	for i, f := range a.Findings {
		if seen[f.Fingerprint] {
			t.Errorf("%s %v has a fingerprint that another has", f.Rule, f.Location)
		}
		seen[f.Fingerprint] = true
		if f.Fingerprint != b.Findings[i].Fingerprint {
			t.Errorf("%s %v has another fingerprint elsewhere", f.Rule, f.Location)
		}
	}
	there.Target.Name = "another"
	if c := e.Judge(t.Context(), there); c.Findings[0].Fingerprint == a.Findings[0].Fingerprint {
		t.Error("another container has the same fingerprint")
	}
}

// TestSecrets are masked in a report, unless they are asked for.
func TestSecrets(t *testing.T) {
	for _, shown := range []bool{false, true} {
		target := scanRecorded(t, engine.Options{ShowSecrets: shown}, "infected")
		if strings.Contains(fmt.Sprint(target), "inert-password") && !shown {
			t.Error("a secret is in the report")
		}
	}
}

// TestManyFindings keeps the first of each rule, and says so.
func TestManyFindings(t *testing.T) {
	file := write(t, t.TempDir(), "many.rego", fmt.Sprintf(policy, "many", "low", `{"message": sprintf("%d", [i])} if some i in numbers.range(1, 1500)`))
	target := scanRecorded(t, engine.Options{Rules: engine.Rules{Policies: []string{file}, NoBuiltin: true}}, "clean")
	if len(target.Findings) != 1000 || target.Incomplete() {
		t.Errorf("%d findings, incomplete: %v", len(target.Findings), target.Incomplete())
	}
	last := target.Coverage[len(target.Coverage)-1]
	if !strings.Contains(last.Reason, "own/many found 1500 things") {
		t.Errorf("%+v", last)
	}
}

func TestKeepAndSkip(t *testing.T) {
	for name, test := range map[string]struct {
		rules engine.Rules
		want  func(id string) bool
	}{
		"an area":      {engine.Rules{Keep: []string{"files"}}, func(id string) bool { return strings.HasPrefix(id, "files/") }},
		"a glob":       {engine.Rules{Keep: []string{"*/*-added"}}, func(id string) bool { return strings.HasSuffix(id, "-added") }},
		"but":          {engine.Rules{Skip: []string{"config/*"}}, func(id string) bool { return !strings.HasPrefix(id, "config/") }},
		"both":         {engine.Rules{Keep: []string{"files/*"}, Skip: []string{"files/yara-match"}}, func(id string) bool { return strings.HasPrefix(id, "files/") && id != "files/yara-match" }},
		"all of them":  {engine.Rules{Keep: []string{"*"}}, func(string) bool { return true }},
		"none builtin": {engine.Rules{NoBuiltin: true}, func(string) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			kept := map[string]bool{}
			for _, rule := range newEngine(t, engine.Options{Rules: test.rules}).Catalogue() {
				kept[rule.ID] = true
			}
			for _, rule := range newEngine(t, engine.Options{}).Catalogue() {
				if kept[rule.ID] != test.want(rule.ID) {
					t.Errorf("%s is kept: %v", rule.ID, kept[rule.ID])
				}
			}
		})
	}
}

// TestTimesOfAnIntruder has a file whose time JSON cannot tell fail a rule at most.
func TestTimesOfAnIntruder(t *testing.T) {
	e := newEngine(t, engine.Options{})
	target := e.Judge(t.Context(), &document.Document{
		Target:   document.Target{Kind: "container", Name: "x"},
		Coverage: []document.Coverage{{Collector: "changes", Status: document.OK}},
		Changes: []document.Change{
			{Path: "/tmp/x", Kind: document.Added, Type: document.Regular, Mode: 0o755, Mtime: time.Unix(999_999_999_999, 0)},
			{Path: "/var/log/lastlog", Kind: document.Deleted},
		},
	})
	found := false
	for _, f := range target.Findings {
		found = found || f.Rule == "files/login-records-deleted"
	}
	if !found || !target.Incomplete() {
		t.Errorf("%+v", target)
	}
}
