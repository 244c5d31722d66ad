package parsers

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// lastlog reads when each user logged in last. A user's number is the place of its
// record.
func lastlog() timeline.Parser {
	return timeline.Parser{
		Name:   "lastlog",
		Source: timeline.Login,
		Files:  []string{"/var/log/lastlog"},
		Parse:  parseLastlog,
	}
}

// faillog reads when each user last failed to log in.
func faillog() timeline.Parser {
	return timeline.Parser{
		Name:   "faillog",
		Source: timeline.Login,
		Files:  []string{"/var/log/faillog"},
		Parse:  parseFaillog,
	}
}

// The bytes of a record of lastlog: a time, line[32] and host[256]. The time has 32
// bits on x86-64 and 32-bit ARM, and 64 on AArch64.
const (
	lastlog32 = 4 + 32 + 256
	lastlog64 = 8 + 32 + 256
)

// faillogSize is that of a record on 64 bits: how often and the bound (16 bits each),
// line[12], time and the seconds of being locked out (64 bits each).
const faillogSize = 2 + 2 + 12 + 8 + 8

func parseLastlog(in *timeline.Input, emit func(timeline.Event)) error {
	head := make([]byte, 64<<10)
	n, _ := io.ReadFull(in.Content, head) // an error comes again, behind what can be read
	head = head[:n]
	size := guessLastlog(head, in.Size)
	err := userRecords(io.MultiReader(bytes.NewReader(head), in.Content), size, in, func(uid int64, b []byte) {
		line, host := b[size-256-32:size-256], b[size-256:]
		when := lastlogTime(b[:size-256-32])
		switch {
		case !fixedText(line) || !fixedText(host) || when < 0 || when >= 1<<33:
			in.Skip("records of users that make no sense")
			return
		case when == 0:
			in.Skip("records of users without a time")
			return
		}
		e := userEvent(uid, when, untilZero(line))
		e.What, e.Type, e.Host = "Last Login Time", "linux:lastlog:event", untilZero(host)
		e.Message = "last login of user " + e.Fields["uid"] + onFrom(e.Fields["terminal"], e.Host)
		emit(e)
	})
	if err != nil {
		return fmt.Errorf("read last logins: %w", err)
	}
	return nil
}

// guessLastlog tells the size of records by which of both has more that make sense,
// and by that of the file where that says nothing.
func guessLastlog(head []byte, fileSize int64) int {
	narrow, wide := lastlogSense(head, lastlog32), lastlogSense(head, lastlog64)
	switch {
	case wide > narrow:
		return lastlog64
	case wide == narrow && fileSize%lastlog64 == 0 && fileSize%lastlog32 != 0:
		return lastlog64
	}
	return lastlog32
}

// lastlogSense counts the records that make sense, less those that do not.
func lastlogSense(head []byte, size int) int {
	sense := 0
	for ; len(head) >= size; head = head[size:] {
		b := head[:size]
		if isZero(b) {
			continue
		}
		when := lastlogTime(b[:size-256-32])
		if when > 0 && when < 1<<33 && fixedText(b[size-256-32:size-256]) && fixedText(b[size-256:]) {
			sense++
		} else {
			sense--
		}
	}
	return sense
}

func lastlogTime(b []byte) int64 {
	if len(b) == 4 {
		return int64(binary.LittleEndian.Uint32(b))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

func parseFaillog(in *timeline.Input, emit func(timeline.Event)) error {
	err := userRecords(in.Content, faillogSize, in, func(uid int64, b []byte) {
		line, when := b[4:16], int64(binary.LittleEndian.Uint64(b[16:]))
		switch {
		case !fixedText(line) || when < 0 || when >= 1<<33:
			in.Skip("records of users that make no sense")
			return
		case when == 0: // only a bound was set
			in.Skip("records of users without a time")
			return
		}
		e := userEvent(uid, when, untilZero(line))
		e.What, e.Type = "Last Failed Login Time", "linux:faillog:event"
		failures := int(int16(binary.LittleEndian.Uint16(b)))
		e.Fields["failures"] = strconv.Itoa(failures)
		if bound := int(int16(binary.LittleEndian.Uint16(b[2:]))); bound != 0 {
			e.Fields["failures_max"] = strconv.Itoa(bound)
		}
		if locked := int64(binary.LittleEndian.Uint64(b[24:])); locked != 0 {
			e.Fields["lock_seconds"] = strconv.FormatInt(locked, 10)
		}
		e.Message = fmt.Sprintf("last failed login of user %d%s, failure %d", uid, onFrom(e.Fields["terminal"], ""), failures)
		emit(e)
	})
	if err != nil {
		return fmt.Errorf("read failed logins: %w", err)
	}
	return nil
}

// userEvent is the event of a user's record.
func userEvent(uid, seconds int64, terminal string) timeline.Event {
	e := timeline.Event{
		Time: time.Unix(seconds, 0).UTC(), Line: uid + 1,
		Fields: map[string]string{"uid": strconv.FormatInt(uid, 10)},
	}
	setField(&e, "terminal", terminal)
	return e
}

// onFrom says where a login was, and from where.
func onFrom(terminal, host string) string {
	var b strings.Builder
	if terminal != "" {
		b.WriteString(" on " + terminal)
	}
	if host != "" {
		b.WriteString(" from " + host)
	}
	return b.String()
}

// userRecords reads records whose place is a user's number. Those of users without one
// are zero, and mostly a hole: they are passed over in blocks.
func userRecords(r io.Reader, size int, in *timeline.Input, record func(uid int64, b []byte)) error {
	block := make([]byte, size*(256<<10/size))
	for first := int64(0); ; first += int64(len(block) / size) {
		n, err := io.ReadFull(r, block)
		if !isZero(block[:n]) {
			for at := 0; at+size <= n; at += size {
				if b := block[at : at+size]; !isZero(b) {
					record(first+int64(at/size), b)
				}
			}
		}
		ends := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		switch {
		case ends && first*int64(size)+int64(n) < in.Size:
			in.Skip("users with large numbers, whose records are not reached")
			return nil
		case ends && n%size != 0:
			in.Skip("records of users that are cut short")
			return nil
		case ends:
			return nil
		case err != nil:
			return err
		}
	}
}

// zeros is what holes of files read as.
var zeros [256 << 10]byte

// isZero says whether all is zero, of no more than the length of zeros.
func isZero(b []byte) bool { return bytes.Equal(b, zeros[:len(b)]) }

// fixedText says whether b is a text that zeros fill up.
func fixedText(b []byte) bool {
	text, rest, _ := bytes.Cut(b, []byte{0})
	return isZero(rest) && isText(text)
}

// isText says whether there are no control characters.
func isText(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// untilZero is the text that a zero ends, if there is room for one.
func untilZero(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	return strings.ToValidUTF8(string(b), "\uFFFD")
}
