package evidence

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Entry is a line of the custody log. The log only grows.
type Entry struct {
	Sequence int       `json:"seq"`
	Time     time.Time `json:"time"`
	CaseID   string    `json:"case_id"`
	// Who and Host are as the operator and the machine named themselves.
	Who  string `json:"who"`
	Host string `json:"host"`
	// Action is one of the actions below, What its object, Why the reason given.
	Action string `json:"action"`
	What   string `json:"what,omitempty"`
	Why    string `json:"why,omitempty"`
	// SHA256 and Size are of the item that was secured. When the case was sealed,
	// SHA256 is that of the manifest, and Signature that of the signature's file.
	SHA256    string `json:"sha256,omitempty"`
	Size      int64  `json:"size,omitempty"`
	Signature string `json:"signature_sha256,omitempty"`
	// Previous is the SHA-256 of the line before, with its newline. The first
	// line has that of nothing.
	Previous string `json:"prev"`
}

// The actions of a custody log.
const (
	Opened  = "opened"  // a case was begun
	Resumed = "resumed" // and taken up again
	Secured = "secured" // an item was written
	Sealed  = "sealed"  // the case is whole
	Noted   = "noted"   // somebody adds something later
)

// maxLine bounds a line of the custody log, in bytes.
const maxLine = 64 << 10

// maxField bounds what a person writes into one.
const maxField = 2 << 10

// sumKey ends each line: the SHA-256 of the line without it. It guards the last
// line, of which no other carries the hash.
const sumKey = `,"sum":"`

// line writes the entry as a line of the log, with its newline.
func (e Entry) line() ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write custody log: %w", err)
	}
	line := append(body[:len(body)-1:len(body)-1], sumKey+sumOf(body)+"\"}\n"...)
	if len(line) > maxLine {
		return nil, fmt.Errorf("write custody log: a line of %d bytes is too long", len(line))
	}
	return line, nil
}

// parseEntry reads a line without its newline.
func parseEntry(line []byte) (Entry, error) {
	var e Entry
	at := bytes.LastIndex(line, []byte(sumKey))
	if at < 0 {
		return e, errors.New("it has no sum of its own")
	}
	body := append(bytes.Clone(line[:at]), '}')
	if string(line[at:]) != sumKey+sumOf(body)+`"}` {
		return e, errors.New("its own sum does not fit")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		return e, fmt.Errorf("it is malformed: %w", err)
	}
	return e, nil
}

// chain is a custody log that was read.
type chain struct {
	entries []Entry
	// head is the SHA-256 of the last line that fits, with its newline.
	head string
	// broken says at which line the log does not fit any more, and why.
	line   int
	broken error
}

// maxEntries bounds what is read of a log.
const maxEntries = 100_000

// readChain reads a log up to its end or the first line that does not fit.
func readChain(r io.Reader) chain {
	c := chain{head: sumOf(nil)}
	in := bufio.NewReaderSize(r, maxLine+1)
	for n := 1; ; n++ {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return c
		}
		var e Entry
		switch {
		case errors.Is(err, io.EOF):
			err = errors.New("it is cut short")
		case errors.Is(err, bufio.ErrBufferFull):
			err = errors.New("it is too long")
		case n > maxEntries:
			err = errors.New("there are too many lines")
		case err == nil:
			e, err = parseEntry(line[:len(line)-1])
		}
		if err == nil && e.Previous != c.head {
			err = errors.New("it carries another hash than that of the line before")
		}
		if err == nil && e.Sequence != n {
			err = fmt.Errorf("it says that it is line %d", e.Sequence)
		}
		if err == nil && n > 1 && e.CaseID != c.entries[0].CaseID {
			err = errors.New("it is of another case")
		}
		if err != nil {
			c.line, c.broken = n, err
			return c
		}
		c.head = sumOf(line)
		c.entries = append(c.entries, e)
	}
}

// sealed is the line that sealed the case, or nil.
func (c chain) sealed() *Entry {
	for i := range c.entries {
		if c.entries[i].Action == Sealed {
			return &c.entries[i]
		}
	}
	return nil
}

// next makes the line that follows.
func (c chain) next(e Entry) Entry {
	e.Sequence, e.Previous = len(c.entries)+1, c.head
	e.Time = e.Time.UTC()
	for _, field := range []*string{&e.Who, &e.Host, &e.What, &e.Why} {
		*field = strings.ToValidUTF8(*field, "\ufffd")
		if len(*field) > maxField {
			*field = strings.ToValidUTF8((*field)[:maxField], "")
		}
	}
	return e
}
