package docker_test

import (
	"os/exec"
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
// that is. Beside it stands the whole document: inspect, top and the rest too.
func BenchmarkChanges(b *testing.B) {
	name := lab.Run(b, lab.Busybox, "sleep", "1000")
	lab.Shell(b, name, `for d in $(seq 100); do mkdir -p /opt/added/$d; cd /opt/added/$d; for f in $(seq 1000); do : >$f; done; done`)
	c, err := docker.Connect(b.Context(), docker.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()

	storage := strings.Fields(lab.Docker(b, "inspect", "-f", "{{.GraphDriver.Data.UpperDir}} {{.GraphDriver.Data.LowerDir}}", name))
	var diff, walk, whole time.Duration
	for b.Loop() {
		begin := time.Now()
		if err := exec.Command("docker", "diff", name).Run(); err != nil {
			b.Fatal(err)
		}
		diff += time.Since(begin)

		begin = time.Now()
		tree, err := overlay.Open(storage[0], strings.Split(storage[1], ":"))
		if err != nil {
			b.Fatal(err)
		}
		result, err := tree.Changes(b.Context())
		if err != nil || len(result.Changes) < 100_000 {
			b.Fatalf("%d changes: %v", len(result.Changes), err)
		}
		tree.Close()
		walk += time.Since(begin)

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
		whole += time.Since(begin)
	}
	b.ReportMetric(diff.Seconds()/float64(b.N), "s/docker-diff")
	b.ReportMetric(walk.Seconds()/float64(b.N), "s/changes")
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/document")
	b.ReportMetric(diff.Seconds()/walk.Seconds(), "x-faster")
	b.ReportMetric(0, "ns/op")
}
