package docker_test

import (
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// BenchmarkChanges reads the changes of a container with 100,000 added files
// from its storage, in turns with docker diff, and tells how many times faster
// that is, by the medians. Beside it stands the whole document: inspect, top and
// the rest too. Garbage is collected as lazily as in the scanner itself.
func BenchmarkChanges(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	name := lab.Run(b, lab.Busybox, "sleep", "1000")
	lab.Shell(b, name, `for d in $(seq 100); do mkdir -p /opt/added/$d; cd /opt/added/$d; for f in $(seq 1000); do : >$f; done; done`)
	c, err := docker.Connect(b.Context(), docker.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()

	storage := strings.Fields(lab.Docker(b, "inspect", "-f", "{{.GraphDriver.Data.UpperDir}} {{.GraphDriver.Data.LowerDir}}", name))
	dockerDiff := func() {
		if err := exec.Command("docker", "diff", name).Run(); err != nil {
			b.Fatal(err)
		}
	}
	changes := func() {
		tree, err := overlay.Open(storage[0], strings.Split(storage[1], ":"), overlay.Trusted)
		if err != nil {
			b.Fatal(err)
		}
		defer tree.Close()
		result, err := tree.Changes(b.Context())
		if err != nil || len(result.Changes) < 100_000 {
			b.Fatalf("%d changes: %v", len(result.Changes), err)
		}
	}
	whole := func() {
		subject, err := c.Open(b.Context(), collectors.Target{Name: name})
		if err != nil {
			b.Fatal(err)
		}
		defer subject.Close()
		doc, err := subject.Document(b.Context())
		if err != nil || len(doc.Changes) < 100_000 {
			b.Fatalf("%d changes: %v", len(doc.Changes), err)
		}
	}
	measured := []func(){dockerDiff, changes, whole}
	for _, run := range measured { // the kernel reads the inodes from the disk once
		run()
	}
	seconds := make([][]float64, len(measured))
	for b.Loop() {
		for i, run := range measured {
			begin := time.Now()
			run()
			seconds[i] = append(seconds[i], time.Since(begin).Seconds())
		}
	}
	b.ReportMetric(median(seconds[0]), "s/docker-diff")
	b.ReportMetric(median(seconds[1]), "s/changes")
	b.ReportMetric(median(seconds[2]), "s/document")
	b.ReportMetric(median(seconds[0])/median(seconds[1]), "x-faster")
	b.ReportMetric(0, "ns/op")
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
