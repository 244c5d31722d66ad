package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
)

func newScan(s streams) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [TARGET...]",
		Short: "Judge containers; all running ones, and the engine, when none is named",
		Long: `Judge targets and write one report about all of them.

A TARGET is the name or id of a container, engine: for the engine itself, or
document:FILE, which judges what "rummage document" printed. docker-root:DIR
stands for all containers of a dead host's data root, docker-root:DIR#CONTAINER
for one of them. Without a target every running container is scanned, and the
engine.

Exit status: 0 nothing at or above --fail-on, 1 something is, 2 could not do
what was asked, 3 scanned but something could not be looked at because of a
failure, 130 interrupted.`,
		Example: `  rummage scan
  rummage scan web db --fail-on high -o table -o sarif=rummage.sarif
  rummage scan --all --skip-rule 'config/*'
  rummage document web > web.json; rummage scan document:web.json`,
	}
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		exceptions, err := settle(cmd, o.config)
		if err != nil {
			return err
		}
		if err := o.check(); err != nil {
			return err
		}
		log, err := newLog(s, o.common)
		if err != nil {
			return err
		}
		outputs, err := parseOutputs(o.outputs)
		if err != nil {
			return err
		}
		scan := &scan{options: o, log: log, streams: s}
		return scan.run(cmd.Context(), args, exceptions, outputs)
	}
	return cmd
}

// scan is one run of the scan command.
type scan struct {
	options scanOptions
	log     *logrus.Logger
	streams streams
}

// job is one target to scan. It is opened when its turn comes.
type job struct {
	kind string
	name string
	open func(context.Context) (collectors.Subject, error)
}

func (s *scan) run(ctx context.Context, names []string, exceptions []engine.Exception, outputs []output) error {
	started := time.Now().UTC()
	o := s.options.engine()
	o.Exceptions, o.ShowSecrets, o.Category = exceptions, s.options.showSecrets, report.Category(s.options.category)
	o.Kind = expectedKind(names)
	var err error
	if o.Baseline, err = readBaseline(s.options.baseline); err != nil {
		return err
	}
	if o.Dockerfile, err = readDockerfile(s.options.dockerfile); err != nil {
		return err
	}
	sources := newSources(s.options.common, s.streams.in)
	defer sources.close()

	// Rules compile while the engine is asked for its containers. What is wrong
	// with the rules is told first.
	var e *engine.Engine
	var jobs []job
	var noRules, noJobs error
	var prepare sync.WaitGroup
	prepare.Go(func() { e, noRules = newEngine(ctx, o) })
	prepare.Go(func() { jobs, noJobs = s.jobs(ctx, sources, names) })
	prepare.Wait()
	if noRules != nil {
		return noRules
	}
	defer e.Close()
	if noJobs != nil {
		return noJobs
	}
	for _, left := range e.LeftOut {
		s.log.Warn(oneLine(left))
	}
	targets, notices, err := s.scanAll(ctx, e, jobs)
	if err != nil {
		return err
	}
	if known := dropBaseline(targets); known > 0 {
		notices = append(notices, fmt.Sprintf("%d findings are in the baseline and left out", known))
	}
	r := &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          report.Tool{Name: "rummage", Version: version},
		Started:       started,
		Finished:      time.Now().UTC(),
		Targets:       targets,
		Summary:       report.Summarize(targets),
		Notices:       append(notices, e.Notices()...),
		Rules:         e.Catalogue(),
		Scope:         names,
	}
	if len(names) == 0 && !slices.ContainsFunc(targets, isContainer) {
		r.Notices = append(r.Notices, "no container was scanned: none runs that the filters let through")
	}
	if ctx.Err() != nil {
		r.Notices = append(r.Notices, "the scan was interrupted: targets that it had not reached are unknown")
	}
	if err = s.write(r, outputs); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return outcome(statusInterrupted)
	}
	return s.outcome(r)
}

