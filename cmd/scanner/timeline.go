package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/timeline"
	"github.com/rummage-scanner/rummage/timeline/formats"
	"github.com/rummage-scanner/rummage/timeline/parsers"
)

// timelineOptions are the options of timeline.
type timelineOptions struct {
	common
	outputs     []string
	from, to    since
	around      around
	sources     []string
	paths       []string
	changesOnly bool
	finding     bool
	hash        bool
}

func newTimeline(s streams) *cobra.Command {
	var o timelineOptions
	cmd := &cobra.Command{
		Use:   "timeline SOURCE...",
		Short: "Put in order what happened in a container",
		Long: `Merge what the files, logs, engine and artefacts of containers tell into one
timeline, in UTC.

A SOURCE is what scan takes: the name of a container, case:DIR, rootfs:FILE|DIR,
docker-root:DIR[#CONTAINER], docker-archive:FILE, image:REF and so on, or the name
of a tar archive or a case. Events are the times of files, deletions, the life of
the container, the engine's events, the image's history, starts of processes, log
lines, and the records of logs and login databases inside. What could not be read
is told on stderr.

The rules need not be compiled for that: with --finding they are, and only what a
finding refers to is shown.

Exit status: 0 done, 2 could not do what was asked, 3 a part could not be read
because of a failure, 130 interrupted.`,
		Example: `  rummage timeline case:case-17
  rummage timeline web --changes-only --from 24h
  rummage timeline rootfs.tar -o bodyfile=body.txt -o html=timeline.html
  rummage timeline case:case-17 --around 2026-11-24T20:15:00Z±10m --source file --source login`,
		Args: cobra.MinimumNArgs(1),
	}
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := settle(cmd, o.config); err != nil {
			return err
		}
		return o.run(cmd.Context(), s, args)
	}
	return cmd
}

func (o *timelineOptions) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write the timeline as `FORMAT[=FILE]` (repeatable; default table): "+strings.Join(formats.Names(), ", "))
	f.Var(&o.from, "from", "nothing before `TIME`: RFC 3339, a date, or a duration before now such as 24h")
	f.Var(&o.to, "to", "nothing after `TIME`")
	f.Var(&o.around, "around", "only what is near a time: `TIME±DURATION`, or TIME+-DURATION")
	f.StringArrayVar(&o.sources, "source", nil, "only events of `SOURCE`, such as file, login or log, or of a parser (repeatable)")
	f.StringArrayVar(&o.paths, "path", nil, "only events of files that match `GLOB` (repeatable)")
	f.BoolVar(&o.changesOnly, "changes-only", false, "leave out what is as the image has it")
	f.BoolVar(&o.finding, "finding", false, "judge as well, and show only what a finding refers to")
	f.BoolVar(&o.hash, "hash", false, "take the SHA-256 of each file")
	ownMeaning(cmd, "output")
	o.common.register(cmd)
}

// filter is what the flags ask for.
func (o *timelineOptions) filter() (timeline.Filter, error) {
	f := timeline.Filter{
		From: time.Time(o.from), To: time.Time(o.to), Sources: o.sources, Paths: o.paths, ChangesOnly: o.changesOnly, FindingsOnly: o.finding,
	}
	if o.around.within > 0 {
		if !f.From.IsZero() || !f.To.IsZero() {
			return f, usagef("use --around, or --from and --to", "--around says from when to when")
		}
		f.From, f.To = o.around.at.Add(-o.around.within), o.around.at.Add(o.around.within)
	}
	for _, name := range o.sources {
		if known := sourceNames(); !slices.Contains(known, name) {
			return f, usagef("they are "+strings.Join(known, ", "), "no events are of source %q", name)
		}
	}
	if err := f.Check(); err != nil {
		return f, hinted{err, "rummage timeline --help says how times and paths are written"}
	}
	return f, nil
}

