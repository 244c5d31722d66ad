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
	"github.com/rummage-scanner/rummage/collectors/logtail"
	"github.com/rummage-scanner/rummage/document"
)

// maxLine bounds one line of a log; what is longer is cut into several.
const maxLine = logtail.MaxLine

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
	tail := &logTail{Tail: logtail.Tail{MaxBytes: options.LogBytes}}
	err = tail.read(stream, s.document.Config.TTY)
	if err != nil && ctx.Err() == nil {
		s.cover(document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Failure,
			Reason: fmt.Sprintf("read logs: %v", s.collector.wrap(err))})
	} else if tail.Dropped > 0 || tail.Seen >= options.LogLines {
		s.cover(document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("only the last %d lines of the log were read", len(tail.Lines))})
	} else if err == nil {
		s.cover(document.Coverage{Collector: "logs", Status: document.OK})
	}
	return tail.Tell(ctx, s.document.Logs, visit)
}

// logTail is the end of a log as the engine streams it.
type logTail struct{ logtail.Tail }

// read takes the log apart: a terminal's is plain, any other is framed.
func (t *logTail) read(stream io.Reader, tty bool) error {
	stdout := &logtail.Cutter{Line: func(line []byte) { t.add(line, "stdout") }}
	stderr := &logtail.Cutter{Line: func(line []byte) { t.add(line, "stderr") }}
	var err error
	if tty {
		_, err = io.Copy(stdout, stream)
	} else {
		err = demultiplex(stdout, stderr, stream)
	}
	stdout.Flush()
	stderr.Flush()
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

// add takes the time off a line.
func (t *logTail) add(line []byte, stream string) {
	l := collectors.LogLine{Stream: stream}
	stamp, text, ok := bytes.Cut(line, []byte(" "))
	if at, err := time.Parse(time.RFC3339Nano, string(stamp)); ok && err == nil {
		l.Time, line = at.UTC(), text
	}
	l.Text = line
	t.Add(l)
}
