package docker

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors/logtail"
)

// frame is one frame of the engine's log stream: 1 byte stream, 3 zero, 4
// length, big-endian.
func frame(stream byte, text string) string {
	var b bytes.Buffer
	b.Write([]byte{stream, 0, 0, 0})
	_ = binary.Write(&b, binary.BigEndian, uint32(len(text)))
	b.WriteString(text)
	return b.String()
}

const at = "2026-01-02T03:04:05.000000006Z "

func TestLogTail(t *testing.T) {
	tests := map[string]struct {
		stream string
		tty    bool
		want   []string
	}{
		"frames": {
			frame(1, at+"one\n") + frame(2, at+"two\n"), false,
			[]string{"stdout one", "stderr two"},
		},
		"a line of several frames": {
			frame(1, at+"on") + frame(2, at+"err\n") + frame(1, "e\n"), false,
			[]string{"stderr err", "stdout one"},
		},
		"lines of one frame":  {frame(1, at+"one\n"+at+"two\n"), false, []string{"stdout one", "stdout two"}},
		"a terminal":          {at + "one\r\n" + at + "two", true, []string{"stdout one", "stdout two"}},
		"no time":             {"one\n", true, []string{"stdout one"}},
		"an empty line":       {at + "\n", true, []string{"stdout "}},
		"a last line unended": {frame(1, at+"one"), false, []string{"stdout one"}},
		"nothing":             {"", false, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tail := &logTail{Tail: logtail.Tail{MaxBytes: 1 << 20}}
			if err := tail.read(strings.NewReader(test.stream), test.tty); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range tail.Lines {
				got = append(got, line.Stream+" "+string(line.Text))
				if name != "no time" && line.Time != time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC) {
					t.Errorf("time %v", line.Time)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestLogTailMalformed has what was read before the fault, and the fault.
func TestLogTailMalformed(t *testing.T) {
	good := frame(1, at+"one\n")
	for name, test := range map[string]struct{ rest, says string }{
		"cut in a header":      {"\x01\x00\x00", "unexpected EOF"},
		"cut in a frame":       {"\x01\x00\x00\x00\xff\xff\xff\xff", "unexpected EOF"},
		"no such stream":       {"\x07\x00\x00\x00\x00\x00\x00\x00", "stream 7"},
		"an error of the logs": {frame(3, "the driver failed"), "the driver failed"},
	} {
		tail := &logTail{Tail: logtail.Tail{MaxBytes: 1 << 20}}
		err := tail.read(strings.NewReader(good+test.rest), false)
		if err == nil || !strings.Contains(err.Error(), test.says) || len(tail.Lines) != 1 {
			t.Errorf("%s: %d lines, %v, want one that says %s", name, len(tail.Lines), err, test.says)
		}
	}
}

// TestLogTailLimit keeps the newest lines of a long log.
func TestLogTailLimit(t *testing.T) {
	var stream strings.Builder
	for i := range 1000 {
		stream.WriteString(frame(1, fmt.Sprintf("%sline %04d\n", at, i)))
	}
	tail := &logTail{Tail: logtail.Tail{MaxBytes: 100}}
	if err := tail.read(strings.NewReader(stream.String()), false); err != nil {
		t.Fatal(err)
	}
	if len(tail.Lines) != 10 || tail.Bytes != 100 || tail.Dropped != 990 || string(tail.Lines[9].Text) != "line 0999" {
		t.Errorf("%d lines of %d bytes, %d dropped", len(tail.Lines), tail.Bytes, tail.Dropped)
	}
}

// TestLogTailLongLine cuts a line that has no end.
func TestLogTailLongLine(t *testing.T) {
	tail := &logTail{Tail: logtail.Tail{MaxBytes: 1 << 20}}
	if err := tail.read(strings.NewReader(strings.Repeat("x", 3*maxLine)), true); err != nil {
		t.Fatal(err)
	}
	if len(tail.Lines) != 3 {
		t.Errorf("%d lines, want 3", len(tail.Lines))
	}
	for _, line := range tail.Lines {
		if len(line.Text) > maxLine {
			t.Errorf("a line of %d bytes", len(line.Text))
		}
	}
}

func FuzzLogTail(f *testing.F) {
	f.Add([]byte(frame(1, at+"x\n")), false)
	f.Add([]byte("\x01\x00\x00\x00\xff\xff\xff\xff"), false)
	f.Fuzz(func(t *testing.T, stream []byte, tty bool) {
		tail := &logTail{Tail: logtail.Tail{MaxBytes: 1 << 10}}
		_ = tail.read(bytes.NewReader(stream), tty)
		var total int64
		for _, line := range tail.Lines {
			total += int64(len(line.Text)) + 1
		}
		if total != tail.Bytes {
			t.Fatalf("%d bytes are kept, %d are counted", total, tail.Bytes)
		}
	})
}
