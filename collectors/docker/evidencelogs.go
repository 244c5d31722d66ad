package docker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors"
)

// Logs writes what docker logs prints, both streams in the order in which they
// were written, and hands each line on with its time. All of it is one call, and
// no more of it is held than a line. The text of a line is valid only during the
// visit.
func (e *Evidence) Logs(ctx context.Context, since time.Time, w io.Writer, visit func(collectors.LogLine) error) error {
	request := container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true}
	if !since.IsZero() {
		request.Since = strconv.FormatInt(since.Unix(), 10)
	}
	stream, err := e.collector.client.ContainerLogs(ctx, e.ID(), request)
	if err != nil {
		return e.gone(err)
	}
	defer stream.Close()
	l := &logCopy{plain: w, visit: visit, lines: map[string]*logLine{"stdout": {}, "stderr": {}}}
	in := bufio.NewReaderSize(stream, maxLine)
	if e.subject.document.Config.TTY {
		err = l.terminal(in)
	} else {
		err = l.frames(in)
	}
	return errors.Join(e.gone(err), l.end())
}

// logCopy takes apart a log with times.
type logCopy struct {
	plain io.Writer
	visit func(collectors.LogLine) error
	lines map[string]*logLine
}

// logLine is a line of which the end has not been seen.
type logLine struct {
	time time.Time
	text []byte
}

// terminal reads the log of a terminal: lines, each with its time before it.
func (l *logCopy) terminal(in *bufio.Reader) error {
	stamped := true
	for {
		part, err := in.ReadSlice('\n')
		if len(part) > 0 {
			at := time.Time{}
			if stamped {
				at, part = stampOf(part)
			}
			stamped = bytes.HasSuffix(part, []byte("\n"))
			if err := l.take("stdout", at, part); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// frames reads the log of a container without one: a frame a message, each with
// its time before it.
func (l *logCopy) frames(in *bufio.Reader) error {
	buffer := make([]byte, maxLine)
	for {
		var header [8]byte
		if _, err := io.ReadFull(in, header[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		left := int64(binary.BigEndian.Uint32(header[4:]))
		name := "stdout"
		switch header[0] {
		case 0, 1:
		case 2:
			name = "stderr"
		case 3:
			n, _ := io.ReadFull(in, buffer[:min(left, maxLine)])
			return fmt.Errorf("the engine says: %s", buffer[:n])
		default:
			return fmt.Errorf("the log has a frame of stream %d", header[0])
		}
		for first := true; left > 0; first = false {
			part := buffer[:min(left, maxLine)]
			if _, err := io.ReadFull(in, part); err != nil {
				return io.ErrUnexpectedEOF
			}
			left -= int64(len(part))
			at := time.Time{}
			if first {
				at, part = stampOf(part)
			}
			if err := l.take(name, at, part); err != nil {
				return err
			}
		}
	}
}

// stampOf cuts the time off the beginning of a message.
func stampOf(message []byte) (time.Time, []byte) {
	stamp, text, ok := bytes.Cut(message, []byte(" "))
	if !ok {
		return time.Time{}, message
	}
	at, err := time.Parse(time.RFC3339Nano, string(stamp))
	if err != nil {
		return time.Time{}, message
	}
	return at.UTC(), text
}

// take adds a part of a stream.
func (l *logCopy) take(name string, at time.Time, part []byte) error {
	if _, err := l.plain.Write(part); err != nil {
		return err
	}
	line := l.lines[name]
	for len(part) > 0 {
		if len(line.text) == 0 && !at.IsZero() {
			line.time = at
		}
		text, rest, ended := bytes.Cut(part, []byte("\n"))
		if room := maxLine - len(line.text); len(text) > room {
			text, rest, ended = text[:room], part[room:], true
		}
		line.text, part = append(line.text, text...), rest
		if ended {
			if err := l.flush(name, line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *logCopy) flush(name string, line *logLine) error {
	err := l.visit(collectors.LogLine{Time: line.time, Stream: name, Text: bytes.TrimSuffix(line.text, []byte("\r"))})
	line.text = line.text[:0]
	return err
}

// end hands on the lines that were never ended.
func (l *logCopy) end() error {
	var err error
	for _, name := range []string{"stdout", "stderr"} {
		if line := l.lines[name]; len(line.text) > 0 {
			err = errors.Join(err, l.flush(name, line))
		}
	}
	return err
}
