package main

import (
	"errors"
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

// BenchmarkCase compares a whole collection, with the scan and all that the engine
// says, with the same way by hand.
func BenchmarkCase(b *testing.B) {
	name := lab.Run(b, lab.Debian, "sleep", "1000")
	dir := b.TempDir()
	var ours, theirs time.Duration
	var peak float64
	for b.Loop() {
		file, to := filepath.Join(dir, "rootfs.tar"), filepath.Join(dir, "case")
		theirs += timed(b, func() error {
			return errors.Join(exec.Command("docker", "export", name, "-o", file).Run(), exec.Command("sha256sum", file).Run())
		})
		ours += timed(b, func() error {
			peak = max(peak, process(b, "collect", name, "-o", to))
			return nil
		})
		if err := errors.Join(os.Remove(file), os.RemoveAll(to)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "case/export+sha256sum")
	b.ReportMetric(peak, "MiB")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkDeadHost lists the containers of a data root that has 200 of them.
func BenchmarkDeadHost(b *testing.B) {
	for range 200 {
		lab.Create(b, lab.Busybox, "true")
	}
	root := lab.Docker(b, "info", "-f", "{{.DockerRootDir}}")
	for b.Loop() {
		process(b, "containers", "docker-root:"+root)
	}
	reportMillis(b)
}

func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	begin := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin)
}
