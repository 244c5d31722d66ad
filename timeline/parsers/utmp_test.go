package parsers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/timeline"
)

var dumpLine = regexp.MustCompile(`^\[(.*?)\] \[(.*?)\] \[(.*?)\] \[(.*?)\] \[(.*?)\] \[(.*?)\] \[(.*?)\] \[(.*?)\]$`)

// utmpdump of util-linux says the same of records as the parser, those that login(1)
// and sessreg(1) wrote among them.
func TestUtmpAgainstUtmpdump(t *testing.T) {
	for _, name := range []string{"wtmp", "wtmp-login", "btmp-login"} {
		out, err := exec.Command("utmpdump", "testdata/utmp/"+name).Output()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for line := range strings.Lines(string(out)) {
			m := dumpLine.FindStringSubmatch(strings.TrimSpace(line))
			if m == nil {
				t.Fatalf("line of utmpdump: %q", line)
			}
			for i := range m {
				m[i] = strings.TrimSpace(m[i])
			}
			want = append(want, strings.Join(m[1:], "|"))
		}
		var got []string
		for data := sample(t, "utmp/"+name); len(data) > 0; data = data[utmp32.size:] {
			r := utmp32.record(data)
			addr := "0.0.0.0"
			if r.addr.IsValid() {
				addr = r.addr.String()
			}
			got = append(got, fmt.Sprintf("%d|%05d|%s|%s|%s|%s|%s|%s", r.kind, r.pid, r.id, r.user, r.line, r.host, addr,
				r.time.Format("2006-01-02T15:04:05,000000-07:00")))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-utmpdump +got):\n%s", name, diff)
		}
		if n := len(parseBytes(utmp(), "/var/log/"+name, bytes.NewReader(sample(t, "utmp/"+name))).events); n != len(want) {
			t.Errorf("%s: %d events of %d records", name, n, len(want))
		}
	}
}

// brief is what a person sees of events.
func brief(events []timeline.Event) []string {
	var lines []string
	for _, e := range events {
		lines = append(lines, fmt.Sprintf("%d %s %s: %s", e.Line, e.Time.Format("15:04:05.999999"), e.What, e.Message))
	}
	return lines
}

func TestUtmp(t *testing.T) {
	data := sample(t, "utmp/wtmp")
	want := []string{
		"1 08:00:00.123456 Start Time: boot of kernel 6.1.0-18-amd64",
		"2 08:00:04.000005 Start Time: process of init started on tty1",
		"3 08:00:05.000099 Run Level Change Time: run level changed to 5",
		"4 08:00:06.7 Start Time: login prompt on tty1",
		"5 09:00:00.654321 Login Time: login of alice on pts/0 from gateway.example.org (203.0.113.7)",
		"6 09:01:40.000001 Login Time: login of bob on pts/1 from 2001:db8::17",
		"7 09:03:20 Clock Change Time: clock after it was set",
		"8 09:03:15 Clock Change Time: clock before it was set",
		"9 10:00:00.000042 Logout Time: logout of alice on pts/0 from gateway.example.org (203.0.113.7) after 59m59s",
		"10 10:01:40 Event Time: accounting of carol on acct",
		"11 10:46:40.000008 Shutdown Time: shutdown of kernel 6.1.0-18-amd64",
		"12 00:24:40 Login Time: login of dave on console from :0",
		"13 00:24:41 Logout Time: logout of dave on console from :0 after 1s",
	}
	for _, size := range []int{384, 400} {
		input := data
		if size == 400 {
			input = widened(data)
		}
		got := parseBytes(utmp(), "/var/log/wtmp", iotest.OneByteReader(bytes.NewReader(input)))
		if got.err != nil || len(got.skipped) > 0 {
			t.Fatalf("%d bytes: %v, skipped %v", size, got.err, got.skipped)
		}
		if diff := cmp.Diff(want, brief(got.events)); diff != "" {
			t.Errorf("%d bytes (-want +got):\n%s", size, diff)
		}
		logout := got.events[8]
		wantLogout := timeline.Event{
			Time: time.Date(2024, 3, 1, 10, 0, 0, 42000, time.UTC), What: "Logout Time", Type: "linux:utmp:event", Line: 9,
			Message: logout.Message, User: "alice", Host: "gateway.example.org", PID: 1201,
			Fields: map[string]string{
				"type": "DEAD_PROCESS", "terminal": "pts/0", "exit_status": "1", "termination_signal": "15",
				"login_time": "2024-03-01T09:00:00.654321Z", "duration": "3599",
			},
		}
		if diff := cmp.Diff(wantLogout, logout); diff != "" {
			t.Errorf("%d bytes, logout (-want +got):\n%s", size, diff)
		}
	}
}

