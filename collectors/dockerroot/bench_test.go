package dockerroot_test

import (
	"fmt"
	"testing"

	"github.com/rummage-scanner/rummage/collectors/dockerroot"
)

// BenchmarkContainers lists a data root of 200 containers. The target is one
// second.
func BenchmarkContainers(b *testing.B) {
	f := newFake(b)
	for i := range 199 {
		f.container(fmt.Sprintf("%064x", i), fmt.Sprintf("app-%d", i))
	}
	for b.Loop() {
		root, err := dockerroot.Open(f.dir, dockerroot.Options{})
		if err != nil {
			b.Fatal(err)
		}
		listed, err := root.Containers(b.Context())
		if err != nil || len(listed) != 200 {
			b.Fatalf("%d containers, %v", len(listed), err)
		}
		for i := range listed {
			if root.WithImage(&listed[i]); listed[i].Err != nil {
				b.Fatal(listed[i].Err)
			}
		}
		root.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/200containers")
}
