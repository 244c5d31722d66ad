package docker

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/rummage-scanner/rummage/document"
)

// TestMemory copies the memory of this process, which has a text in it.
func TestMemory(t *testing.T) {
	proc, err := os.OpenRoot("/proc")
	if err != nil {
		t.Fatal(err)
	}
	defer proc.Close()
	self := document.Process{PID: os.Getpid()}
	readProcess(proc, &self)
	p, err := (&LocalEvidence{proc: proc}).Process(self)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	text := []byte("a text that is in memory " + strconv.Itoa(os.Getpid()))
	address := int64(uintptr(unsafe.Pointer(&text[0])))
	var out, index bytes.Buffer
	if err := p.Memory(&out, &index, 1<<30); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(index.String()) {
		var m Mapping
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		start, _ := strconv.ParseInt(m.Start, 16, 64)
		if at := m.Offset + address - start; address >= start && address < start+m.Size {
			if got := out.Bytes()[at : at+int64(len(text))]; !bytes.Equal(got, text) {
				t.Errorf("%q", got)
			}
			return
		}
	}
	t.Errorf("the range is not in the index:\n%s", &index)
}

func TestMemoryBound(t *testing.T) {
	proc, err := os.OpenRoot("/proc")
	if err != nil {
		t.Fatal(err)
	}
	defer proc.Close()
	self := document.Process{PID: os.Getpid()}
	readProcess(proc, &self)
	p, err := (&LocalEvidence{proc: proc}).Process(self)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var out, index bytes.Buffer
	if err := p.Memory(&out, &index, 5000); !errors.Is(err, errMemoryBound) || out.Len() != 5000 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
	self.Started = self.Started.Add(1)
	if _, err := (&LocalEvidence{proc: proc}).Process(self); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a process that started at another time: %v", err)
	}
}

func TestParseMapping(t *testing.T) {
	for line, want := range map[string]Mapping{
		"55d0c0000000-55d0c0001000 r-xp 00000000 08:01 123 /usr/bin/a b": {Start: "55d0c0000000", End: "55d0c0001000", Permissions: "r-xp", Path: "/usr/bin/a b", start: 0x55d0c0000000, end: 0x55d0c0001000, file: true},
		"1000-2000 rw-p 00000000 00:00 0 ":                               {Start: "1000", End: "2000", Permissions: "rw-p", start: 0x1000, end: 0x2000},
		"1000-2000 rw-p 00000000 00:01 9 /memfd:x (deleted)":             {Start: "1000", End: "2000", Permissions: "rw-p", Path: "/memfd:x (deleted)", start: 0x1000, end: 0x2000},
		"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [v]":    {Permissions: "----"},
	} {
		if got, err := parseMapping(line); err != nil || got != want {
			t.Errorf("%s: %v %+v", line, err, got)
		}
	}
	for _, line := range []string{"", "a b", "1000 rw-p 0 0 0"} {
		if _, err := parseMapping(line); err == nil {
			t.Errorf("%q was read", line)
		}
	}
}
