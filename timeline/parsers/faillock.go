package parsers

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// faillock reads the failed logins that pam_faillock counts, in a file a user.
func faillock() timeline.Parser {
	return timeline.Parser{
		Name:   "faillock",
		Source: timeline.Login,
		Files:  []string{"{/var,}/run/faillock/*", "/var/lib/faillock/*"},
		Parse:  parseFaillock,
	}
}

// faillockSize is that of a record: source[52], 16 bits of nothing, the state (16 bits)
// and the time in seconds (64 bits).
const faillockSize = 52 + 2 + 2 + 8

// The bits of the state: that the record counts, and what its source is. With neither
// of those it is a service.
const (
	faillockValid = 1 << iota
	faillockHost
	faillockTerminal
)

func parseFaillock(in *timeline.Input, emit func(timeline.Event)) error {
	b := make([]byte, faillockSize)
	for line := int64(1); ; line++ {
		_, err := io.ReadFull(in.Content, b)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			in.Skip("records of failed logins that are cut short")
			return nil
		case err != nil:
			return fmt.Errorf("read failed logins: %w", err)
		}
		if isZero(b) {
			in.Skip("records of failed logins that are empty")
			continue
		}
		state, seconds := binary.LittleEndian.Uint16(b[54:]), binary.LittleEndian.Uint64(b[56:])
		if !fixedText(b[:52]) || seconds == 0 || seconds >= 1<<33 {
			in.Skip("records of failed logins that make no sense")
			continue
		}
		e := faillockEvent(path.Base(in.Path), untilZero(b[:52]), state)
		e.Time, e.Line = time.Unix(int64(seconds), 0).UTC(), line
		emit(e)
	}
}

func faillockEvent(user, source string, state uint16) timeline.Event {
	e := timeline.Event{What: "Failed Login Time", Type: "linux:faillock:event", User: user}
	e.Message = "failed login of " + user
	switch {
	case state&faillockHost != 0:
		e.Host = source
		e.Message += onFrom("", source)
	case state&faillockTerminal != 0:
		setField(&e, "terminal", source)
		e.Message += onFrom(source, "")
	case source != "":
		setField(&e, "service", source)
		e.Message += " by " + source
	}
	if state&faillockValid == 0 {
		setField(&e, "counted", "false") // it is too old, or was forgiven
	}
	return e
}