// sourceNames are what --source can name.
func sourceNames() []string {
	var names []string
	for _, s := range timeline.Sources {
		names = append(names, string(s))
	}
	for _, p := range parsers.All() {
		if !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

func (o *timelineOptions) run(ctx context.Context, s streams, names []string) error {
	filter, err := o.filter()
	if err != nil {
		return err
	}
	outputs, err := outputsOf(o.outputs, formats.Names())
	if err != nil {
		return err
	}
	r := &timelineRun{options: o, sources: newSources(o.common, s.in)}
	defer r.sources.close()
	if o.finding {
		if r.engine, err = newEngine(ctx, o.engine()); err != nil {
			return err
		}
		defer r.engine.Close()
	}
	bar := newTransfer(s.err, o.quiet)
	r.timeline = timeline.New(timeline.Options{Filter: filter, Parsers: parsers.All(), Hash: o.hash, Read: bar.add})
	defer r.timeline.Close()
	started := time.Now().UTC()
	err = r.gather(ctx, names)
	bar.finish()
	if err != nil {
		return err
	}
	head := timeline.Head{Tool: "rummage", Version: version, Started: started, Sources: names, From: filter.From, To: filter.To}
	var tail timeline.Tail
	err = writeAll(s, outputs, head, func(to []formats.Writer) error {
		tail, err = r.timeline.Each(ctx, func(e *timeline.Event) error {
			for _, w := range to {
				if err := w.Event(e); err != nil {
					return err
				}
			}
			return nil
		})
		for _, w := range to {
			err = errors.Join(err, w.Close(tail))
			tail.Notices = append(tail.Notices, formats.Notices(w)...)
		}
		return err
	})
	if ctx.Err() != nil {
		return outcome(statusInterrupted)
	}
	if err != nil {
		return hinted{fmt.Errorf("write the timeline: %w", err), "check that the places can be written to and have room"}
	}
	if !o.quiet {
		tellTail(s.err, tail)
	}
	if r.incomplete {
		return outcome(statusIncomplete)
	}
	return nil
}

// tellTail sums up a timeline: what is in it, and what is not.
func tellTail(w io.Writer, tail timeline.Tail) {
	for _, notice := range tail.Notices {
		fmt.Fprintf(w, "note: %s\n", oneLine(notice))
	}
	text := fmt.Sprintf("%d events", tail.Events)
	if tail.Events > 0 {
		text += fmt.Sprintf(" from %s to %s", tail.First.Format(time.RFC3339), tail.Last.Format(time.RFC3339))
	}
	if tail.LeftOut > 0 {
		text += fmt.Sprintf("; %d left out", tail.LeftOut)
	}
	fmt.Fprintln(w, text)
}

// writeAll opens all outputs, and has them appear whole or not at all.
func writeAll(s streams, outputs []output, head timeline.Head, write func([]formats.Writer) error) error {
	var to []formats.Writer
	var next func(rest []output) error
	next = func(rest []output) error {
		if len(rest) == 0 {
			return write(to)
		}
		o := rest[0]
		open := func(w io.Writer) error {
			options := formats.Options{Head: head}
			if o.file == "" {
				options.Color, options.Width = terminalOf(s.out)
			}
			writer, err := formats.New(o.format, w, options)
			if err != nil {
				return err
			}
			to = append(to, writer)
			return next(rest[1:])
		}
		if o.file == "" {
			return open(s.out)
		}
		return writeWhole(o.file, open)
	}
	return next(outputs)
}

// terminalOf tells whether to colour, and how wide what is written to is; 0 is no
// terminal.
func terminalOf(w io.Writer) (color bool, width int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return false, 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		width = 0
	}
	return os.Getenv("NO_COLOR") == "", width
}

// around is a flag that names a time and how far from it.
type around struct {
	at     time.Time
	within time.Duration
}

func (a *around) Set(s string) error {
	for _, sign := range []string{"±", "+-", "+/-"} {
		at, within, ok := strings.Cut(s, sign)
		if !ok {
			continue
		}
		var t since
		var d duration
		if t.Set(at) == nil && d.Set(within) == nil && d > 0 {
			a.at, a.within = time.Time(t), time.Duration(d)
			return nil
		}
	}
	return errors.New("want a time and a duration, such as 2026-11-24T20:15:00Z±10m")
}

func (a *around) String() string {
	if a.within == 0 {
		return ""
	}
	return a.at.Format(time.RFC3339) + "±" + a.within.String()
}

func (a *around) Type() string { return "time" }

// timelineRun gathers the events of sources.
type timelineRun struct {
	options  *timelineOptions
	sources  *sources
	engine   *engine.Engine // nil when nothing is to be judged
	timeline *timeline.Timeline
	// incomplete tells that a part could not be read.
	incomplete bool
}

func (r *timelineRun) gather(ctx context.Context, names []string) error {
	for _, name := range names {
		opens, err := r.open(ctx, name)
		if err != nil {
			return err
		}
		for _, open := range opens {
			if err := r.add(ctx, open); err != nil {
				if ctx.Err() != nil {
					return outcome(statusInterrupted)
				}
				return err
			}
		}
	}
	return nil
}
