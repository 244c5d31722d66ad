package journal

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// samples are files that systemd-journal-remote made of entries.export, with each
// compression and both formats.
var samples = []string{"none", "none-compact", "xz", "xz-compact", "lz4", "lz4-compact", "zstd", "zstd-compact", "unkeyed"}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".journal.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readAll reads the entries of a file, and what was skipped.
func readAll(data []byte) ([]Entry, map[string]int, error) {
	skipped := map[string]int{}
	j, err := Open(bytes.NewReader(data), int64(len(data)), func(reason string) { skipped[reason]++ })
	if err != nil {
		return nil, skipped, err
	}
	var entries []Entry
	for e := range j.Entries() {
		entries = append(entries, *e)
	}
	return entries, skipped, nil
}

// flat is an entry as journalctl and its export write it.
func flat(e *Entry) map[string]string {
	m := map[string]string{
		"__REALTIME_TIMESTAMP":  fmt.Sprint(e.Realtime.UnixMicro()),
		"__MONOTONIC_TIMESTAMP": fmt.Sprint(e.Monotonic.Microseconds()),
		"_BOOT_ID":              fmt.Sprintf("%x", e.BootID),
	}
	for _, f := range e.Fields {
		m[f.Name] = f.Value
	}
	return m
}

// exported reads the export format: "NAME=VALUE" lines, or a name, and the length and
// bytes of its value.
func exported(t *testing.T) []map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/entries.export")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	entry := map[string]string{}
	for r := bufio.NewReader(bytes.NewReader(data)); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return all
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, ok := strings.Cut(line, "=")
		switch {
		case line == "":
			all = append(all, entry)
			entry = map[string]string{}
			continue
		case name == "__CURSOR":
			continue
		case !ok:
			var size uint64
			if err := binary.Read(r, binary.LittleEndian, &size); err != nil {
				t.Fatal(err)
			}
			b := make([]byte, size+1)
			if _, err := io.ReadFull(r, b); err != nil {
				t.Fatal(err)
			}
			value = string(b[:size])
		}
		entry[name] = value
	}
}

