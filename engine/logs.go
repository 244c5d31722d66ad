package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/yara"
)

// The bounds of the log examination.
const (
	// logChunk is how much text is matched at once, in bytes.
	logChunk = 1 << 20
	// firstLogLines bounds the lines that are kept of one rule: the first ones.
	firstLogLines = 5
	// lastLogLines bounds the last lines that a rule can ask for as well, by its
	// meta keep_last.
	lastLogLines = 100
	// maxLogText bounds what is kept of one line, in bytes.
	maxLogText = 512
	logTimeout = 30 * time.Second
)

// examineLogs matches the log rules against a subject's log, a chunk of lines
// at a time. A rule counts once for each line in which one of its strings is.
// Of a string that begins with a line break, that is the line behind it: there
// is one before each line, also before the first.
func examineLogs(ctx context.Context, set *yara.Set, subject collectors.Subject, doc *document.Document) error {
	l := &logExamination{set: set, found: map[string]*logFound{}}
	l.text.WriteByte('\n')
	err := subject.Logs(ctx, l.add)
	if err == nil {
		err = l.match()
	}
	if doc.Logs != nil {
		doc.Logs.Matches = append(doc.Logs.Matches, l.matches()...)
	}
	return err
}

type logExamination struct {
	set   *yara.Set
	text  bytes.Buffer
	lines []logLine
	total int
	found map[string]*logFound
}

type logLine struct {
	start  int
	number int
	time   time.Time
	stream string
}

// logFound are the lines of one rule.
type logFound struct {
	count       int
	first, last []document.LogMatch
	room        int // for how many of the last lines there is room
}

func (l *logExamination) add(line collectors.LogLine) error {
	l.total++
	l.lines = append(l.lines, logLine{start: l.text.Len(), number: l.total, time: line.Time, stream: line.Stream})
	l.text.Write(line.Text)
	l.text.WriteByte('\n')
	if l.text.Len() >= logChunk {
		return l.match()
	}
	return nil
}

// match looks for the rules in the lines that were gathered, and forgets them.
func (l *logExamination) match() error {
	defer func() {
		l.text.Truncate(1)
		l.lines = l.lines[:0]
	}()
	if l.set.Count == 0 || len(l.lines) == 0 {
		return nil
	}
	matches, err := l.set.ScanAll(l.text.Bytes(), logTimeout)
	if err != nil {
		return fmt.Errorf("match the log: %w", err)
	}
	for _, m := range matches {
		last := -1
		for _, s := range m.Strings {
			at := l.lineAt(int(s.Offset))
			if at != last {
				l.keep(m, at)
				last = at
			}
		}
	}
	return nil
}

func (l *logExamination) lineAt(offset int) int {
	if l.text.Bytes()[offset] == '\n' {
		offset++
	}
	return max(0, sort.Search(len(l.lines), func(i int) bool { return l.lines[i].start > offset })-1)
}

func (l *logExamination) keep(m document.Match, at int) {
	key := m.Namespace + ":" + m.Rule
	f := l.found[key]
	if f == nil {
		room, _ := m.Meta["keep_last"].(int)
		f = &logFound{room: min(max(room, 0), lastLogLines)}
		l.found[key] = f
	}
	f.count++
	later := f.count - firstLogLines - 1
	switch {
	case later < 0:
		f.first = append(f.first, l.line(m, at))
	case len(f.last) < f.room:
		f.last = append(f.last, l.line(m, at))
	case f.room > 0:
		f.last[later%f.room] = l.line(m, at)
	}
}

func (l *logExamination) line(m document.Match, at int) document.LogMatch {
	line := l.lines[at]
	text, _, _ := bytes.Cut(l.text.Bytes()[line.start:], []byte("\n"))
	return document.LogMatch{
		Rule: m.Rule, Namespace: m.Namespace, Tags: m.Tags, Meta: m.Meta,
		Line: line.number, Time: line.time, Stream: line.stream,
		Text: document.Text(string(text[:min(len(text), maxLogText)])),
	}
}

// matches are the lines that were kept, in their order; each tells how many
// there were.
func (l *logExamination) matches() []document.LogMatch {
	out := []document.LogMatch{}
	for _, f := range l.found {
		for _, m := range slices.Concat(f.first, f.last) {
			m.Count = f.count
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b document.LogMatch) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}
