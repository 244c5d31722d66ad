// Package logtail keeps the end of a container's log: its newest lines, within
// bounds of their number and their bytes. What is logged is an attacker's.
package logtail

import (
	"bytes"
	"context"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// MaxLine bounds one line of a log; what is longer is cut into several.
const MaxLine = 64 << 10

// The bounds of a log, where nobody sets others.
const (
	DefaultLines = 50_000
	DefaultBytes = 8 << 20
)

// Tail keeps the newest lines of a log.
type Tail struct {
	// MaxLines and MaxBytes bound what is kept; 0 lines means any number.
	MaxLines int
	MaxBytes int64

	Lines []collectors.LogLine
	// Bytes are those of the text that is kept, with line ends.
	Bytes int64
	// Seen counts the lines that were added, Dropped those that no longer are
	// kept.
	Seen, Dropped int
}

// Add adds the next line, whose text is copied.
func (t *Tail) Add(line collectors.LogLine) {
	t.Seen++
	line.Text = bytes.Clone(bytes.TrimSuffix(line.Text, []byte("\r")))
	t.Lines = append(t.Lines, line)
	t.Bytes += int64(len(line.Text)) + 1
	first := 0
	for first < len(t.Lines)-1 && (t.Bytes > t.MaxBytes || t.MaxLines > 0 && len(t.Lines)-first > t.MaxLines) {
		t.Bytes -= int64(len(t.Lines[first].Text)) + 1
		t.Lines[first].Text = nil
		first++
	}
	t.Dropped += first
	t.Lines = t.Lines[first:]
}

// Tell fills in what a document says of the log, and has its lines visited.
func (t *Tail) Tell(ctx context.Context, logs *document.Logs, visit func(collectors.LogLine) error) error {
	logs.Lines, logs.Bytes = len(t.Lines), t.Bytes
	for i, line := range t.Lines {
		if i == 0 {
			logs.First = line.Time
		}
		logs.Last = line.Time
		if err := visit(line); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Cutter is a writer that cuts what is written to it into lines.
type Cutter struct {
	// Line is called with each line, without its end. The text is valid only
	// during the call.
	Line func(text []byte)
	rest []byte
}

// Write never fails.
func (c *Cutter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n')
		line := p
		if end >= 0 {
			line = p[:end]
		}
		c.append(line)
		if end < 0 {
			break
		}
		c.flush(true)
		p = p[end+1:]
	}
	return n, nil
}

// append adds to the line, and cuts it where it becomes too long.
func (c *Cutter) append(part []byte) {
	for len(c.rest)+len(part) > MaxLine {
		room := MaxLine - len(c.rest)
		c.rest = append(c.rest, part[:room]...)
		part = part[room:]
		c.flush(true)
	}
	c.rest = append(c.rest, part...)
}

// Begun tells that a line was begun and has not ended.
func (c *Cutter) Begun() bool { return len(c.rest) > 0 }

// Flush ends the last line, which counts when it has text.
func (c *Cutter) Flush() { c.flush(false) }

func (c *Cutter) flush(ended bool) {
	if ended || len(c.rest) > 0 {
		c.Line(c.rest)
		c.rest = c.rest[:0]
	}
}
