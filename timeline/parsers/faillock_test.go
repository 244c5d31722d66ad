package parsers

import (
	"bytes"
	"maps"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/timeline"
)

// login(1) with pam_faillock wrote the sample.
func TestFaillock(t *testing.T) {
	data := sample(t, "faillock/alice")
	got := parseBytes(faillock(), "/run/faillock/alice", iotest.OneByteReader(bytes.NewReader(data)))
	want := []string{
		"1 01:11:15 Failed Login Time: failed login of alice from 203.0.113.10",
		"2 01:11:21 Failed Login Time: failed login of alice from 203.0.113.10",
		"3 01:11:37 Failed Login Time: failed login of alice",
	}
	if diff := cmp.Diff(want, brief(got.events)); diff != "" || got.err != nil || len(got.skipped) > 0 {
		t.Errorf("%v, skipped %v (-want +got):\n%s", got.err, got.skipped, diff)
	}
	wantFirst := timeline.Event{
		Time: time.Date(2026, 11, 25, 1, 11, 15, 0, time.UTC), What: "Failed Login Time", Type: "linux:faillock:event", Line: 1,
		Message: "failed login of alice from 203.0.113.10", User: "alice", Host: "203.0.113.10",
	}
	if diff := cmp.Diff(wantFirst, got.events[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFaillockStates(t *testing.T) {
	tests := []struct {
		state           uint16
		message         string
		host            string
		terminal, count string
	}{
		{faillockValid | faillockTerminal, "failed login of bob on tty1", "", "tty1", ""},
		{faillockValid | faillockHost, "failed login of bob from tty1", "tty1", "", ""},
		{faillockTerminal, "failed login of bob on tty1", "", "tty1", "false"},
		{faillockValid, "failed login of bob by tty1", "", "", ""},
	}
	for _, test := range tests {
		e := faillockEvent("bob", "tty1", test.state)
		if e.Message != test.message || e.Host != test.host || e.Fields["terminal"] != test.terminal || e.Fields["counted"] != test.count {
			t.Errorf("state %d: %+v", test.state, e)
		}
	}
}

func TestFaillockDamaged(t *testing.T) {
	data := sample(t, "faillock/alice")
	wiped := bytes.Clone(data)
	clear(wiped[:faillockSize])
	tests := []struct {
		name    string
		data    []byte
		events  int
		skipped map[string]int
	}{
		{"empty", nil, 0, map[string]int{}},
		{"cut", data[:faillockSize+1], 1, map[string]int{"records of failed logins that are cut short": 1}},
		{"wiped", wiped, 2, map[string]int{"records of failed logins that are empty": 1}},
		{"text", bytes.Repeat([]byte("text"), 16), 0, map[string]int{"records of failed logins that make no sense": 1}},
	}
	for _, test := range tests {
		got := parseBytes(faillock(), "/run/faillock/alice", bytes.NewReader(test.data))
		if got.err != nil || len(got.events) != test.events || !maps.Equal(got.skipped, test.skipped) {
			t.Errorf("%s: %d events, skipped %v, %v", test.name, len(got.events), got.skipped, got.err)
		}
	}
	if got := parseBytes(faillock(), "/run/faillock/a", iotest.ErrReader(iotest.ErrTimeout)); got.err == nil {
		t.Error("a reader that fails goes unnoticed")
	}
}

func FuzzFaillock(f *testing.F) {
	fuzzParser(f, faillock(), "/run/faillock/alice", "faillock/alice")
}
