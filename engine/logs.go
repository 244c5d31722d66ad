package engine

import (
	"bytes"
	"context"
	"fmt"
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
	// maxLogLines bounds the lines that are kept of one rule.
	maxLogLines = 5
	// maxLogText bounds what is kept of one line, in bytes.
	maxLogText = 512
	logTimeout = 30 * time.Second
)

// examineLogs matches the log rules against a subject's log, a chunk of lines
// at a time. A rule counts once for each line in which one of its strings is.
func examineLogs(ctx context.Context, set *yara.Set, subject collectors.Subject, doc *document.Document) error {
	l := &logExamination{set: set, found: map[string]*document.LogMatch{}}
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
	kept  []*document.LogMatch
	found map[string]*document.LogMatch // the first match of each rule, which counts
}

type logLine struct {
	start  int
	number int
	time   time.Time
	stream string
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
		l.text.Reset()
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
	return sort.Search(len(l.lines), func(i int) bool { return l.lines[i].start > offset }) - 1
}

func (l *logExamination) keep(m document.Match, at int) {
	key := m.Namespace + ":" + m.Rule
	first, ok := l.found[key]
	if ok {
		if first.Count++; first.Count > maxLogLines {
			return
		}
	}
	line := l.lines[at]
	text, _, _ := bytes.Cut(l.text.Bytes()[line.start:], []byte("\n"))
	match := &document.LogMatch{
		Rule: m.Rule, Namespace: m.Namespace, Tags: m.Tags, Meta: m.Meta,
		Line: line.number, Time: line.time, Stream: line.stream,
		Text: document.Text(string(text[:min(len(text), maxLogText)])), Count: 1,
	}
	if !ok {
		l.found[key] = match
	}
	l.kept = append(l.kept, match)
}

// matches are the lines that were kept; each tells how many there were.
func (l *logExamination) matches() []document.LogMatch {
	out := make([]document.LogMatch, 0, len(l.kept))
	for _, m := range l.kept {
		m.Count = l.found[m.Namespace+":"+m.Rule].Count
		out = append(out, *m)
	}
	return out
}
