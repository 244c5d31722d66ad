package main

import (
	"archive/tar"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// manyFiles makes a tar archive of small files.
func manyFiles(b *testing.B, n, size int) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "root.tar")
	layer := newLayer(b, name)
	content := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(content)
	for i := range n {
		copy(content, fmt.Sprintf("content %d\n", i))
		layer.add(b, &tar.Header{Name: fmt.Sprintf("opt/app/%d/%d/file-%d.txt", i/10_000, i/100, i), Mode: 0o644, ModTime: time.Unix(int64(1e9+i), 0)}, content)
	}
	layer.close(b)
	return name
}

// BenchmarkTimeline makes a timeline of 200,000 files with their digests, in turns with
// sha256sum over the whole archive, which reads and hashes as much.
func BenchmarkTimeline(b *testing.B) {
	archive := manyFiles(b, 200_000, 10_000)
	info, err := os.Stat(archive)
	if err != nil {
		b.Fatal(err)
	}
	var ours, theirs time.Duration
	var peak float64
	for b.Loop() {
		theirs += timed(b, func() error { return exec.Command("sha256sum", archive).Run() })
		ours += timed(b, func() error {
			peak = max(peak, process(b, "timeline", "rootfs:"+archive, "--hash", "-o", "jsonl="+filepath.Join(b.TempDir(), "events.jsonl")))
			return nil
		})
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "x-sha256sum")
	b.ReportMetric(float64(info.Size())*float64(b.N)/1e6/ours.Seconds(), "MB/s")
	b.ReportMetric(200_000*float64(b.N)/ours.Seconds(), "files/s")
	b.ReportMetric(peak, "MiB")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTimelineMillion has the memory that a million files take.
func BenchmarkTimelineMillion(b *testing.B) {
	if !large {
		b.Skip("BENCH_LARGE=1 has it")
	}
	archive := manyFiles(b, 1_000_000, 10)
	var peak float64
	for b.Loop() {
		peak = max(peak, process(b, "timeline", "rootfs:"+archive, "-o", "bodyfile="+filepath.Join(b.TempDir(), "body.txt")))
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
	b.ReportMetric(peak, "MiB")
	b.ReportMetric(0, "ns/op")
}
