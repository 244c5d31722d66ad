package sigma

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

// load writes rules to files and loads their directory.
func load(t *testing.T, files map[string]string) (*Set, []Diagnostic) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set, left, err := Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	return set, left
}

const shellOfServer = `
title: Shell of a web server
id: 00000000-0000-0000-0000-000000000001
level: high
tags: [attack.t1505.003]
logsource: {product: linux, category: process_creation}
detection:
  shell: {Image|endswith: [/sh, /bash]}
  server: {ParentImage|endswith: /nginx}
  known: {CommandLine|contains|all: [log, rotate]}
  condition: shell and server and not known
`

const cronFile = `
title: Cron file
level: medium
logsource: {product: linux, category: file_event}
detection:
  selection:
    - TargetFilename|startswith: /etc/cron.d/
    - TargetFilename|re: '^/var/spool/cron/.+'
  condition: selection
`

func testDocument() *document.Document {
	return &document.Document{
		Processes: []document.Process{
			{PID: 1, Exe: "/usr/sbin/nginx", Command: "nginx"},
			{PID: 2, PPID: 1, Exe: "/bin/bash", Command: "bash -i"},
			{PID: 3, PPID: 1, Exe: "/bin/bash", Command: "bash rotate log"},
			{PID: 4, PPID: 2, Exe: "/bin/bash", Command: "bash -c id"},
		},
		Changes: []document.Change{
			{Path: "/etc/cron.d", Kind: document.Modified, Type: document.Directory},
			{Path: "/etc/cron.d/x", Kind: document.Added, Type: document.Regular},
			{Path: "/etc/cron.d/gone", Kind: document.Deleted},
			{Path: "/var/spool/cron/root", Kind: document.Modified, Type: document.Regular},
			{Path: "/etc/crontab", Kind: document.Modified, Type: document.Regular},
		},
	}
}

func TestMatch(t *testing.T) {
	set, left := load(t, map[string]string{"shell.yml": shellOfServer, "cron.yaml": cronFile, "notes.txt": "no rule"})
	if len(left) > 0 || set.Count() != 2 {
		t.Fatalf("%d rules, left out: %v", set.Count(), left)
	}
	found, err := set.Match(t.Context(), testDocument())
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, m := range found {
		if m.Process != 0 {
			if m.Process != 2 || m.Level != "high" || m.Tags[0] != "attack.t1505.003" || m.ID == "" {
				t.Errorf("%+v", m)
			}
			continue
		}
		places = append(places, m.Path)
	}
	if want := []string{"/etc/cron.d/x", "/var/spool/cron/root"}; !slices.Equal(places, want) || len(found) != 3 {
		t.Errorf("%q, want %q: %+v", places, want, found)
	}
}

// TestLeftOut names the rules that cannot be served, and takes the others.
func TestLeftOut(t *testing.T) {
	set, left := load(t, map[string]string{
		"good.yml":        cronFile,
		"windows.yml":     strings.ReplaceAll(cronFile, "linux", "windows"),
		"network.yml":     strings.ReplaceAll(cronFile, "file_event", "network_connection"),
		"several.yml":     cronFile + "---" + strings.ReplaceAll(cronFile, "|re", "|no_such_modifier"),
		"count.yml":       strings.ReplaceAll(cronFile, "condition: selection", "condition: selection | count() > 3"),
		"keywords.yml":    "title: k\nlogsource: {product: linux, category: process_creation}\ndetection: {keywords: [a, b], condition: keywords}\n",
		"placeholder.yml": strings.ReplaceAll(cronFile, "/etc/cron.d/", `"%secret%"`),
		"regex.yml":       strings.ReplaceAll(cronFile, ".+", "(?!x)"),
		"null.yml":        strings.ReplaceAll(cronFile, "/etc/cron.d/", "null"),
		"cut.yml":         "title: [",
		"other.yml":       "a: b\n",
	})
	if set.Count() != 2 || set.Others != 2 {
		t.Errorf("%d rules and %d others", set.Count(), set.Others)
	}
	var names []string
	for _, d := range left {
		names = append(names, filepath.Base(d.File))
		if d.Err == nil || !strings.Contains(d.String(), d.File) {
			t.Errorf("%v", d)
		}
	}
	want := []string{"count.yml", "cut.yml", "keywords.yml", "null.yml", "other.yml", "placeholder.yml", "regex.yml", "several.yml"}
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("left out: %q, want %q", names, want)
	}
	for _, path := range []string{"/nonexistent", t.TempDir()} {
		if _, _, err := Load([]string{path}); err == nil {
			t.Errorf("%s: no error", path)
		}
	}
}
