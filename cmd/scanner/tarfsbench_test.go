package main

import (
	"archive/tar"
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkFSCat prints one file of an archive of 200,000, whose index is there, as a
// whole process. It reports the fastest of all runs, and how much of it is the program's
// own start, which rummage version has too.
func BenchmarkFSCat(b *testing.B) {
	archive := filepath.Join(b.TempDir(), "root.tar")
	last, err := smallFiles(archive, 200_000)
	if err != nil {
		b.Fatal(err)
	}
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	process(b, "fs", "cat", archive, last)
	var cat, start time.Duration
	for b.Loop() {
		for best, args := range map[*time.Duration][]string{&cat: {"fs", "cat", archive, last}, &start: {"version"}} {
			if d := timed(b, func() error { process(b, args...); return nil }); *best == 0 || d < *best {
				*best = d
			}
		}
	}
	b.ReportMetric(float64(cat.Microseconds())/1000, "cat-ms")
	b.ReportMetric(float64((cat-start).Microseconds())/1000, "without-start-ms")
}

// smallFiles writes an archive of small files, and has the name of the last.
func smallFiles(archive string, count int) (last string, err error) {
	f, err := os.Create(archive)
	if err != nil {
		return "", err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := tar.NewWriter(buffered)
	for i := range count {
		last = fmt.Sprintf("/srv/%d/%d", i/100, i)
		if err = w.WriteHeader(&tar.Header{Name: last[1:], Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(last))}); err != nil {
			return "", err
		}
		if _, err = w.Write([]byte(last)); err != nil {
			return "", err
		}
	}
	return last, errors.Join(w.Close(), buffered.Flush(), f.Close())
}
