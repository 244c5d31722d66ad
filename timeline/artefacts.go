package timeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/tarfs"
)

// artefacts has parsers read what they are for. Logs without a time zone go by the
// root's: those that come before it is known are kept until the end.
type artefacts struct {
	patterns []pattern
	emit     func(Event)
	notices  *notices
	dir      string

	zone        *time.Location
	zoneAssumed string
	zoneKnown   bool
	// early are those that came before the zone was known, in a file without a name.
	early []earlyArtefact
	spool *os.File
	size  int64
}

// pattern is one of a parser's, with what all paths begin with that fit it, and what
// their last part fits: most files are told apart by that alone.
type pattern struct {
	begin, last, glob string
	parser            *Parser
}

func patternsOf(parsers []Parser) []pattern {
	var patterns []pattern
	for i := range parsers {
		for _, glob := range parsers[i].Files {
			begin := glob
			if meta := strings.IndexAny(glob, `*?[{\\`); meta >= 0 {
				begin = strings.TrimSuffix(glob[:meta], "/") // /a/** is also for /a
			}
			last := path.Base(glob)
			if last == "**" || strings.Count(last, "{") != strings.Count(last, "}") {
				last = "*"
			}
			patterns = append(patterns, pattern{begin, last, glob, &parsers[i]})
		}
	}
	return patterns
}

type earlyArtefact struct {
	entry  RootEntry
	parser *Parser
	start  int64
	size   int64
}

// The bounds of what is read of artefacts, in bytes.
const (
	maxEarly   = 4 << 30
	maxDecoded = 8 << 30
)

// noZone is what is said of times that go by no zone of the root.
const noZone = "UTC, as nothing says otherwise"

func newArtefacts(parsers []Parser, dir string, notices *notices, emit func(Event)) *artefacts {
	return &artefacts{patterns: patternsOf(parsers), dir: dir, notices: notices, emit: emit, zone: time.UTC, zoneAssumed: noZone}
}

// setZone takes a zone from where it is said first.
func (a *artefacts) setZone(name string, from string) {
	if a.zoneKnown || name == "" {
		return
	}
	zone, err := time.LoadLocation(strings.TrimPrefix(name, ":"))
	if err != nil || strings.HasPrefix(name, "/") {
		return
	}
	a.zone, a.zoneAssumed, a.zoneKnown = zone, from, true
}

// see looks at an entry, and reads what a parser is for. It tells whether the content
// was read.
func (a *artefacts) see(ctx context.Context, e RootEntry) (bool, error) {
	switch e.Path {
	case "/etc/localtime":
		return a.localtime(e), nil
	case "/etc/timezone":
		if e.Content == nil {
			return false, nil
		}
		text, _ := io.ReadAll(io.LimitReader(e.Content, 256))
		a.setZone(strings.TrimSpace(string(text)), e.Path)
		return true, nil
	}
	if e.Content == nil || e.File.Type != document.Regular {
		return false, nil
	}
	p := a.parserOf(e.Path)
	if p == nil {
		return false, nil
	}
	if !a.zoneKnown && !p.Zoneless {
		return true, a.keep(e, p)
	}
	a.read(ctx, e, p, e.Content)
	return true, nil
}

// ask looks for the zone in files that will perhaps not be visited.
func (a *artefacts) ask(ctx context.Context, open func(ctx context.Context, path string) (io.ReadCloser, error)) {
	if open == nil {
		return
	}
	for _, name := range []string{"/etc/timezone", "/etc/localtime"} {
		if a.zoneKnown {
			return
		}
		from, err := open(ctx, name)
		if err != nil {
			continue
		}
		_, _ = a.see(ctx, RootEntry{Path: name, File: File{Type: document.Regular}, Content: from}) // what it is not is no zone
		from.Close()
	}
}

