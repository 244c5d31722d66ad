package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/evidence"
	"github.com/rummage-scanner/rummage/evidence/acquire"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// BenchmarkCollect compares an export that is hashed, listed and synced as a case
// with what is done by hand: docker export to a file, and sha256sum of that.
func BenchmarkCollect(b *testing.B) {
	name := lab.Run(b, lab.Debian, "sleep", "1000")
	c, err := docker.Connect(b.Context(), docker.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	dir := b.TempDir()
	var ours, export, sum time.Duration
	for i := 0; b.Loop(); i++ {
		file := filepath.Join(dir, "rootfs.tar")
		export += timed(b, func() error { return exec.Command("docker", "export", name, "-o", file).Run() })
		sum += timed(b, func() error { return exec.Command("sha256sum", file).Run() })
		if err := os.Remove(file); err != nil {
			b.Fatal(err)
		}
		from, err := c.Evidence(b.Context(), name)
		if err != nil {
			b.Fatal(err)
		}
		to := filepath.Join(dir, "case")
		var m *evidence.Manifest
		timed(b, func() error {
			m, err = acquire.Container(b.Context(), from, to, acquire.Options{Options: evidence.Options{CaseID: "bench"}})
			return err
		})
		// The other parts of a case have no counterpart in an export.
		for n, a := range m.Actions {
			if a.Does == "docker export" {
				ours += m.Actions[n].Finished.Sub(a.Started)
			}
		}
		if err := os.RemoveAll(to); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(ours.Seconds()/export.Seconds(), "export+hash/export")
	b.ReportMetric(ours.Seconds()/(export+sum).Seconds(), "export+hash/export+sha256sum")
}

func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	begin := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin)
}
