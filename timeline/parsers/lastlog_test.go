package parsers

import (
	"bytes"
	"encoding/binary"
	"io"
	"maps"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/timeline"
)

// login(1) wrote the sample, of two users.
func TestLastlog(t *testing.T) {
	data := sample(t, "lastlog/lastlog.gz")
	want := []timeline.Event{
		{
			Time: time.Date(2026, 11, 25, 0, 36, 5, 0, time.UTC), What: "Last Login Time", Type: "linux:lastlog:event",
			Message: "last login of user 0 on pts/0", Line: 1, Fields: map[string]string{"uid": "0", "terminal": "pts/0"},
		},
		{
			Time: time.Date(2026, 11, 25, 0, 36, 9, 0, time.UTC), What: "Last Login Time", Type: "linux:lastlog:event",
			Message: "last login of user 1000 on pts/0 from 203.0.113.9", Line: 1001, Host: "203.0.113.9",
			Fields: map[string]string{"uid": "1000", "terminal": "pts/0"},
		},
	}
	var wide []byte
	for rest := data; len(rest) > 0; rest = rest[lastlog32:] {
		wide = append(append(append(wide, rest[:4]...), 0, 0, 0, 0), rest[4:lastlog32]...)
	}
	for name, content := range map[string][]byte{"32 bits": data, "64 bits": wide} {
		got := parseBytes(lastlog(), "/var/log/lastlog", iotest.HalfReader(bytes.NewReader(content)))
		if got.err != nil || len(got.skipped) > 0 {
			t.Errorf("%s: %v, skipped %v", name, got.err, got.skipped)
		}
		if diff := cmp.Diff(want, got.events); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLastlogDamaged(t *testing.T) {
	data := sample(t, "lastlog/lastlog.gz")
	edit := func(at int, b ...byte) []byte {
		edited := bytes.Clone(data)
		copy(edited[at:], b)
		return edited
	}
	tests := []struct {
		name    string
		data    []byte
		events  int
		skipped map[string]int
	}{
		{"empty", nil, 0, map[string]int{}},
		{"zeros", make([]byte, 10*lastlog32), 0, map[string]int{}},
		{"cut", data[:len(data)-1], 1, map[string]int{"records of users that are cut short": 1}},
		{"no time", edit(0, 0, 0, 0, 0), 1, map[string]int{"records of users without a time": 1}},
		{"control characters", edit(4, 7), 1, map[string]int{"records of users that make no sense": 1}},
		{"text behind the end", edit(36, 0, 'x'), 1, map[string]int{"records of users that make no sense": 1}},
	}
	for _, test := range tests {
		got := parseBytes(lastlog(), "/var/log/lastlog", bytes.NewReader(test.data))
		if got.err != nil || len(got.events) != test.events || !maps.Equal(got.skipped, test.skipped) {
			t.Errorf("%s: %d events, skipped %v, %v", test.name, len(got.events), got.skipped, got.err)
		}
	}
	failing := parseBytes(lastlog(), "/var/log/lastlog", io.MultiReader(bytes.NewReader(data[:lastlog32+1]), iotest.ErrReader(iotest.ErrTimeout)))
	if failing.err == nil || len(failing.events) != 1 {
		t.Errorf("a reader that fails: %d events, %v", len(failing.events), failing.err)
	}
}

// hole reads as zeros, and ends in a record.
func hole(size int64, record []byte) io.Reader {
	return io.MultiReader(io.LimitReader(zeroReader{}, size), bytes.NewReader(record))
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A user with a large number makes a file that is nearly all a hole.
func TestLastlogHole(t *testing.T) {
	const uid = 7_000_000
	record := sample(t, "lastlog/lastlog.gz")[:lastlog32]
	got := parseBytes(lastlog(), "/var/log/lastlog", hole(uid*lastlog32, record))
	if got.err != nil || len(got.events) != 1 || got.events[0].Fields["uid"] != "7000000" {
		t.Errorf("%v, %v", got.events, got.err)
	}
}

// What was not read of a file is told, and is not called cut.
func TestLastlogNotReached(t *testing.T) {
	skipped := map[string]int{}
	in := &timeline.Input{
		Path: "/var/log/lastlog", Size: 1 << 40, Content: io.LimitReader(zeroReader{}, 1<<20),
		Skip: func(reason string) { skipped[reason]++ },
	}
	err := lastlog().Parse(in, func(e timeline.Event) { t.Errorf("event %+v", e) })
	if want := map[string]int{"users with large numbers, whose records are not reached": 1}; err != nil || !maps.Equal(skipped, want) {
		t.Errorf("skipped %v, %v", skipped, err)
	}
}

func TestFaillog(t *testing.T) {
	// faillog -u alice -m 5 made the sample: it sets a bound, and no failure.
	data := sample(t, "faillog/faillog.gz")
	got := parseBytes(faillog(), "/var/log/faillog", bytes.NewReader(data))
	if len(got.events) != 0 || !maps.Equal(got.skipped, map[string]int{"records of users without a time": 1}) || got.err != nil {
		t.Errorf("a bound: %v, skipped %v, %v", got.events, got.skipped, got.err)
	}
	record := data[1000*faillogSize:]
	binary.LittleEndian.PutUint16(record, 3)
	copy(record[4:], "pts/0")
	binary.LittleEndian.PutUint64(record[16:], 1700000000)
	binary.LittleEndian.PutUint64(record[24:], 60)
	want := []timeline.Event{{
		Time: time.Unix(1700000000, 0).UTC(), What: "Last Failed Login Time", Type: "linux:faillog:event", Line: 1001,
		Message: "last failed login of user 1000 on pts/0, failure 3",
		Fields:  map[string]string{"uid": "1000", "terminal": "pts/0", "failures": "3", "failures_max": "5", "lock_seconds": "60"},
	}}
	got = parseBytes(faillog(), "/var/log/faillog", bytes.NewReader(data))
	if diff := cmp.Diff(want, got.events); diff != "" || got.err != nil {
		t.Errorf("%v (-want +got):\n%s", got.err, diff)
	}
	got = parseBytes(faillog(), "/var/log/faillog", bytes.NewReader(bytes.Repeat([]byte{0xff}, 100)))
	if len(got.events) != 0 || got.skipped["records of users that make no sense"] != 3 || got.skipped["records of users that are cut short"] != 1 {
		t.Errorf("what is none: %v, skipped %v", got.events, got.skipped)
	}
}

func FuzzLastlog(f *testing.F) {
	fuzzParser(f, lastlog(), "/var/log/lastlog", "utmp/wtmp")
}

func FuzzFaillog(f *testing.F) {
	fuzzParser(f, faillog(), "/var/log/faillog", "utmp/wtmp")
}
