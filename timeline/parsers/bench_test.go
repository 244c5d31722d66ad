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

// BenchmarkTextLogs reads samples, each repeated to some megabytes.
func BenchmarkTextLogs(b *testing.B) {
	all := textParsers()
	err := filepath.WalkDir("testdata", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		p, ok := all[strings.Split(filepath.ToSlash(name), "/")[1]]
		if !ok {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		content := strings.Repeat(string(data), 4<<20/len(data))
		b.Run(filepath.ToSlash(name), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				in := &timeline.Input{
					Path: "/var/log/" + filepath.Base(name), Mtime: mtime, Zone: time.UTC, ZoneAssumed: "UTC",
					Content: strings.NewReader(content), Skip: func(string) {},
				}
				if err := p.Parse(in, func(timeline.Event) {}); err != nil {
					b.Fatal(err)
				}
			}
		})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
