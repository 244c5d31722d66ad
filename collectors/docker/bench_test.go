package docker_test

import (
	"os/exec"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// BenchmarkChanges reads the changes of a container with 100,000 added files,
// in turns with docker diff, and tells how many times faster it is.
func BenchmarkChanges(b *testing.B) {
	name := lab.Run(b, lab.Busybox, "sleep", "1000")
	lab.Shell(b, name, `for d in $(seq 100); do mkdir -p /opt/added/$d; cd /opt/added/$d; for f in $(seq 1000); do : >$f; done; done`)
	c, err := docker.Connect(b.Context(), docker.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()

	var diff, walk time.Duration
	for b.Loop() {
		begin := time.Now()
		if err := exec.Command("docker", "diff", name).Run(); err != nil {
			b.Fatal(err)
		}
		diff += time.Since(begin)

		begin = time.Now()
		subject, err := c.Open(b.Context(), collectors.Target{Name: name})
		if err != nil {
			b.Fatal(err)
		}
		doc, err := subject.Document(b.Context())
		if err != nil || len(doc.Changes) < 100_000 {
			b.Fatalf("%d changes: %v", len(doc.Changes), err)
		}
		subject.Close()
		walk += time.Since(begin)
	}
	b.ReportMetric(diff.Seconds()/float64(b.N), "s/docker-diff")
	b.ReportMetric(walk.Seconds()/float64(b.N), "s/document")
	b.ReportMetric(diff.Seconds()/walk.Seconds(), "x-faster")
	b.ReportMetric(0, "ns/op")
}
