package parsers

import (
	"bytes"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/timeline"
)

func TestJournal(t *testing.T) {
	data := sample(t, "../journal/testdata/zstd.journal.gz")
	got := parseBytes(systemdJournal(), "/var/log/journal/0123/system.journal", bytes.NewReader(data))
	if got.err != nil || len(got.skipped) > 0 || len(got.events) != 12 {
		t.Fatalf("%d events, skipped %v, %v", len(got.events), got.skipped, got.err)
	}
	want := timeline.Event{
		Time: time.UnixMicro(1709280000000000 - 77).UTC(), What: timeline.ModificationTime, Type: "systemd:journal", Line: 1,
		Message: "sshd[1000]: Accepted publickey for alice from 203.0.113.0 port 4000 ssh2", User: "alice", Host: "203.0.113.0", PID: 1000,
	}
	e := got.events[0]
	fields := e.Fields
	e.Fields = nil
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{
		"program": "sshd", "command": "sshd", "exe": "/usr/sbin/sshd", "command_line": "sshd: alice [priv]", "unit": "ssh.service",
		"uid": "0", "priority": "0", "hostname": "web1", "received": "2024-03-01T08:00:00Z", "transport": "syslog", "unlinked": "",
	} {
		if fields[name] != want {
			t.Errorf("field %s is %q, want %q", name, fields[name], want)
		}
	}
	second := got.events[1]
	if second.Message != "app[77]: Line one of 1\n\tand a second one" || second.Host != "web1" || !second.Time.Equal(time.UnixMicro(1709280001000003)) {
		t.Errorf("second event: %+v", second)
	}
}

func TestJournalDamaged(t *testing.T) {
	data := sample(t, "../journal/testdata/none.journal.gz")
	clear(data[176:184]) // where the list of entries is
	got := parseBytes(systemdJournal(), "/run/log/journal/0123/system@1-2.journal~", bytes.NewReader(data))
	if got.err != nil || len(got.events) != 12 || got.events[0].Fields["unlinked"] != "true" {
		t.Errorf("%d events, %v", len(got.events), got.err)
	}
	if got := parseBytes(systemdJournal(), "/a.journal", bytes.NewReader(nil)); got.err != nil || len(got.events) != 0 {
		t.Errorf("an empty file: %v", got.err)
	}
	if got := parseBytes(systemdJournal(), "/a.journal", bytes.NewReader(make([]byte, 1000))); got.err == nil {
		t.Error("another format goes unnoticed")
	}
	if got := parseBytes(systemdJournal(), "/a.journal", iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(data)))); got.err == nil {
		t.Error("a reader that fails goes unnoticed")
	}
}

func FuzzJournal(f *testing.F) {
	fuzzParser(f, systemdJournal(), "/a.journal", "systemd_journal/small.journal")
}