// localtime takes the zone from the link or the file.
func (a *artefacts) localtime(e RootEntry) (read bool) {
	if e.File.Type == document.Symlink {
		if _, name, ok := strings.Cut(e.File.LinkTarget, "zoneinfo/"); ok {
			a.setZone(name, e.Path)
		}
		return false
	}
	if e.Content == nil || a.zoneKnown {
		return false
	}
	data, err := io.ReadAll(io.LimitReader(e.Content, 64<<10))
	if err != nil {
		return true
	}
	if zone, err := time.LoadLocationFromTZData("localtime", data); err == nil {
		a.zone, a.zoneAssumed, a.zoneKnown = zone, e.Path, true
	}
	return true
}

// parserOf finds who reads a path.
func (a *artefacts) parserOf(name string) *Parser {
	name = plainName(name)
	base := path.Base(name)
	for i := range a.patterns {
		if p := &a.patterns[i]; strings.HasPrefix(name, p.begin) && doublestar.MatchUnvalidated(p.last, base) && doublestar.MatchUnvalidated(p.glob, name) {
			return p.parser
		}
	}
	return nil
}

// plainName is a path without the suffix of a compression.
func plainName(name string) string {
	switch ext := path.Ext(name); ext {
	case ".gz", ".xz", ".zst", ".bz2":
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// keep puts an artefact aside.
func (a *artefacts) keep(e RootEntry, p *Parser) error {
	if a.spool == nil {
		f, err := os.CreateTemp(a.dir, "rummage-")
		if err != nil {
			return err
		}
		a.spool = f
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	n, err := io.Copy(a.spool, io.LimitReader(e.Content, min(max(maxEarly-a.size, 0), maxSpool)))
	var full *os.PathError
	if errors.As(err, &full) {
		return err
	}
	if err != nil || n < e.File.Size {
		a.notices.add(fmt.Sprintf("%s could not be read whole", e.Path))
	}
	e.Content = nil
	a.early = append(a.early, earlyArtefact{e, p, a.size, n})
	a.size += n
	return nil
}

// end reads what was put aside: there is no more that could tell the zone.
func (a *artefacts) end(ctx context.Context) error {
	for _, kept := range a.early {
		if err := ctx.Err(); err != nil {
			return err
		}
		a.read(ctx, kept.entry, kept.parser, io.NewSectionReader(a.spool, kept.start, kept.size))
	}
	return nil
}

func (a *artefacts) close() {
	if a.spool != nil {
		a.spool.Close()
	}
}

// read has a parser read an artefact. What it could not read is told.
func (a *artefacts) read(ctx context.Context, e RootEntry, p *Parser, content io.Reader) {
	skipped := map[string]int{}
	plain, err := content, error(nil)
	if plainName(e.Path) != e.Path {
		var unpacked io.ReadCloser
		if unpacked, err = tarfs.Decompress(content); err == nil {
			defer unpacked.Close()
			plain = unpacked
		}
	}
	if err == nil {
		in := &Input{
			Path: e.Path, Size: e.File.Size, Mtime: e.File.Mtime, Zone: a.zone, ZoneAssumed: a.zoneAssumed,
			Content: &endable{ctx: ctx, from: io.LimitReader(plain, maxDecoded)},
			Skip:    func(reason string) { skipped[reason]++ },
		}
		if plain != content {
			in.Size = -1
		}
		defer in.close()
		err = parse(p, in, func(event Event) {
			if event.Path == "" {
				event.Path = e.Path
			}
			if event.Source == "" {
				event.Source = p.Source
			}
			event.Parser, event.Change = p.Name, e.Change
			a.emit(event)
		})
	}
	if err != nil {
		a.notices.add(fmt.Sprintf("%s could not be read whole: %v", e.Path, err))
	}
	for reason, n := range skipped {
		a.notices.count(fmt.Sprintf("%s: %s", e.Path, reason), n)
	}
}

// parse has a parser's own faults end its artefact, and not the timeline.
func parse(p *Parser, in *Input, emit func(Event)) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("parser %s broke off: %v", p.Name, fault)
		}
	}()
	return p.Parse(in, emit)
}

// endable is a reader that ends with its context.
type endable struct {
	ctx  context.Context
	from io.Reader
}

func (r *endable) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}
