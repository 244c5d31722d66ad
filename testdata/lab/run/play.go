package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

const (
	// afterStart is how long after a container's start the first step is done:
	// rules take what is written earlier for the entrypoint's work.
	afterStart = 7 * time.Second
	// awaiting bounds how long a step waits for something.
	awaiting = time.Minute
	// afterSteps lets what was started get to its work.
	afterSteps = time.Second
)

// result is how a scenario went.
type result struct {
	*scenario.Scenario
	target report.Target
	took   time.Duration
	// err says why the scenario could not be made or scanned.
	err error
}

// play makes a scenario's container, does its steps, scans it, and removes it.
func (l *lab) play(ctx context.Context, s *scenario.Scenario) (r result) {
	r = result{Scenario: s}
	if ctx.Err() != nil {
		r.err = ctx.Err()
		return r
	}
	name := fmt.Sprintf("rummage-lab-%d-%s", os.Getpid(), s.Name) // several labs may be at work
	target := "container:" + name
	if s.Build != "" {
		target = "image:" + name
		defer removeImage(ctx, name)
		r.err = build(ctx, name, s)
	} else {
		defer remove(ctx, name)
		r.err = l.make(ctx, name, s)
	}
	if r.err != nil {
		return r
	}
	l.scans <- struct{}{}
	defer func() { <-l.scans }()
	if r.target, r.err = l.scan(ctx, name, target); r.err == nil && l.record {
		r.err = l.keep(ctx, target, s)
	}
	return r
}

// build makes the image of a scenario, without a network.
func build(ctx context.Context, name string, s *scenario.Scenario) error {
	cmd := command(ctx, "docker", "build", "-q", "--network", "none", "-t", name, "-")
	cmd.Env = append(os.Environ(), "DOCKER_BUILDKIT=0")
	cmd.Stdin = strings.NewReader(s.Dockerfile())
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("docker build: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

func (l *lab) make(ctx context.Context, name string, s *scenario.Scenario) error {
	verb := []string{"run", "-d"}
	if s.Create {
		verb = []string{"create"}
	}
	// An interrupt waits for this: a client that is killed leaves it open
	// whether the container comes to be.
	if err := docker(context.WithoutCancel(ctx), nil, append(append(verb, "--name", name), s.Args()...)...); err != nil || s.Create {
		return err
	}
	pause(ctx, afterStart)
	for i, step := range s.Steps {
		if err := l.do(ctx, name, step); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	pause(ctx, afterSteps)
	if ctx.Err() != nil || s.Ends {
		return ctx.Err()
	}
	// One that died on the way is no example of anything.
	out, err := command(ctx, "docker", "inspect", "-f", "{{.State.Status}}", name).Output()
	if status := strings.TrimSpace(string(out)); err != nil || status != "running" {
		return fmt.Errorf("the container is %s, and should be running", status)
	}
	return nil
}

func (l *lab) do(ctx context.Context, name string, step scenario.Step) error {
	call := func(options ...string) []string {
		args := append([]string{"exec"}, options...)
		if step.User != "" {
			args = append(args, "--user", step.User)
		}
		return append(args, name)
	}
	switch {
	case step.Exec != "":
		return docker(ctx, nil, append(call(), "sh", "-ec", step.Exec)...)
	case len(step.Start) > 0 && step.Terminal:
		return docker(ctx, nil, append(call("-d", "-t"), step.Start...)...)
	case len(step.Start) > 0:
		return docker(ctx, nil, append(call("-d"), step.Start...)...)
	case step.Plant != "":
		program, err := os.ReadFile(l.inert())
		if err != nil {
			return err
		}
		script := `mkdir -p "${1%/*}" && cat >"$1" && chmod 755 "$1"`
		return docker(ctx, program, append(call("-i"), "sh", "-ec", script, "sh", step.Plant)...)
	}
	var err error
	for end := time.Now().Add(awaiting); time.Now().Before(end); pause(ctx, time.Second/2) {
		if err = docker(ctx, nil, append(call(), "sh", "-ec", step.Await)...); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// scan runs the built program, as a user does.
func (l *lab) scan(ctx context.Context, name, target string) (report.Target, error) {
	file := filepath.Join(l.work, name+".json")
	var stderr strings.Builder
	cmd := command(ctx, l.binary, "scan", "-q", "--allow-partial", "-o", "json="+file, target)
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return report.Target{}, fmt.Errorf("scan: %w: %s", err, stderr.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return report.Target{}, err
	}
	var rep report.Report
	if err := json.Unmarshal(text, &rep); err != nil {
		return report.Target{}, fmt.Errorf("read the report: %w", err)
	}
	if len(rep.Targets) != 1 {
		return report.Target{}, fmt.Errorf("%d targets are in the report: want 1", len(rep.Targets))
	}
	found := rep.Targets[0]
	for _, c := range found.Coverage {
		if c.Status == "failed" || c.Status == "partial" && c.Cause == "failure" {
			return found, fmt.Errorf("coverage of %s is %s: %s", c.Collector, c.Status, c.Reason)
		}
	}
	return found, nil
}

// missed are the expected rules that found nothing.
func (r result) missed() []string {
	var missed []string
	for _, rule := range r.Expect {
		if !slices.ContainsFunc(r.target.Findings, func(f report.Finding) bool { return f.Rule == rule }) {
			missed = append(missed, rule)
		}
	}
	return missed
}

// alarms are the findings that a clean workload must not have.
func (r result) alarms() []report.Finding {
	if r.Attack {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.target.Findings), func(f report.Finding) bool {
		return f.Category != report.Anomaly || f.Severity <= report.Low
	})
}

// command is a program that an interrupt from the terminal does not reach, so
// that only this program decides what is ended.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

func docker(ctx context.Context, stdin []byte, args ...string) error {
	cmd := command(ctx, "docker", args...)
	cmd.Stdin = bytes.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// remove takes a container away, also when ctx has ended.
func remove(ctx context.Context, name string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	_ = command(ctx, "docker", "rm", "--force", "--volumes", name).Run()
}

func removeImage(ctx context.Context, name string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	_ = command(ctx, "docker", "rmi", "--force", name).Run()
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
