package timeline

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// fromDocument adds what the engine and the processes tell.
func (b *builder) fromDocument() {
	d := b.subject.Document
	if d == nil {
		return
	}
	if d.Target.Kind == "container" {
		b.containerLife(d)
	}
	if d.Image != nil {
		b.history(d.Image)
	}
	for i := range d.Processes {
		b.process(&d.Processes[i])
	}
}

// containerLife adds when a container was created, started and ended.
func (b *builder) containerLife(d *document.Document) {
	c := d.Config
	if c == nil {
		return
	}
	name := d.Target.Name
	add := func(at time.Time, what, message string, fields map[string]string) {
		fields["container"] = d.Target.ID
		b.emit(Event{Time: at, What: what, Type: "docker:container", Source: Container, Parser: "inspect", Message: message, Fields: fields})
	}
	add(c.Created, "Creation Time", fmt.Sprintf("container %s created from %s", name, d.Target.Image.Name),
		map[string]string{"image": d.Target.Image.Name, "image_id": d.Target.Image.ID})
	command := strings.Join(slices.Concat(c.Entrypoint, c.Cmd), " ")
	started := fmt.Sprintf("container %s started: %s", name, command)
	if c.Restart.Count > 0 {
		started = fmt.Sprintf("container %s started, for the last time of %d by its restart policy: %s", name, c.Restart.Count, command)
	}
	add(c.Started, "Start Time", started, map[string]string{"command": command})
	if c.Finished.IsZero() || c.Finished.Before(c.Created) {
		return
	}
	ended := fmt.Sprintf("container %s ended with status %d", name, c.State.ExitCode)
	if c.Finished.Before(c.Started) { // it runs again
		ended = fmt.Sprintf("container %s ended, and was started again", name)
	}
	if c.State.OOMKilled {
		ended += ", out of memory"
	}
	add(c.Finished, "End Time", ended, map[string]string{})
}

// health adds the last health checks, which the engine remembers with the container.
func (b *builder) health(ctx context.Context) {
	if b.subject.Inspect == nil {
		return
	}
	text, err := b.subject.Inspect(ctx)
	if err != nil {
		b.notices.add(fmt.Sprintf("what the engine knows of %s could not be read: %v", b.subject.Name, err))
		return
	}
	var inspected []struct {
		State struct {
			Health *struct {
				Log []struct {
					Start, End time.Time
					ExitCode   int
					Output     string
				}
			}
		}
	}
	if err := json.Unmarshal(text, &inspected); err != nil {
		b.notices.add(fmt.Sprintf("what the engine knows of %s makes no sense: %v", b.subject.Name, err))
		return
	}
	for _, c := range inspected {
		if c.State.Health == nil {
			continue
		}
		for _, check := range c.State.Health.Log {
			b.emit(Event{Time: check.End, What: "End Time", Type: "docker:health", Source: Container, Parser: "inspect",
				Message: strings.TrimSpace(fmt.Sprintf("health check ended with status %d: %s", check.ExitCode, check.Output)),
				Fields:  map[string]string{"started": check.Start.UTC().Format(time.RFC3339Nano)}})
		}
	}
}

// history adds the steps in which an image was made.
func (b *builder) history(image *document.Image) {
	b.emit(Event{Time: image.Created, What: "Creation Time", Type: "docker:image", Source: Image, Parser: "image",
		Message: "image made", Fields: map[string]string{"image_id": image.ID}})
	for i, h := range image.History {
		message := h.CreatedBy
		if h.Comment != "" {
			message = strings.TrimSpace(message + " # " + h.Comment)
		}
		if message == "" {
			message = "a step without a description"
		}
		b.emit(Event{Time: h.Created, What: "Creation Time", Type: "docker:layer:configuration", Source: Image, Parser: "history", Line: int64(i + 1), Message: message})
	}
}

func (b *builder) process(p *document.Process) {
	message := fmt.Sprintf("process %d started: %s", p.PID, p.Command)
	e := Event{Time: p.Started, What: "Start Time", Type: "process", Source: Process, Parser: "top", Message: message, Path: p.Exe, User: p.User, PID: p.PID,
		Fields: map[string]string{"ppid": fmt.Sprint(p.PPID), "uid": fmt.Sprint(p.UID), "exe_state": string(p.ExeState)}}
	switch p.ExeState {
	case document.ExeAdded, document.ExeModified, document.ExeDeleted, document.ExeImage:
		e.Change = string(p.ExeState)
	case document.ExeMemfd, document.ExeUnknown:
	}
	if e.Change == ofImage {
		e.Change = "" // that it was started is no part of the image
	}
	b.emit(e)
}

