package parsers

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// maxLine bounds what is kept of a line, and of a message that several lines make, in
// bytes.
const maxLine = 64 << 10

// verdict says what a line is to a log.
type verdict string

const (
	// begins is for a line that makes an event.
	begins verdict = ""
	// goesOn is for a line that makes none: it belongs to the event before it. Where
	// there is none, it is passed over.
	goesOn verdict = "lines without a time"
	// impossible is for a line whose time is none.
	impossible verdict = "lines with impossible times"
	// foreign is for a line that belongs to nothing.
	foreign verdict = "lines of another format"
	// ignored is for a line that is understood, and makes no event.
	ignored verdict = "-"
)

const (
	longLine    = "what is behind the first 64 KiB of lines"
	longMessage = "lines behind the first 64 KiB of a message"
)

// lineReader reads lines, of which each is bounded.
type lineReader struct {
	// n is the number of the line that was read last, from 1.
	n    int64
	r    *bufio.Reader
	skip func(string)
	long string // what is said of lines that are longer than the reader's buffer
	kept []byte
}

func newLineReader(r io.Reader, skip func(string)) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, maxLine), skip: skip, long: longLine}
}

// newRecordReader is for lines that are records of container logs.
func newRecordReader(r io.Reader, skip func(string)) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, maxRecord), skip: skip, long: "records of more than 128 KiB"}
}

// next is the next line without its end. It is io.EOF behind the last one. NULs at the
// beginning, as a log has that was cut while it was written, are left out.
func (l *lineReader) next() (string, error) {
	line, err := l.r.ReadSlice('\n')
	for err == bufio.ErrBufferFull && len(bytes.Trim(line, "\x00")) == 0 {
		line, err = l.r.ReadSlice('\n')
	}
	if err == bufio.ErrBufferFull {
		line, err = l.begin(line)
	}
	if err != nil && (err != io.EOF || len(line) == 0) {
		return "", err
	}
	l.n++
	if l.n == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	line = bytes.TrimLeft(line, "\x00")
	line = bytes.TrimSuffix(line, []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r"))), nil
}

// begin keeps the beginning of a line that is longer than a line may be, and passes over
// the rest of it.
func (l *lineReader) begin(begin []byte) ([]byte, error) {
	l.skip(l.long)
	l.kept = append(l.kept[:0], begin...)
	_, err := l.r.ReadSlice('\n')
	for err == bufio.ErrBufferFull {
		_, err = l.r.ReadSlice('\n')
	}
	return l.kept, err
}

// readLog reads a log of which each event begins with a line. begin makes an event of a
// line; lines that go on with an event are added to its message. finish, which may be
// nil, gets an event when it is whole.
func readLog(in *timeline.Input, emit func(timeline.Event), begin func(line string, e *timeline.Event) verdict, finish func(*timeline.Event)) error {
	lines := newLineReader(in.Content, in.Skip)
	var e, last timeline.Event
	var message []byte // of last, when it has more lines than one
	open := false
	flush := func() {
		if !open {
			return
		}
		if len(message) > 0 {
			last.Message = string(message)
		}
		if finish != nil {
			finish(&last)
		}
		emit(last)
		open, message = false, message[:0]
	}
	for {
		line, err := lines.next()
		if err != nil {
			flush()
			if err == io.EOF {
				return nil
			}
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		e = timeline.Event{Line: lines.n}
		switch what := begin(line, &e); {
		case what == begins:
			flush()
			last, open = e, true
		case what == ignored:
		case what != goesOn:
			flush()
			in.Skip(string(what))
		case !open:
			in.Skip(string(goesOn))
		case max(len(message), len(last.Message))+len(line) >= maxLine:
			in.Skip(longMessage)
		default:
			if len(message) == 0 {
				message = append(message, last.Message...)
			}
			message = append(append(message, '\n'), line...)
		}
	}
}

// eachLine is the Parse of a log whose events begin with lines, as begin reads them.
func eachLine(begin func(c clock, line string, e *timeline.Event) verdict) func(*timeline.Input, func(timeline.Event)) error {
	return func(in *timeline.Input, emit func(timeline.Event)) error {
		c := clockOf(in)
		return readLog(in, emit, func(line string, e *timeline.Event) verdict {
			return begin(c, line, e)
		}, nil)
	}
}

// setField sets a field of an event that says something.
func setField(e *timeline.Event, name, value string) {
	if value == "" || value == "-" {
		return
	}
	if e.Fields == nil {
		e.Fields = map[string]string{}
	}
	e.Fields[name] = value
}

// pidOf is the number of a process, 0 when the text is none.
func pidOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<22 {
		return 0
	}
	return n
}
