// Package engine turns a subject into a report: YARA matches complete the
// subject's document, policies judge it, exceptions and fingerprints are added
// to what they found. It decides nothing itself.
package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/sync/errgroup"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/engine/sigma"
	"github.com/rummage-scanner/rummage/engine/yara"
	"github.com/rummage-scanner/rummage/policies"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/rules"
)

// Options say by what, and within which bounds, targets are judged.
type Options struct {
	Rules Rules
	// Kind is the kind of target that is expected, as rego.Sources has it: it only
	// saves time.
	Kind string
	// Category keeps only the findings of one category; empty keeps all.
	Category report.Category
	// Exceptions are what the user accepts.
	Exceptions []Exception
	// Dockerfile is what images were built from; the zero value is none.
	Dockerfile Dockerfile
	// Baseline are the fingerprints of findings that are known already.
	Baseline map[string]bool
	// ShowSecrets leaves secrets in findings as they are.
	ShowSecrets bool
	// MaxFileSize bounds what is read of one file, in bytes; 0 means
	// DefaultMaxFileSize.
	MaxFileSize int64
	// FileTimeout bounds the YARA scan of one file, in whole seconds; 0 means
	// DefaultFileTimeout.
	FileTimeout time.Duration
	// Timeout bounds the collection of one target; 0 means no bound.
	Timeout time.Duration
	// Cache is where compiled YARA rules of the user are kept; the zero value
	// keeps none.
	Cache Cache
}

// Cache names the user's directory for caches, and the version of the program
// whose rules are kept there.
type Cache struct{ Dir, Version string }

// Rules say which rules are in force.
type Rules struct {
	// Policies, Data, YARA and Sigma are files and directories of the user.
	Policies, Data, YARA, Sigma []string
	// VerificationKey is a file with the key that bundles of policies must be
	// signed with; empty takes unsigned ones as well.
	VerificationKey string
	// NoBuiltin leaves out the rules that rummage brings.
	NoBuiltin bool
	// Keep and Skip are globs over rule ids; an empty Keep keeps all.
	Keep, Skip []string
}

func (r Rules) sources(keep func(id string) bool) rego.Sources {
	return rego.Sources{
		Embedded: policies.FS, NoBuiltin: r.NoBuiltin, Paths: r.Policies, VerificationKey: r.VerificationKey, Data: r.Data, Keep: keep,
	}
}

// The bounds, where Options set none.
const (
	DefaultMaxFileSize = 32 << 20
	DefaultFileTimeout = 20 * time.Second
)

// maxPerRule bounds the findings of one rule in one target.
const maxPerRule = 1000

// Engine judges targets. It may be used by several goroutines.
type Engine struct {
	options  Options
	policies *rego.Policies
	files    *yara.Set
	logs     *yara.Set
	examiner *examiner
	sigma    *sigma.Set
	// LeftOut tells of the user's rules that are not in force, and why.
	LeftOut    []string
	exceptions *exceptions
}

// New compiles the rules.
func New(ctx context.Context, options Options) (*Engine, error) {
	options.MaxFileSize = cmp.Or(options.MaxFileSize, DefaultMaxFileSize)
	options.FileTimeout = cmp.Or(options.FileTimeout, DefaultFileTimeout)
	e := &Engine{options: options}
	var err error
	if e.exceptions, err = newExceptions(options.Exceptions, time.Now()); err != nil {
		return nil, err
	}
	e.exceptions.baseline = options.Baseline
	keep, err := keeper(options.Rules)
	if err != nil {
		return nil, err
	}
	sources := options.Rules.sources(keep)
	sources.Kind = options.Kind
	// They take about as long as each other where a user has many of one of them.
	var group errgroup.Group
	group.Go(func() (err error) {
		e.policies, err = rego.Load(ctx, sources)
		return err
	})
	noYARA := e.compileYARA()
	if err := group.Wait(); err != nil {
		if noYARA == nil {
			e.files.Close()
			e.logs.Close()
		}
		return nil, err
	}
	if noYARA != nil {
		return nil, noYARA
	}
	var left []sigma.Diagnostic
	if e.sigma, left, err = sigma.Load(options.Rules.Sigma); err != nil {
		return nil, err
	}
	for _, d := range left {
		e.LeftOut = append(e.LeftOut, "Sigma rule left out: "+d.String())
	}
	e.examiner = newExaminer(e.files, options)
	return e, nil
}

func (e *Engine) compileYARA() error {
	var files, logs fs.FS
	if !e.options.Rules.NoBuiltin {
		var err error
		if files, err = fs.Sub(rules.FS, "files"); err != nil {
			return err
		}
		if logs, err = fs.Sub(rules.FS, "logs"); err != nil {
			return err
		}
	}
	var err error
	var left []yara.Diagnostic
	e.files, left, err = yara.Compile(yara.Sources{
		Embedded: files, Paths: e.options.Rules.YARA, Cache: yara.Cache(e.options.Cache),
	})
	if err != nil {
		return err
	}
	for _, d := range left {
		e.LeftOut = append(e.LeftOut, "YARA rule file left out: "+d.String())
	}
	e.logs, _, err = yara.Compile(yara.Sources{Embedded: logs})
	return err
}

// Close frees the rules and the memory for contents. No scan may be under way.
func (e *Engine) Close() {
	e.files.Close()
	e.logs.Close()
	e.examiner.buffers.close()
}

// Catalogue lists the rules in force.
func (e *Engine) Catalogue() []report.Rule { return e.policies.Catalogue() }

