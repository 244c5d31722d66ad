// Command run makes the lab's containers, scans them with bin/rummage, and
// says which attacks were found and in which clean workloads something was
// found that is none. It is started in the root of the repository:
//
//	go run ./testdata/lab/run [-record] [-v] [SCENARIO...]
//
// A SCENARIO may be a glob. The exit status is 1 when an attack was missed, a
// clean workload has an anomaly above low, or a scenario could not be made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	complete, err := run(ctx)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(2)
	case !complete:
		os.Exit(1)
	}
}

func run(ctx context.Context) (complete bool, err error) {
	record := flag.Bool("record", false, "keep each scenario's document in testdata/documents/lab")
	verbose := flag.Bool("v", false, "list everything that was found")
	parallel := flag.Int("parallel", 12, "have `N` containers at a time")
	binary := flag.String("rummage", "bin/rummage", "scan with `FILE`")
	flag.Parse()

	scenarios, err := chosen(flag.Args())
	if err != nil {
		return false, err
	}
	l := &lab{binary: *binary, record: *record, scans: make(chan struct{}, 2)}
	if l.work, err = os.MkdirTemp("", "rummage-lab-"); err != nil {
		return false, err
	}
	defer os.RemoveAll(l.work)
	if err := l.buildInert(ctx); err != nil {
		return false, err
	}

	results := make([]result, len(scenarios))
	places := make(chan struct{}, max(*parallel, 1))
	var all sync.WaitGroup
	for i, s := range scenarios {
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			start := time.Now()
			results[i] = l.play(ctx, s)
			results[i].took = time.Since(start)
			progress(results[i])
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return false, errors.New("interrupted; the containers are removed")
	}
	return summarise(os.Stdout, results, *verbose), nil
}

// chosen are the scenarios that the globs name, or all.
func chosen(globs []string) ([]*scenario.Scenario, error) {
	all, err := scenario.Load("testdata/lab")
	if err != nil {
		return nil, err
	}
	if len(globs) == 0 {
		return all, nil
	}
	some := slices.DeleteFunc(all, func(s *scenario.Scenario) bool {
		return !slices.ContainsFunc(globs, func(glob string) bool {
			ok, _ := filepath.Match(glob, s.Name)
			return ok
		})
	})
	if len(some) == 0 {
		return nil, fmt.Errorf("no scenario is called %q", globs)
	}
	return some, nil
}

// lab is what the scenarios share.
type lab struct {
	binary string
	work   string
	record bool
	// scans bounds how many run at a time.
	scans chan struct{}
}

// inert is the path of the program that steps plant.
func (l *lab) inert() string { return filepath.Join(l.work, "inert") }

func (l *lab) buildInert(ctx context.Context) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w -buildid=", "-o", l.inert(), "./testdata/lab/inert")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the inert program: %w\n%s", err, out)
	}
	return nil
}
