package docker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// maxLine bounds one line of a log; what is longer is cut into several.
const maxLine = 64 << 10

// Logs reads the end of the container's log: its last lines, and of these the
// newest bytes.
func (s *subject) Logs(ctx context.Context, visit func(collectors.LogLine) error) error {
	options := s.collector.options
	s.document.Logs = &document.Logs{Driver: s.document.Config.LogDriver, Matches: []document.LogMatch{}}
	if s.document.Config.LogDriver == "none" {
		s.cover(document.Coverage{Collector: "logs", Status: document.Skipped, Reason: "the log driver is none: nothing was kept"})
		return nil
	}
	request := container.LogsOptions{
		ShowStdout: true, ShowStderr: true, Timestamps: true,
		Tail: strconv.Itoa(options.LogLines),
	}
	if options.LogsSince > 0 {
		request.Since = strconv.FormatInt(time.Now().Add(-options.LogsSince).Unix(), 10)
	}
	stream, err := s.collector.client.ContainerLogs(ctx, s.id(), request)
	if err != nil {
		s.cover(s.failed("logs", fmt.Errorf("read logs: %w", err)))
		return nil
	}
	defer stream.Close()
	tail := &logTail{limit: options.LogBytes}
	err = tail.read(stream, s.document.Config.TTY)
	if err != nil && ctx.Err() == nil {
		s.cover(document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Failure,
			Reason: fmt.Sprintf("read logs: %v", s.collector.wrap(err))})
	} else if tail.dropped > 0 || tail.seen >= options.LogLines {
		s.cover(document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("only the last %d lines of the log were read", len(tail.lines))})
	} else if err == nil {
		s.cover(document.Coverage{Collector: "logs", Status: document.OK})
	}
	logs := s.document.Logs
	logs.Lines, logs.Bytes = len(tail.lines), tail.bytes
	for i, line := range tail.lines {
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

// logTail keeps the newest lines of a log, up to limit bytes of text.
type logTail struct {
	limit   int64
	lines   []collectors.LogLine
	bytes   int64
	seen    int
	dropped int
}

// read takes the log apart: a terminal's is plain, any other is framed.
func (t *logTail) read(stream io.Reader, tty bool) error {
	stdout := &lineWriter{tail: t, stream: "stdout"}
	stderr := &lineWriter{tail: t, stream: "stderr"}
	var err error
	if tty {
		_, err = io.Copy(stdout, stream)
	} else {
		err = demultiplex(stdout, stderr, stream)
	}
	stdout.flush(false)
	stderr.flush(false)
	return err
}

// demultiplex takes the frames of a log apart: 1 byte for the stream, 3 of zero,
// and 4 for the length, big-endian, as the Engine API's "attach" describes them.
// The client library's own function holds each frame in memory, of whatever
// length it claims to be.
func demultiplex(stdout, stderr io.Writer, stream io.Reader) error {
	buffered := bufio.NewReader(stream)
	var header [8]byte
	for {
		if _, err := io.ReadFull(buffered, header[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		length := int64(binary.BigEndian.Uint32(header[4:]))
		var to io.Writer
		switch header[0] {
		case 0, 1:
			to = stdout
		case 2:
			to = stderr
		case 3:
			text, _ := io.ReadAll(io.LimitReader(buffered, min(length, maxLine)))
			return fmt.Errorf("the engine says: %s", text)
		default:
			return fmt.Errorf("the log has a frame of stream %d", header[0])
		}
		if _, err := io.CopyN(to, buffered, length); err == io.EOF {
			return io.ErrUnexpectedEOF
		} else if err != nil {
			return err
		}
	}
}

func (t *logTail) add(line []byte, stream string) {
	t.seen++
	l := collectors.LogLine{Stream: stream}
	stamp, text, ok := bytes.Cut(line, []byte(" "))
	if at, err := time.Parse(time.RFC3339Nano, string(stamp)); ok && err == nil {
		l.Time, line = at.UTC(), text
	}
	l.Text = bytes.Clone(bytes.TrimSuffix(line, []byte("\r")))
	t.lines = append(t.lines, l)
	t.bytes += int64(len(l.Text)) + 1
	first := 0
	for t.bytes > t.limit && first < len(t.lines)-1 {
		t.bytes -= int64(len(t.lines[first].Text)) + 1
		t.lines[first].Text = nil
		first++
	}
	t.dropped += first
	t.lines = t.lines[first:]
}

// lineWriter cuts what is written to it into lines.
type lineWriter struct {
	tail   *logTail
	stream string
	rest   []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n')
		line := p
		if end >= 0 {
			line = p[:end]
		}
		w.append(line)
		if end < 0 {
			break
		}
		w.flush(true)
		p = p[end+1:]
	}
	return n, nil
}

// append adds to the line, and cuts it where it becomes too long.
func (w *lineWriter) append(part []byte) {
	for len(w.rest)+len(part) > maxLine {
		room := maxLine - len(w.rest)
		w.rest = append(w.rest, part[:room]...)
		part = part[room:]
		w.flush(true)
	}
	w.rest = append(w.rest, part...)
}

// flush ends the line. One that was never ended counts when it has text.
func (w *lineWriter) flush(ended bool) {
	if ended || len(w.rest) > 0 {
		w.tail.add(w.rest, w.stream)
		w.rest = w.rest[:0]
	}
}
