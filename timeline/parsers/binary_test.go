package parsers

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// outcome is what came of an artefact.
type outcome struct {
	events  []timeline.Event
	skipped map[string]int
	err     error
}

// parseBytes has a parser read an artefact.
func parseBytes(p timeline.Parser, name string, content io.Reader) outcome {
	got := outcome{skipped: map[string]int{}}
	in := &timeline.Input{
		Path: name, Size: -1, Zone: time.UTC, Content: content,
		Skip: func(reason string) { got.skipped[reason]++ },
	}
	got.err = p.Parse(in, func(e timeline.Event) { got.events = append(got.events, e) })
	return got
}

// sample is a file of testdata, decompressed.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if path.Ext(name) != ".gz" {
		return data
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// fuzzParser has a parser read any bytes, those of samples of its own first.
func fuzzParser(f *testing.F, p timeline.Parser, name string, samples ...string) {
	for _, s := range samples {
		data := sample(f, s)
		f.Add(data)
		f.Add(data[:len(data)*2/3])
		f.Add(data[len(data)/7:])
	}
	f.Add([]byte(strings.Repeat("\x01", 3000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, e := range parseBytes(p, name, bytes.NewReader(data)).events {
			if e.Time.IsZero() || e.What == "" || e.Type == "" || e.Message == "" {
				t.Errorf("event that says nothing: %+v", e)
			}
		}
	})
}
