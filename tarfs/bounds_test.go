package tarfs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// rawSparse is an archive of one sparse file in GNU tar's old format, with one fragment
// at its beginning.
func rawSparse(realSize int64, data string) []byte {
	b := make([]byte, blockSize, 4*blockSize)
	copy(b, "sparse")
	octal := func(at, n int, v int64) { copy(b[at:at+n], fmt.Sprintf("%0*o\x00", n-1, v)) }
	octal(100, 8, 0o600)
	octal(124, 12, int64(len(data)))
	b[156] = flagSparse
	copy(b[257:], magicGNU)
	octal(386, 12, 0)
	octal(398, 12, int64(len(data)))
	b[483] = 0x80
	binary.BigEndian.PutUint64(b[487:], uint64(realSize))
	b = append(b, data...)
	b = append(b, make([]byte, 3*blockSize-len(b)%blockSize)...)
	sum(b[:blockSize])
	return b
}

func TestHugeHole(t *testing.T) {
	f, notices := opened(t, written(t, "a.tar", rawSparse(1<<62, "data")), Options{})
	e, ok := f.Lookup("sparse")
	if !ok || e.Size != 1<<62 || len(*notices) > 0 {
		t.Fatalf("got %+v, notices %q", e, *notices)
	}
	if _, err := f.ReadFile("sparse"); err == nil || !strings.Contains(err.Error(), "too big") {
		t.Errorf("read whole: %v", err)
	}
	if err := f.HashAll(t.Context(), func(*Entry, [32]byte) error { return errors.New("hashed") }); err != nil {
		t.Error(err)
	}
	if all := strings.Join(*notices, "\n"); !strings.Contains(all, "too many holes") {
		t.Errorf("notices %q", all)
	}
	file, err := f.OpenEntry(e)
	if err != nil {
		t.Fatal(err)
	}
	var b [8]byte
	if n, err := file.ReadAt(b[:], 1<<62-4); n != 4 || err != io.EOF {
		t.Errorf("%d bytes at the end, %v", n, err)
	}
	if n, err := file.ReadAt(b[:], 2); n != 8 || err != nil || string(b[:]) != "ta\x00\x00\x00\x00\x00\x00" {
		t.Errorf("%q, %v", b[:n], err)
	}
	if at, err := file.Seek(-1, io.SeekEnd); at != 1<<62-1 || err != nil {
		t.Errorf("at %d, %v", at, err)
	}
}

func TestSparseMaps(t *testing.T) {
	for _, test := range []struct {
		fragments    []fragment
		size, stored int64
		ok           bool
	}{
		{nil, 10, 0, true},
		{[]fragment{{0, 5}, {5, 0}, {8, 2}}, 10, 7, true},
		{[]fragment{{0, 5}, {4, 1}}, 10, 7, false},
		{[]fragment{{0, 11}}, 10, 11, false},
		{[]fragment{{0, 5}}, 10, 4, false},
		{[]fragment{{-1, 5}}, 10, 5, false},
		{[]fragment{{1, -1}}, 10, 5, false},
		{[]fragment{{1 << 62, 1<<62 + 5}}, 10, 5, false},
		{[]fragment{{0, 1}}, -1, 5, false},
		{slices.Repeat([]fragment{{0, 0}}, maxFragments+1), 10, 0, false},
	} {
		if err := checkSparse(test.fragments, test.size, test.stored); (err == nil) != test.ok {
			t.Errorf("%d fragments of %d bytes: %v", len(test.fragments), test.size, err)
		}
	}
}

func TestBomb(t *testing.T) {
	s := newStream(t.Context(), bytes.NewReader(make([]byte, 10_000)), 100)
	if s.most != minMost {
		t.Errorf("a small archive may hold %d bytes", s.most)
	}
	if most := newStream(t.Context(), nil, 1<<40).most; most != maxRatio<<40 {
		t.Errorf("a big archive may hold %d bytes", most)
	}
	s.most = 5000
	if b, err := s.peek(4000, 100); len(b) != 100 || err != nil || s.broken != nil {
		t.Errorf("%d bytes, %v, %v", len(b), err, s.broken)
	}
	if b, err := s.peek(6000, 100); len(b) != 0 || err != nil || !errors.Is(s.broken, errBomb) {
		t.Errorf("%d bytes, %v, %v", len(b), err, s.broken)
	}
}

func TestBoundsOfNames(t *testing.T) {
	long := strings.Repeat("n", maxName+1)
	big := make([]byte, blockSize+2*maxExtended)
	copy(big, "big")
	copy(big[124:], fmt.Sprintf("%011o", 2*maxExtended))
	big[156] = flagPAX
	sum(big[:blockSize])
	f, notices := opened(t, written(t, "a.tar", slices.Concat(big, archiveOf(t,
		file("a", "1"), file("b/"+long, "2"), file(strings.Repeat("d/", maxDepth+10)+"f", "3"),
		symlink("l", strings.Repeat("x", maxTarget+1)), file("l/f", "4"), file("big", "5")))), Options{})
	if got := names(t, f); !slices.Equal(got, []string{"a=1", "big=5", "l"}) {
		t.Errorf("got %q", got)
	}
	if all := strings.Join(*notices, "\n"); !strings.Contains(all, "too long a path") || !strings.Contains(all, "and 2 more") || !strings.Contains(all, "too big") {
		t.Errorf("notices %.1000q", all)
	}
}

func TestNumbers(t *testing.T) {
	for field, want := range map[string]int64{
		"0000644\x00": 0o644, " 644 \x00\x00\x00": 0o644, "\x00\x00\x00\x00\x00\x00\x00\x00": 0, "77777777": 0o77777777,
		"\x80\x00\x00\x00\x00\x2d\xc6\xc0": 3_000_000, "\xff\xff\xff\xff\xff\xff\xff\xff": -1, "\x80\x7f\xff\xff\xff\xff\xff\xff\xff": 1<<63 - 1,
	} {
		if got, ok := number([]byte(field)); !ok || got != want {
			t.Errorf("%q is %d, %v, not %d", field, got, ok, want)
		}
	}
	for _, field := range []string{"8", "64x", "6 4", "-1", "\x80\x01\x00\x00\x00\x00\x00\x00\x00\x00", "1777777777777777777777"} {
		if got, ok := number([]byte(field)); ok {
			t.Errorf("%q is taken for %d", field, got)
		}
	}
	for text, want := range map[string]int64{"1.5": 1_500_000_000, "-1.5": -1_500_000_000, "-0.25": -250_000_000, "3": 3_000_000_000, "1.0000000019": 1_000_000_001} {
		if got, ok := paxTime(text); !ok || got.UnixNano() != want {
			t.Errorf("%q is %d, %v", text, got.UnixNano(), ok)
		}
	}
	for _, text := range []string{"", "x", "1.x", "1e3", "99999999999999999999"} {
		if got, ok := paxTime(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
