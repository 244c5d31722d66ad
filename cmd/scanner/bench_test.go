package main

import (
	"os/exec"
	"syscall"
	"testing"

	"github.com/rummage-scanner/rummage/testdata/lab"
)

// These benchmarks run bin/rummage as a whole process, as `make bench` builds
// it: what they tell is what a user waits for.

const binary = "../../bin/rummage"

// process runs rummage and returns its peak memory, in MiB. Linux counts what the
// process was before it ran rummage, so that no figure is below the peak of the
// benchmarks themselves: run one alone to see less.
func process(b *testing.B, args ...string) float64 {
	b.Helper()
	cmd := exec.Command(binary, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("rummage %v: %v\n%s", args, err, out)
	}
	return float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
}

func reportMillis(b *testing.B) {
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkVersion(b *testing.B) {
	for b.Loop() {
		process(b, "version")
	}
	reportMillis(b)
}

// BenchmarkIdleContainer scans a container in which nothing happened.
func BenchmarkIdleContainer(b *testing.B) {
	name := lab.Run(b, lab.Debian, "sleep", "1000")
	var peak float64
	for b.Loop() {
		peak = max(peak, process(b, "scan", name))
	}
	reportMillis(b)
	b.ReportMetric(peak, "MiB")
}

// BenchmarkFleet scans 40 containers, each of which has added the libraries
// and programs of a small system.
func BenchmarkFleet(b *testing.B) {
	var names []string
	for range 40 {
		name := lab.Run(b, lab.Debian, "sleep", "1000")
		lab.Shell(b, name, "cp -r /usr/lib/python3.11 /opt/python")
		names = append(names, name)
	}
	var peak float64
	for b.Loop() {
		peak = max(peak, process(b, append([]string{"scan"}, names...)...))
	}
	reportMillis(b)
	b.ReportMetric(peak, "MiB")
}