// deletions adds what is gone. Nothing tells when a file was deleted but its
// directory, which changed last then or later.
func (b *builder) deletions() {
	d := b.subject.Document
	if d == nil || d.Target.Kind != "container" {
		return
	}
	unknown := 0
	for i := range d.Changes {
		c := &d.Changes[i]
		gone := c.Lost
		if c.Kind == document.Deleted {
			gone = append([]string{c.Path}, gone...)
		}
		if len(gone) == 0 {
			continue
		}
		at, ok := b.directories[path.Dir(c.Path)]
		if !ok || at.IsZero() {
			unknown += len(gone)
			continue
		}
		for _, name := range gone {
			e := Event{Time: at, What: "Deletion Time", Type: "docker:filesystem:deletion", Source: FileSystem, Parser: "diff", Path: document.Bytes(name), Change: string(document.Deleted),
				Message: document.Bytes(name) + " (deleted)", Assumed: "the time, the last change of the directory: it was deleted then or before",
				File: &File{First: true}}
			if was := c.Was; was != nil && name == c.Path {
				*e.File = File{Type: was.Type, Mode: was.Mode, UID: was.UID, GID: was.GID, Size: was.Size, SHA256: was.SHA256, LinkTarget: was.LinkTarget, First: true}
			}
			b.emit(e)
		}
	}
	if unknown > 0 {
		b.notices.count("deleted files whose directory tells no time", unknown)
	}
}

// logs adds what the container wrote.
func (b *builder) logs(ctx context.Context) error {
	if b.subject.Logs == nil {
		return nil
	}
	line, untimed := int64(0), 0
	err := b.subject.Logs(ctx, func(l collectors.LogLine) error {
		line++
		if l.Time.IsZero() {
			untimed++
			return nil
		}
		b.emit(Event{Time: l.Time, What: "Written Time", Type: "docker:json:log", Source: Log, Parser: l.Stream, Line: line, Message: string(l.Text)})
		return b.failed
	})
	if untimed > 0 {
		b.notices.count("log lines without a time", untimed)
	}
	switch {
	case err == nil:
	case ctx.Err() != nil || b.failed != nil:
		return err
	default:
		b.notices.add(fmt.Sprintf("the log of %s could not be read whole: %v", b.subject.Name, err))
	}
	return nil
}

// engineEvent is an event as docker events prints it.
type engineEvent struct {
	Type   string `json:"Type"`
	Action string `json:"Action"`
	Actor  struct {
		ID         string            `json:"ID"`
		Attributes map[string]string `json:"Attributes"`
	} `json:"Actor"`
	Time     int64 `json:"time"`
	TimeNano int64 `json:"timeNano"`
}

// maxEngineEvent bounds one event of the engine, in bytes.
const maxEngineEvent = 1 << 20

// engineEvents adds what the engine recorded.
func (b *builder) engineEvents(ctx context.Context) error {
	if b.subject.EngineEvents == nil {
		return nil
	}
	from, err := b.subject.EngineEvents(ctx)
	if err != nil {
		b.notices.add(fmt.Sprintf("the engine's events could not be read: %v", err))
		return nil
	}
	defer from.Close()
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 64<<10), maxEngineEvent)
	for n := int64(1); lines.Scan(); n++ {
		var e engineEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil || e.Time == 0 {
			b.notices.count("engine events that make no sense", 1)
			continue
		}
		at := time.Unix(e.Time, 0)
		if e.TimeNano != 0 {
			at = time.Unix(0, e.TimeNano)
		}
		fields := map[string]string{"action": e.Action, "actor": e.Actor.ID}
		for _, name := range []string{"exitCode", "signal", "execID", "image"} {
			if value := e.Actor.Attributes[name]; value != "" {
				fields[strings.ToLower(name)] = value
			}
		}
		name := e.Actor.Attributes["name"]
		if name == "" {
			name = e.Actor.ID[:min(12, len(e.Actor.ID))]
		}
		b.emit(Event{Time: at, What: "Event Time", Type: "docker:event", Source: Engine, Parser: "events", Line: n,
			Message: strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Type, name, e.Action)), Fields: fields})
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) {
		b.notices.add(fmt.Sprintf("the engine's events could not be read whole: %v", err))
	}
	return b.failed
}

// marks are the rules of findings by what they refer to.
type marks struct {
	paths     map[string][]string
	processes map[int][]string
	lines     map[int64][]string
}

func marksOf(findings []report.Finding) marks {
	m := marks{map[string][]string{}, map[int][]string{}, map[int64][]string{}}
	for _, f := range findings {
		switch l := f.Location; {
		case f.Suppressed != nil:
		case l.Path != "":
			m.paths[l.Path] = append(m.paths[l.Path], f.Rule)
		case l.Process != 0:
			m.processes[l.Process] = append(m.processes[l.Process], f.Rule)
		case l.Log != 0:
			m.lines[int64(l.Log)] = append(m.lines[int64(l.Log)], f.Rule)
		}
	}
	return m
}

// of are the rules whose findings refer to an event. A record in a file is not what
// a finding about the file means.
func (m marks) of(e *Event) []string {
	var rules []string
	switch e.Source {
	case FileSystem:
		rules = m.paths[e.Path]
	case Process:
		rules = slices.Concat(m.processes[e.PID], m.paths[e.Path])
	case Log:
		rules = m.lines[e.Line]
	case Container, Engine, Image, Login, Syslog, Journal, Shell, Package, Web, Database, Audit, History:
	}
	if len(rules) < 2 {
		return rules
	}
	rules = slices.Clone(rules)
	slices.Sort(rules)
	return slices.Compact(rules)
}
