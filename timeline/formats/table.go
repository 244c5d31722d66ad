package formats

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// The widths of the columns, in characters. What does not fit is cut where the
// table is for a terminal, and moves the rest of its line where it is not.
const (
	timeWidth   = len("2026-01-02 03:04:05.678~")
	sourceWidth = len("container")
	whatWidth   = len("macb modified ")
	targetWidth = 16
	leastEvent  = 16
	// enoughForRules is the width in which rules leave room for what happened.
	enoughForRules = 48
)

// table writes a line an event, for people.
type table struct {
	Options
	w                 *bufio.Writer
	targets           bool // there is more than one to tell apart
	assumed, findings bool // seen, so that the marks are explained
}

func newTable(w io.Writer, o Options) (Writer, error) {
	t := &table{Options: o, w: bufio.NewWriter(w), targets: len(o.Head.Sources) > 1}
	head := fmt.Sprintf("%-*s %-*s %-*s ", timeWidth, "time (UTC)", sourceWidth, "source", whatWidth, "what")
	if t.targets {
		head += fmt.Sprintf("%-*s ", t.targetWidth(), "target")
	}
	fmt.Fprintln(t.w, t.paint(bold, head+"  event"))
	return t, nil
}

func (t *table) Event(e *timeline.Event) error {
	when := clock(e)
	if e.Assumed != "" {
		when += "~"
		t.assumed = true
	}
	columns := []string{
		t.paint(faint, t.column(when, timeWidth)),
		t.paint(sourceColor(e.Source), t.column(string(e.Source), sourceWidth)),
		t.column(what(e), whatWidth),
	}
	width := timeWidth + 1 + sourceWidth + 1 + whatWidth + 1
	if t.targets {
		columns = append(columns, t.column(document.Escape(e.Target), t.targetWidth()))
		width += t.targetWidth() + 1
	}
	columns = append(columns, t.event(e, max(t.Width-width, leastEvent)))
	_, err := t.w.WriteString(strings.TrimRight(strings.Join(columns, " "), " ") + "\n")
	return err
}

// targetWidth leaves more to what happened where there is little.
func (t *table) targetWidth() int {
	if t.Width > 0 {
		return min(targetWidth, t.Width/8)
	}
	return targetWidth
}

// clock is the time to the second, with milliseconds when there are some.
func clock(e *timeline.Event) string {
	at := document.Time(e.Time)
	if at.Nanosecond() < 1e6 {
		return at.Format("2006-01-02 15:04:05")
	}
	return at.Format("2006-01-02 15:04:05.000")
}

// what tells the times of a file by their letters, and others by name.
func what(e *timeline.Event) string {
	if e.MACB == "" {
		return document.Escape(strings.TrimSuffix(strings.TrimPrefix(e.What, "Content "), " Time"))
	}
	return strings.TrimRight(letters(e.MACB)+" "+e.Change, " ")
}

// letters has a dot for each of m, a, c and b that is not there.
func letters(macb string) string {
	dots := []byte("....")
	for i, letter := range "macb" {
		if strings.ContainsRune(macb, letter) {
			dots[i] = byte(letter)
		}
	}
	return string(dots)
}

// event is the last column: a mark and the rules when there are findings, and what
// happened. The place that a record is from comes last, and is the first to be cut.
func (t *table) event(e *timeline.Event, width int) string {
	mark, rules := "  ", ""
	if len(e.Findings) > 0 {
		t.findings = true
		mark = t.paint(red, "!") + " "
		rules = document.Escape("[" + strings.Join(e.Findings, " ") + "] ")
	}
	about, place := document.Escape(subject(e)), ""
	if e.File == nil && e.Path != "" {
		place = document.Escape(" (" + position(e) + ")")
	}
	if t.Width > 0 {
		width -= 2
		if width < enoughForRules {
			rules = ""
		}
		rules = clip(rules, max(width/2, width-displaywidth.String(about)))
		width -= displaywidth.String(rules)
		about = clip(about, width)
		place = clip(place, width-displaywidth.String(about))
	}
	return mark + t.paint(red, rules) + about + t.paint(faint, place)
}

// subject says what happened, and to which file.
func subject(e *timeline.Event) string {
	name := e.Path
	if e.File != nil && e.File.LinkTarget != "" {
		name += " -> " + e.File.LinkTarget
	}
	switch {
	case e.Message == "":
		return name
	case e.File == nil || strings.Contains(e.Message, e.Path):
		return e.Message
	}
	return name + ": " + e.Message
}

// position is a path and a line.
func position(e *timeline.Event) string {
	if e.Line == 0 {
		return e.Path
	}
	return fmt.Sprintf("%s:%d", e.Path, e.Line)
}

// column pads a cell and, on a terminal, cuts it.
func (t *table) column(s string, width int) string {
	if t.Width > 0 {
		s = clip(s, width)
	}
	return s + strings.Repeat(" ", max(width-displaywidth.String(s), 0))
}

// clip leaves out the middle of what is too wide: the ends of names matter.
func clip(s string, width int) string {
	if displaywidth.String(s) <= width {
		return s
	}
	if width < 4 {
		return ""
	}
	head := displaywidth.TruncateString(s, (width-1)/2, "")
	rest := width - 1 - displaywidth.String(head)
	tail := s[len(head):]
	for g, skip := displaywidth.StringGraphemes(tail), displaywidth.String(tail)-rest; skip > 0 && g.Next(); skip -= g.Width() {
		tail = tail[len(g.Value()):]
	}
	return head + "…" + tail
}

func (t *table) Close(tail timeline.Tail) error {
	fmt.Fprintf(t.w, "\n%s\n", summary(tail))
	if t.assumed {
		fmt.Fprintln(t.w, "~ a part of the time, as the year or the zone, was assumed")
	}
	if t.findings {
		fmt.Fprintln(t.w, "! what findings of a scan refer to")
	}
	for _, notice := range tail.Notices {
		fmt.Fprintf(t.w, "notice: %s\n", document.Escape(notice))
	}
	return t.w.Flush()
}

// summary tells how much there was, and of when.
func summary(tail timeline.Tail) string {
	events := "events"
	if tail.Events == 1 {
		events = "event"
	}
	s := fmt.Sprintf("%d %s", tail.Events, events)
	if tail.Events > 0 {
		const day = "2006-01-02 15:04:05"
		s += fmt.Sprintf(" from %s to %s", document.Time(tail.First).Format(day), document.Time(tail.Last).Format(day))
	}
	if tail.LeftOut > 0 {
		s += fmt.Sprintf(", %d left out by filters", tail.LeftOut)
	}
	return s
}

// Colours, as parameters of SGR.
const (
	bold    = "1"
	faint   = "2"
	red     = "91"
	green   = "32"
	yellow  = "33"
	blue    = "94"
	magenta = "35"
	cyan    = "36"
)

func sourceColor(s timeline.Source) string {
	switch s {
	case timeline.FileSystem:
		return blue
	case timeline.Container, timeline.Engine, timeline.Image:
		return magenta
	case timeline.Process, timeline.Shell:
		return yellow
	case timeline.Login, timeline.Audit:
		return green
	}
	return cyan
}

func (t *table) paint(color, s string) string {
	if !t.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
