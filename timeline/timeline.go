package timeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// Subject is one thing to make a timeline of. What it has not got is nil.
type Subject struct {
	// Name is as the user gave it.
	Name string
	// Document tells of the container or the image, and of what was changed.
	Document *document.Document
	// Root visits the root file system.
	Root Root
	// Open opens a file of the root, when Root visits only some of them.
	Open func(ctx context.Context, path string) (io.ReadCloser, error)
	// Logs visits the log's lines, as a collector has them.
	Logs func(ctx context.Context, visit func(collectors.LogLine) error) error
	// Inspect is what docker inspect prints of a container.
	Inspect func(ctx context.Context) ([]byte, error)
	// EngineEvents are the engine's events, a JSON object a line.
	EngineEvents func(ctx context.Context) (io.ReadCloser, error)
	// Findings are what was found in it; the events that they refer to are marked.
	Findings []report.Finding
}

// Options say what is in a timeline.
type Options struct {
	Filter  Filter
	Parsers []Parser
	// Hash takes the SHA-256 of every file.
	Hash bool
	// TempDir is for what does not fit into memory; empty is the system's.
	TempDir string
	// Read is called with the bytes of files as they are read.
	Read func(n int)
}

// Timeline is events, sorted. It is used by one goroutine: Add, then Each, then Close.
type Timeline struct {
	options Options
	sorter  *sorter
	notices notices
	leftOut int64
}

// New begins a timeline.
func New(o Options) *Timeline { return &Timeline{options: o, sorter: newSorter(o.TempDir)} }

// Close lets go of what is on disk.
func (t *Timeline) Close() { t.sorter.close() }

// Notice adds to what a reader of the timeline is told.
func (t *Timeline) Notice(text string) { t.notices.add(text) }

// Each calls do for each event, in the order of their times, and returns what there
// is to say in the end. An event is valid only during the call.
func (t *Timeline) Each(ctx context.Context, do func(*Event) error) (Tail, error) {
	tail := Tail{LeftOut: t.leftOut}
	err := t.sorter.each(func(e *Event) error {
		if tail.Events%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if tail.Events == 0 {
			tail.First = e.Time
		}
		tail.Events++
		tail.Last = e.Time
		return do(e)
	})
	tail.Notices = t.notices.all()
	return tail, err
}

// ofImage is the change of what is as the image has it.
const ofImage = "image"

// builder adds one subject.
type builder struct {
	*Timeline
	subject Subject
	// changes are the document's, by path; nil where nobody compared.
	changes map[string]*document.Change
	// directories are the times of directories, for what was deleted in them.
	directories map[string]time.Time
	marks       marks
	failed      error
}

// Add adds all events of a subject. The error is for what ends it; what could not
// be read of the subject is told by notices.
func (t *Timeline) Add(ctx context.Context, s Subject) error {
	b := &builder{Timeline: t, subject: s, marks: marksOf(s.Findings), directories: map[string]time.Time{}}
	b.compare()
	found := newArtefacts(t.options.Parsers, t.options.TempDir, &t.notices, b.emit)
	defer found.close()
	if d := s.Document; d != nil && d.Config != nil {
		for _, v := range d.Config.Env {
			if v.Name == "TZ" {
				found.setZone(v.Value, "the variable TZ of the container")
			}
		}
	}
	found.ask(ctx, s.Open)
	if s.Root != nil {
		err := s.Root(ctx, func(e *RootEntry) error { return b.entry(ctx, found, e) }, t.notices.add)
		if err == nil {
			err = found.end(ctx)
		}
		if err != nil {
			return fmt.Errorf("read the files of %s: %w", s.Name, err)
		}
	}
	b.fromDocument() // an image is known only when its layers were read
	b.health(ctx)
	b.unseen()
	b.deletions()
	if err := b.logs(ctx); err != nil {
		return err
	}
	if err := b.engineEvents(ctx); err != nil {
		return err
	}
	return b.failed
}

// emit adds an event. Its texts are from the subject: what is not valid in them is
// escaped here, once for all formats.
func (b *builder) emit(e Event) {
	if b.failed != nil {
		return
	}
	if e.Time.IsZero() {
		b.leftOut++
		return
	}
	e.Time = e.Time.UTC()
	for _, s := range []*string{&e.Message, &e.Path, &e.User, &e.Host} {
		*s = document.Text(*s)
	}
	if f := e.File; f != nil {
		f.LinkTarget = document.Text(f.LinkTarget)
	}
	for name, value := range e.Fields {
		if text := document.Text(value); text != value {
			e.Fields[name] = text
		}
	}
	e.Target = b.subject.Name
	e.Findings = b.marks.of(&e)
	if !b.options.Filter.wants(&e) {
		b.leftOut++
		return
	}
	b.failed = b.sorter.add(&e)
}

