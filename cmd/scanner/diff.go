package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
)

func newDiff(s streams) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Tell what is new in an image or a container against an image",
		Long: `Compare two images, or an image and a container: which files were added, modified
and deleted, and what rules find in AFTER that they do not find in BEFORE. The
report, the verdict and --fail-on are about what is new: a gate for a new base
image. Times of files are not compared.`,
		Example: `  rummage diff registry:debian:12.5 registry:debian:12.6 --fail-on medium
  rummage diff image:app:1 web`,
		Args: cobra.ExactArgs(2),
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
		outputs, err := parseOutputs(o.outputs)
		if err != nil {
			return err
		}
		log, err := newLog(s, o.common)
		if err != nil {
			return err
		}
		d := &diff{scan: &scan{options: o, log: log, streams: s}}
		return d.run(cmd.Context(), args[0], args[1], exceptions, outputs)
	}
	return cmd
}

// diff is one run of the diff command. It reports as a scan does.
type diff struct {
	*scan
	engine  *engine.Engine
	sources *sources
}

func (d *diff) run(ctx context.Context, before, after string, exceptions []engine.Exception, outputs []output) error {
	started := time.Now().UTC()
	o := d.options.engine()
	o.Exceptions, o.ShowSecrets, o.Category = exceptions, d.options.showSecrets, report.Category(d.options.category)
	var err error
	if o.Baseline, err = readBaseline(d.options.baseline); err != nil {
		return err
	}
	if d.engine, err = newEngine(ctx, o); err != nil {
		return err
	}
	defer d.engine.Close()
	d.sources = newSources(d.options.common, d.streams.in)
	defer d.sources.close()
	was, err := d.examine(ctx, before)
	if err != nil {
		return err
	}
	is, err := d.examine(ctx, after)
	if err != nil {
		return err
	}
	differences, err := d.differences(ctx, was, is)
	if err != nil {
		return err
	}
	target := d.engine.Compare(ctx, d.engine.Judge(ctx, was), d.engine.Judge(ctx, is), differences)
	targets := []report.Target{target}
	dropBaseline(targets)
	r := &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          report.Tool{Name: "rummage", Version: version},
		Started:       started, Finished: time.Now().UTC(),
		Targets: targets, Summary: report.Summarize(targets),
		Notices: append([]string{fmt.Sprintf("findings that %s has as well are left out", before)}, d.engine.Notices()...),
		Rules:   d.engine.Catalogue(), Scope: []string{before, after},
	}
	if err := d.write(r, outputs); err != nil {
		return err
	}
	return d.outcome(r)
}

func (d *diff) examine(ctx context.Context, name string) (*document.Document, error) {
	subject, err := d.sources.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer subject.Close()
	doc, err := d.engine.Examine(ctx, subject)
	if err != nil {
		return nil, fmt.Errorf("examine %s: %w", name, err)
	}
	if doc.Target.Kind == "engine" {
		return nil, usagef("compare images and containers", "%s has no files", name)
	}
	return doc, nil
}

// differences compares the files. Those of a container are its image's, with its
// changes.
func (d *diff) differences(ctx context.Context, was, is *document.Document) ([]document.Difference, error) {
	before, err := d.tree(ctx, was, is)
	if err != nil {
		return nil, err
	}
	after, err := d.tree(ctx, is, was)
	if err != nil {
		return nil, err
	}
	return document.Compare(before, after), nil
}

// tree is the file system of a document. other is what it is compared with, which
// may be the image that is wanted.
func (d *diff) tree(ctx context.Context, doc, other *document.Document) (document.Tree, error) {
	if doc.Target.Kind != "container" {
		return doc.Tree(), nil
	}
	if other.Target.Kind == "image" && other.Target.ID == doc.Target.Image.ID {
		return doc.TreeOver(other.Tree()), nil
	}
	image, err := d.examine(ctx, docker.ImageScheme+":"+doc.Target.Image.ID)
	if errors.Is(err, collectors.ErrNotFound) {
		return nil, hinted{fmt.Errorf("the engine no longer has the image of %s", doc.Target.Name), "compare it with an image that is there"}
	}
	if err != nil {
		return nil, err
	}
	return doc.TreeOver(image.Tree()), nil
}