// outcome is the end that a report calls for. A finding at --fail-on wins over
// what could not be looked at.
func (s *scan) outcome(r *report.Report) error {
	incomplete := false
	for _, t := range r.Targets {
		incomplete = incomplete || t.Incomplete()
		for _, f := range t.Findings {
			if s.options.failOn != 0 && f.Suppressed == nil && f.Severity >= report.Severity(s.options.failOn) && s.gates(f) {
				return outcome(statusFindings)
			}
		}
	}
	if incomplete && !s.options.allowPartial {
		return outcome(statusIncomplete)
	}
	return nil
}

// gates tells whether a finding counts for --fail-on. What Sigma rules found does
// when that is asked for.
func (s *scan) gates(f report.Finding) bool {
	return s.options.failOnSigma || !strings.HasPrefix(f.Rule, "sigma/")
}

// jobs finds what the names mean. Those that a user gave must all exist.
func (s *scan) jobs(ctx context.Context, sources *sources, names []string) ([]job, error) {
	var jobs []job
	for _, name := range names {
		several, ok, err := sources.jobsOfRoot(ctx, name)
		if err != nil {
			return nil, err
		}
		if ok {
			jobs = append(jobs, several...)
			continue
		}
		subject, err := sources.open(ctx, name)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, job{kind: kindOf(name), name: name, open: func(context.Context) (collectors.Subject, error) { return subject, nil }})
	}
	if len(names) > 0 {
		return jobs, nil
	}
	c, err := sources.engine(ctx)
	if err != nil {
		return nil, err
	}
	containers, err := c.Containers(ctx, s.options.all, s.options.filter)
	if err != nil {
		return nil, err
	}
	for _, found := range containers {
		jobs = append(jobs, job{kind: "container", name: found.Name, open: func(ctx context.Context) (collectors.Subject, error) {
			return c.Open(ctx, collectors.Target{Scheme: docker.Scheme, Name: found.ID})
		}})
	}
	// What an engine lets containers do is judged with them.
	return append(jobs, job{kind: "engine", name: c.Host(), open: func(context.Context) (collectors.Subject, error) {
		return c.OpenEngine(), nil
	}}), nil
}

func isContainer(t report.Target) bool { return t.Kind == "container" }

// scanAll scans the jobs side by side. The results keep the order of the jobs.
// The error is that of a target which is not what it claims to be.
func (s *scan) scanAll(ctx context.Context, e *engine.Engine, jobs []job) ([]report.Target, []string, error) {
	results := make([]*report.Target, len(jobs))
	notices := []string{}
	var mu sync.Mutex
	bar := newProgress(s.streams.err, s.options.quiet, len(jobs))
	var group errgroup.Group
	group.SetLimit(s.options.parallel)
	for i, j := range jobs {
		group.Go(func() error {
			defer bar.done()
			begin := time.Now()
			target, err := s.scanOne(ctx, e, j)
			if errors.As(err, new(*collectors.Unusable)) {
				return fmt.Errorf("scan %s: %w", j.name, err)
			}
			if err != nil {
				mu.Lock()
				notices = append(notices, err.Error())
				mu.Unlock()
				return nil
			}
			results[i] = &target
			s.log.WithFields(logrus.Fields{"target": oneLine(j.name), "seconds": time.Since(begin).Seconds()}).Debug("scanned")
			return nil
		})
	}
	err := group.Wait()
	bar.finish()
	if err != nil {
		return nil, nil, err
	}
	targets := make([]report.Target, 0, len(results))
	for _, t := range results {
		if t != nil {
			targets = append(targets, *t)
		}
	}
	return targets, notices, nil
}

// scanOne scans one target. The error tells of a container that was gone before
// it was looked at, or of a target that cannot be used.
func (s *scan) scanOne(ctx context.Context, e *engine.Engine, j job) (report.Target, error) {
	if ctx.Err() != nil {
		return engine.FailedTarget(j.kind, j.name, errors.New("the scan was interrupted")), nil
	}
	subject, err := j.open(ctx)
	if errors.Is(err, collectors.ErrNotFound) {
		return report.Target{}, fmt.Errorf("container %s was removed before it could be scanned", j.name)
	}
	if err != nil {
		return engine.FailedTarget(j.kind, j.name, err), nil
	}
	defer subject.Close()
	return e.Scan(ctx, j.kind, j.name, subject)
}