// compare notes what the document says of changes.
func (b *builder) compare() {
	d := b.subject.Document
	if d == nil || d.Target.Kind != "container" {
		return
	}
	for _, c := range d.Coverage {
		if c.Collector == "changes" && c.Status == document.Failed {
			return
		}
	}
	b.changes = make(map[string]*document.Change, len(d.Changes))
	for i := range d.Changes {
		c := &d.Changes[i]
		b.changes[c.Path] = c
		if c.Type == document.Directory {
			b.directories[c.Path] = c.Mtime
		}
	}
}

// entry adds what an entry of the root tells.
func (b *builder) entry(ctx context.Context, found *artefacts, e *RootEntry) error {
	if b.failed != nil {
		return b.failed
	}
	if e.Change == "" {
		e.Change = b.changeOf(e)
	} else {
		delete(b.changes, document.Text(e.Path)) // it was seen
	}
	if e.File.Type == document.Directory {
		b.directories[document.Text(e.Path)] = e.File.Mtime
	}
	var sum hash.Hash
	if e.Content != nil {
		content := e.Content
		if read := b.options.Read; read != nil {
			content = &metered{content, read}
		}
		if b.options.Hash {
			sum = sha256.New()
			content = io.TeeReader(content, sum)
		}
		e.Content = content
	}
	if _, err := found.see(ctx, *e); err != nil {
		return err
	}
	if sum != nil {
		if _, err := io.Copy(io.Discard, e.Content); err != nil {
			b.notices.add(fmt.Sprintf("%s could not be read whole: %v", e.Path, err))
		} else {
			e.File.SHA256 = hex.EncodeToString(sum.Sum(nil))
		}
	}
	if !e.ContentOnly {
		b.file(*e)
	}
	return nil
}

type metered struct {
	from io.Reader
	read func(int)
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read(n)
	return n, err
}

// changeOf is how an entry differs from the image. What the document knows of it
// beside is added to the entry.
func (b *builder) changeOf(e *RootEntry) string {
	if b.changes == nil {
		return ""
	}
	c := b.changes[document.Text(e.Path)]
	if c == nil {
		return ofImage
	}
	delete(b.changes, c.Path)                                  // it was seen
	if d := c.Mtime.Sub(e.File.Mtime); d.Abs() < time.Second { // archives round to seconds
		e.File.Mtime = c.Mtime
	}
	if e.File.Ctime.IsZero() {
		e.File.Ctime = c.Ctime
	}
	if e.File.SHA256 == "" {
		e.File.SHA256 = c.SHA256
	}
	return string(c.Kind)
}

// times of a file, by their letters.
var times = []struct {
	letter string
	what   string
	of     func(*File) time.Time
}{
	{"m", ModificationTime, func(f *File) time.Time { return f.Mtime }},
	{"a", AccessTime, func(f *File) time.Time { return f.Atime }},
	{"c", ChangeTime, func(f *File) time.Time { return f.Ctime }},
	{"b", CreationTime, func(f *File) time.Time { return f.Btime }},
}

// file adds an event for each time of a file. Times that are equal are one event.
func (b *builder) file(e RootEntry) {
	f := e.File
	first := true
	for i, t := range times {
		at := t.of(&f)
		if at.IsZero() {
			continue
		}
		event := Event{Time: at, Type: "fs:stat", Source: FileSystem, Parser: "filestat", Path: e.Path, Change: e.Change, Message: messageOf(&e), Fields: e.Fields}
		var whats []string
		earlier := false
		for j, other := range times {
			if !other.of(&f).Equal(at) {
				continue
			}
			earlier = earlier || j < i
			event.MACB += other.letter
			whats = append(whats, other.what)
		}
		if earlier {
			continue
		}
		event.What = strings.Join(whats, "; ")
		copied := f
		event.File = &copied
		before := b.leftOut
		copied.First = first
		b.emit(event)
		if b.leftOut == before {
			first = false
		}
	}
}

func messageOf(e *RootEntry) string {
	text := e.Path
	switch {
	case e.File.Type == document.Symlink:
		text += " -> " + e.File.LinkTarget
	case e.HardLink != "":
		text += " link to " + e.HardLink
	}
	if e.Change != "" && e.Change != ofImage {
		text += " (" + e.Change + ")"
	}
	return text
}

// unseen adds the changes that the root did not have, such as those in a tmpfs.
func (b *builder) unseen() {
	d := b.subject.Document
	if d == nil || b.changes == nil {
		return
	}
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Kind == document.Deleted || b.changes[c.Path] == nil {
			continue
		}
		b.file(RootEntry{Path: document.Bytes(c.Path), Change: string(c.Kind), File: File{
			Type: c.Type, Mode: c.Mode, UID: c.UID, GID: c.GID, Size: c.Size, LinkTarget: c.LinkTarget, SHA256: c.SHA256, Mtime: c.Mtime, Ctime: c.Ctime,
		}})
	}
}
