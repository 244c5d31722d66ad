package dockerroot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// jsonEntries reads the log of the json-file driver: an object a line. A line
// that is none is left out and told. The first is a part of one when reading
// begins inside of the file.
func (l *log) jsonEntries(r io.Reader, inside bool) error {
	lines := bufio.NewReaderSize(r, maxEntry)
	bad := 0
	var first error
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			line, err = nil, skipLine(lines)
			if !inside {
				bad, first = bad+1, firstOf(first, fmt.Errorf("a line is longer than %d bytes", maxEntry))
			}
		} else if wrong := l.jsonEntry(line); wrong != nil && !inside {
			bad, first = bad+1, firstOf(first, wrong)
		}
		inside = false
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d lines are no entries of a log: %w", bad, first)
	}
	return nil
}

func skipLine(r *bufio.Reader) error {
	for {
		if _, err := r.ReadSlice('\n'); !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func firstOf(first, err error) error {
	if first != nil {
		return first
	}
	return err
}

func (l *log) jsonEntry(line []byte) error {
	if len(bytes.TrimSpace(line)) == 0 {
		return nil
	}
	var entry struct{ Log, Stream, Time string }
	if err := json.Unmarshal(line, &entry); err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, entry.Time)
	if err != nil {
		return errors.New("an entry has no time")
	}
	return l.entry(entry.Stream, at, []byte(entry.Log))
}