// widened makes records of 400 bytes of those of 384, as AArch64 has them.
func widened(data []byte) []byte {
	var wide []byte
	for ; len(data) > 0; data = data[384:] {
		wide = append(wide, data[:336]...)
		for _, at := range []int{336, 340, 344} {
			wide = binary.LittleEndian.AppendUint64(wide, uint64(binary.LittleEndian.Uint32(data[at:])))
		}
		wide = append(wide, data[348:384]...)
		wide = append(wide, 0, 0, 0, 0)
	}
	return wide
}

func TestFailedLogins(t *testing.T) {
	got := parseBytes(utmp(), "/var/log/btmp.1", bytes.NewReader(sample(t, "utmp/btmp-login")))
	want := []string{
		"1 00:36:17.879742 Failed Login Time: failed login of alice on pts/0 from 203.0.113.10",
		"2 00:36:23.370525 Failed Login Time: failed login of UNKNOWN on pts/0 from 203.0.113.10",
		"3 00:36:28.119687 Failed Login Time: failed login of UNKNOWN on pts/0 from 203.0.113.10",
	}
	if diff := cmp.Diff(want, brief(got.events)); diff != "" || got.err != nil {
		t.Errorf("%v (-want +got):\n%s", got.err, diff)
	}
}

func TestUtmpDamaged(t *testing.T) {
	data := sample(t, "utmp/wtmp")
	edit := func(at int, bytes ...byte) []byte {
		edited := append([]byte(nil), data...)
		copy(edited[at:], bytes)
		return edited
	}
	random := make([]byte, 384*10+7)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(source.Uint32())
	}
	tests := []struct {
		name    string
		data    []byte
		events  int
		skipped map[string]int
	}{
		{"empty file", nil, 0, map[string]int{}},
		{"shorter than a record", data[:100], 0, map[string]int{"login records that are cut short": 1}},
		{"cut", data[:384*3-1], 2, map[string]int{"login records that are cut short": 1}},
		{"a record wiped", edit(384*4, make([]byte, 384)...), 12, map[string]int{"login records that are empty": 1}},
		{"no time", edit(384*4+340, 0, 0, 0, 0), 12, map[string]int{"login records without a time": 1}},
		{"no type", edit(384*4, 0), 12, map[string]int{"login records of no type": 1}},
		{"type 10", edit(384*4, 10), 12, map[string]int{"login records that make no sense": 1}},
		{"a second of 16 million microseconds", edit(384*4+347, 1), 12, map[string]int{"login records that make no sense": 1}},
		{"control characters", edit(384*4+44, 0x1b, '['), 12, map[string]int{"login records that make no sense": 1}},
		{"random", random, 0, map[string]int{"login records that make no sense": 10, "login records that are cut short": 1}},
	}
	for _, test := range tests {
		got := parseBytes(utmp(), "/var/log/wtmp", bytes.NewReader(test.data))
		if got.err != nil || len(got.events) != test.events || !maps.Equal(got.skipped, test.skipped) {
			t.Errorf("%s: %d events, skipped %v, %v", test.name, len(got.events), got.skipped, got.err)
		}
	}
	failing := parseBytes(utmp(), "/var/log/wtmp", io.MultiReader(bytes.NewReader(data[:384*2+1]), iotest.ErrReader(iotest.ErrTimeout)))
	if failing.err == nil || len(failing.events) != 2 {
		t.Errorf("a reader that fails: %d events, %v", len(failing.events), failing.err)
	}
}

// Logins are kept up to a bound; those that have a place are tied on.
func TestSessionsBounded(t *testing.T) {
	s := &sessions{open: map[string]utmpRecord{}}
	at := time.Unix(1700000000, 0)
	for i := range maxSessions + 10 {
		s.event(&utmpRecord{kind: utmpUser, user: "u", line: fmt.Sprint(i), time: at})
	}
	if len(s.open) != maxSessions {
		t.Errorf("%d sessions kept", len(s.open))
	}
	if e := s.event(&utmpRecord{kind: utmpDead, line: "7", time: at.Add(time.Minute)}); e.User != "u" || e.Fields["duration"] != "60" {
		t.Errorf("logout not tied: %+v", e)
	}
	if e := s.event(&utmpRecord{kind: utmpDead, line: "7", time: at.Add(time.Hour)}); e.User != "" {
		t.Errorf("logout tied twice: %+v", e)
	}
	s.event(&utmpRecord{kind: utmpBoot, time: at.Add(time.Minute)})
	if e := s.event(&utmpRecord{kind: utmpDead, line: "8", time: at.Add(time.Hour)}); e.User != "" {
		t.Errorf("logout tied over a boot: %+v", e)
	}
}

func FuzzUtmp(f *testing.F) {
	fuzzParser(f, utmp(), "/var/log/wtmp", "utmp/wtmp", "utmp/btmp-login")
}