// Text is the source of a rule of the catalogue.
func (e *Engine) Text(rule report.Rule) []byte { return e.policies.Text(rule) }

// keeper makes a test of rule ids from the globs.
func keeper(r Rules) (func(id string) bool, error) {
	for _, glob := range slices.Concat(r.Keep, r.Skip) {
		if !doublestar.ValidatePattern(glob) {
			return nil, fmt.Errorf("rule pattern %q is malformed", glob)
		}
	}
	return func(id string) bool {
		return (len(r.Keep) == 0 || anyMatch(r.Keep, id)) && !anyMatch(r.Skip, id)
	}, nil
}

// anyMatch tells whether one of the globs matches. A lone star matches all, and
// a pattern without a slash matches an area.
func anyMatch(globs []string, id string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool { return matches(glob, id) })
}

func matches(glob, text string) bool {
	return glob == "*" || doublestar.MatchUnvalidated(glob, text) || doublestar.MatchUnvalidated(glob+"/**", text)
}

// Scan examines and judges one subject. Whatever goes wrong is told by the
// target's coverage, also when ctx ends: what was collected by then is judged.
// The error is [collectors.Unusable] when there is nothing that could be judged.
func (e *Engine) Scan(ctx context.Context, kind, name string, subject collectors.Subject) (report.Target, error) {
	doc, err := e.Examine(ctx, subject)
	if errors.As(err, new(*collectors.Unusable)) {
		return report.Target{}, err
	}
	if doc == nil {
		return FailedTarget(kind, name, err), nil
	}
	// What was collected is judged even when there is no time left.
	return e.Judge(context.WithoutCancel(ctx), doc), nil
}

// FailedTarget is the result for a target of which nothing could be had.
func FailedTarget(kind, name string, err error) report.Target {
	return report.Target{
		Name:     document.Text(name),
		Kind:     kind,
		Verdict:  report.Unknown,
		Coverage: []report.Coverage{{Collector: "inspect", Status: string(document.Failed), Reason: document.Text(err.Error())}},
		Findings: []report.Finding{},
	}
}

// Examine collects a subject's document and completes it with what its
// contents show: hashes, types, owning packages and YARA matches. The document
// is returned also when ctx ended on the way; its coverage says so. There is none
// when the subject cannot be used.
func (e *Engine) Examine(ctx context.Context, subject collectors.Subject) (*document.Document, error) {
	if e.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, e.options.Timeout)
		defer cancel()
	}
	doc, err := subject.Document(ctx)
	if err != nil {
		return nil, err
	}
	if k, ok := subject.(collectors.Keeper); ok && e.options.Cache.Dir != "" {
		k.Keep(e.layers())
	}
	if doc.Target.Kind == "engine" { // it has neither contents nor a log
		return doc, nil
	}
	if err := e.examiner.files(ctx, subject, doc); err != nil {
		if errors.As(err, new(*collectors.Unusable)) {
			return nil, err
		}
		doc.Coverage = append(doc.Coverage, interrupted("files", err))
	}
	if err := examineLogs(ctx, e.logs, subject, doc); err != nil {
		doc.Coverage = append(doc.Coverage, interrupted("logs", err))
	}
	e.matchSigma(ctx, doc)
	return doc, nil
}

// The bounds of the layers that are kept.
const (
	maxLayers     = 1000
	maxLayerBytes = 1 << 30
	maxLayerEntry = 256 << 20
)

// layers is where layers of images are kept, and what their examination depends
// on.
func (e *Engine) layers() (cache.Area, string) {
	o := e.options
	return cache.Area{Dir: o.Cache.Dir, Name: "layers", MaxEntries: maxLayers, MaxBytes: maxLayerBytes, MaxEntry: maxLayerEntry},
		fmt.Sprintf("%s %s %d %v", o.Cache.Version, e.files.Key, o.MaxFileSize, o.FileTimeout)
}

// matchSigma adds the matches of the user's Sigma rules.
func (e *Engine) matchSigma(ctx context.Context, doc *document.Document) {
	if e.sigma.Count() == 0 {
		return
	}
	coverage := document.Coverage{Collector: "sigma", Status: document.OK}
	var err error
	if doc.Sigma, err = e.sigma.Match(ctx, doc); err != nil {
		coverage = interrupted("sigma", err)
		coverage.Status, coverage.Cause = document.Partial, document.Failure
	}
	doc.Coverage = append(doc.Coverage, coverage)
}

func interrupted(collector string, err error) document.Coverage {
	reason := err.Error()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		reason = "the time for this target was over (--timeout)"
	case errors.Is(err, context.Canceled):
		reason = "the scan was interrupted"
	}
	return document.Coverage{Collector: collector, Status: document.Failed, Reason: document.Text(reason)}
}

// Incomplete tells that something failed, so that a part of the target was not
// seen that could have been.
func Incomplete(c document.Coverage) bool {
	return c.Status == document.Failed || c.Status == document.Partial && c.Cause != document.Limit
}

// Notices tells what the reader of a report should know about the rules that
// it rests on.
func (e *Engine) Notices() []string {
	notices := slices.Concat(e.exceptions.notices(), e.policies.Notices(), e.LeftOut)
	if r := e.options.Rules; e.options.Category != "" || len(r.Keep) > 0 || r.NoBuiltin {
		notices = append(notices, "the verdicts rest on a part of the rules: --category, --rule or --no-builtin-rules is set")
	}
	return notices
}
