package parsers

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// textParsers are those of text logs, by their names.
func textParsers() map[string]timeline.Parser {
	all := map[string]timeline.Parser{}
	for _, p := range textLogs() {
		all[p.Name] = p
	}
	return all
}

// FuzzTextLogs has parsers read any bytes: they end, do not panic, and their events have
// times that logs can have.
func FuzzTextLogs(f *testing.F) {
	err := filepath.WalkDir("testdata", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		parser := strings.Split(filepath.ToSlash(name), "/")[1]
		if _, ok := textParsers()[parser]; !ok {
			return nil
		}
		data, err := os.ReadFile(name)
		f.Add(parser, filepath.Base(name), data)
		f.Add(parser, filepath.Base(name), data[len(data)/3:])
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	all := textParsers()
	f.Fuzz(func(t *testing.T, parser, base string, data []byte) {
		p, ok := all[parser]
		if !ok {
			return
		}
		in := &timeline.Input{
			Path: "/var/log/" + base, Mtime: mtime, Zone: time.UTC, ZoneAssumed: "UTC",
			Content: strings.NewReader(string(data)), Skip: func(string) {},
		}
		err := p.Parse(in, func(e timeline.Event) {
			if e.Time.Unix() < 0 {
				t.Errorf("event of %v: %+v", e.Time, e)
			}
			if len(e.Message) > 2*maxLine || e.What == "" || e.Type == "" {
				t.Errorf("event of %d bytes, What %q, Type %q", len(e.Message), e.What, e.Type)
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
}