func TestEntries(t *testing.T) {
	want := exported(t)
	if len(want) != 12 {
		t.Fatalf("%d entries exported", len(want))
	}
	for _, name := range samples {
		entries, skipped, err := readAll(sample(t, name))
		if err != nil || len(skipped) > 0 {
			t.Errorf("%s: %v, skipped %v", name, err, skipped)
		}
		var got []map[string]string
		for i := range entries {
			if entries[i].Unlinked || entries[i].Seqnum != uint64(i+1) {
				t.Errorf("%s: entry %d has number %d, unlinked %v", name, i, entries[i].Seqnum, entries[i].Unlinked)
			}
			got = append(got, flat(&entries[i]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// journalctl reads the same of a file.
func TestAgainstJournalctl(t *testing.T) {
	for _, name := range samples {
		data := sample(t, name)
		file := filepath.Join(t.TempDir(), "a.journal")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("journalctl", "--file", file, "-o", "json", "--all").Output()
		if err != nil {
			t.Fatal(err)
		}
		var want []map[string]string
		for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
			entry := map[string]string{}
			if err := d.Decode(&entry); err != nil {
				t.Fatal(err)
			}
			for _, made := range []string{"__CURSOR", "__SEQNUM", "__SEQNUM_ID"} {
				delete(entry, made)
			}
			want = append(want, entry)
		}
		entries, _, err := readAll(data)
		if err != nil {
			t.Fatal(err)
		}
		var got []map[string]string
		for i := range entries {
			got = append(got, flat(&entries[i]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-journalctl +got):\n%s", name, diff)
		}
	}
}

func TestOpen(t *testing.T) {
	data := sample(t, "none")
	edit := func(at int, b ...byte) []byte {
		edited := bytes.Clone(data)
		copy(edited[at:], b)
		return edited
	}
	for name, data := range map[string][]byte{
		"empty": nil, "short": data[:207], "another format": edit(0, 'X'), "a newer format": edit(12, 0x20),
	} {
		if _, _, err := readAll(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// entryAt finds the offset of an entry.
func entryAt(t *testing.T, data []byte, n int) int64 {
	t.Helper()
	entries, _, err := readAll(data)
	if err != nil {
		t.Fatal(err)
	}
	return entries[n].Offset
}

func TestDamaged(t *testing.T) {
	whole := sample(t, "zstd")
	fifth := entryAt(t, whole, 4)
	last := entryAt(t, whole, 11)
	array := int(binary.LittleEndian.Uint64(whole[176:]))
	put := func(at int, b ...byte) func([]byte) []byte {
		return func(data []byte) []byte {
			copy(data[at:], b)
			return data
		}
	}
	tests := []struct {
		name     string
		damage   func([]byte) []byte
		entries  int
		unlinked int
		skipped  map[string]int
	}{
		{"no list", put(176, make([]byte, 8)...), 12, 12, nil},
		{"a list beyond the end", put(176, 0, 0, 0, 0x10), 12, 12, map[string]int{"journal lists of entries that make no sense": 1}},
		{"a list that is another thing", put(array, kindField), 12, 12, map[string]int{"journal lists of entries that make no sense": 1}},
		{"a list in a circle", put(array+16, byte(array), byte(array>>8), byte(array>>16), byte(array>>24)), 12, 8, map[string]int{"journal lists of entries that make no sense": 1}},
		{"an entry wiped", put(int(fifth), make([]byte, 64)...), 11, 0, map[string]int{"journal entries that make no sense": 1, "journal objects that make no sense": 1}},
		{"an entry without a time", put(int(fifth)+24, make([]byte, 8)...), 11, 0, map[string]int{"journal entries without a time": 1}},
		{"an entry listed twice", put(array+24+8, whole[array+24:array+32]...), 12, 1, map[string]int{"journal entries that are listed wrongly": 1}},
		{"a field that is none", put(int(fifth)+entryItems, byte(fifth), byte(fifth>>8), byte(fifth>>16)), 12, 0, map[string]int{"journal fields that make no sense": 1}},
		{"cut behind the last entry", func(d []byte) []byte { return d[:last+8] }, 11, 0, nil},
		{"noise", func(d []byte) []byte {
			for i := int(fifth); i < int(fifth)+200; i++ {
				d[i] = byte(i*7 + i>>8)
			}
			return d
		}, 11, 0, nil},
	}
	for _, test := range tests {
		entries, skipped, err := readAll(test.damage(bytes.Clone(whole)))
		unlinked := 0
		for _, e := range entries {
			if e.Unlinked {
				unlinked++
			}
		}
		if err != nil || len(entries) != test.entries || unlinked != test.unlinked {
			t.Errorf("%s: %d entries, %d of them unlinked, %v, skipped %v", test.name, len(entries), unlinked, err, skipped)
		}
		if test.skipped != nil && !maps.Equal(skipped, test.skipped) {
			t.Errorf("%s: skipped %v", test.name, skipped)
		}
	}
}

// A field of any length is kept up to a bound.
func TestLongValue(t *testing.T) {
	for _, c := range []byte{0, compressedLZ4} {
		j, at := oneField(t, c, maxValue+10)
		f, ok := j.field(at)
		if !ok || !f.Cut || len(f.Value) != maxValue-2 {
			t.Errorf("compression %d: %d bytes, cut %v, %v", c, len(f.Value), f.Cut, ok)
		}
		j, at = oneField(t, c, maxValue)
		if f, ok := j.field(at); !ok || f.Cut || len(f.Value) != maxValue-2 {
			t.Errorf("compression %d: %d bytes, cut %v, %v", c, len(f.Value), f.Cut, ok)
		}
	}
}

// oneField makes a reader of a file with a field of size bytes, "A=" among them.
func oneField(t *testing.T, compression byte, size int) (*Reader, int64) {
	t.Helper()
	payload := []byte("A=" + strings.Repeat("x", size-2))
	if compression == compressedLZ4 {
		payload = storedLZ4(payload)
	}
	data := make([]byte, 208+dataSize)
	copy(data, "LPKSHHRH")
	data[88], data[208], data[209] = 208, kindData, compression
	binary.LittleEndian.PutUint64(data[216:], uint64(dataSize+len(payload)))
	data = append(data, payload...)
	j, err := Open(bytes.NewReader(data), int64(len(data)), func(reason string) { t.Error(reason) })
	if err != nil {
		t.Fatal(err)
	}
	return j, 208
}

// storedLZ4 is a block of LZ4 that is all literals, behind its length.
func storedLZ4(b []byte) []byte {
	packed := append(binary.LittleEndian.AppendUint64(nil, uint64(len(b))), 0xf0)
	rest := len(b) - 15
	for ; rest >= 255; rest -= 255 {
		packed = append(packed, 255)
	}
	return append(append(packed, byte(rest)), b...)
}

// Entries that overlap and refer to the same fields are much work for few bytes: it
// has an end.
func TestMuchWork(t *testing.T) {
	skipped := 0
	data := sample(t, "none")
	j, err := Open(bytes.NewReader(data), int64(len(data)), func(string) { skipped++ })
	if err != nil {
		t.Fatal(err)
	}
	j.work = j.maxWork
	n := 0
	for range j.Entries() {
		n++
	}
	if n != 1 || skipped != 1 {
		t.Errorf("%d entries, %d skipped", n, skipped)
	}
}

// shrunk is a sample without its hash tables, which nothing here reads: seeds of
// megabytes make fuzzing slow. What is behind them is moved up.
func shrunk(t testing.TB, name string) []byte {
	t.Helper()
	data := sample(t, name)
	j, err := Open(bytes.NewReader(data), int64(len(data)), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	begin := j.start
	for {
		o, ok := j.object(&j.inOrder, begin)
		if !ok {
			t.Fatalf("no object at %d", begin)
		}
		if o.kind != kindDataHashTable && o.kind != kindFieldHashTable {
			break
		}
		begin += (o.size + 7) &^ 7
	}
	by := uint64(begin - j.start)
	at := begin
	for at < j.size {
		o, ok := j.object(&j.inOrder, at)
		if !ok {
			break
		}
		switch {
		case o.kind == kindEntry && j.compact:
			moveUp(data[at+entryItems:at+o.size], 4, 4, by)
		case o.kind == kindEntry:
			moveUp(data[at+entryItems:at+o.size], 8, 16, by)
		case o.kind == kindEntryArray:
			moveUp(data[at+16:at+24], 8, 8, by)
			moveUp(data[at+24:at+o.size], int(j.width()), int(j.width()), by)
		}
		at += (o.size + 7) &^ 7
	}
	moveUp(data[176:184], 8, 8, by)
	return append(bytes.Clone(data[:j.start]), data[begin:at]...)
}

// moveUp changes each offset of a list, of width bytes each step bytes.
func moveUp(list []byte, width, step int, by uint64) {
	for ; len(list) >= width; list = list[min(step, len(list)):] {
		if width == 4 {
			if n := binary.LittleEndian.Uint32(list); n != 0 {
				binary.LittleEndian.PutUint32(list, n-uint32(by))
			}
		} else if n := binary.LittleEndian.Uint64(list); n != 0 {
			binary.LittleEndian.PutUint64(list, n-by)
		}
	}
}

func TestShrunk(t *testing.T) {
	want := exported(t)
	for _, name := range samples {
		entries, skipped, err := readAll(shrunk(t, name))
		if err != nil || len(skipped) > 0 || len(entries) != len(want) {
			t.Errorf("%s: %d entries, skipped %v, %v", name, len(entries), skipped, err)
			continue
		}
		if diff := cmp.Diff(want[11], flat(&entries[11])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, name := range samples {
		f.Add(shrunk(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, _, err := readAll(data)
		if err != nil {
			return
		}
		for _, e := range entries {
			if e.Realtime.Before(time.Unix(0, 0)) || len(e.Fields) == 0 || len(e.Fields) > maxFields {
				t.Errorf("entry %+v", e)
			}
		}
	})
}
