package parsers

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// The kinds of login records, as utmp(5) numbers them.
const (
	utmpEmpty = iota
	utmpRunLevel
	utmpBoot
	utmpNewTime
	utmpOldTime
	utmpInit
	utmpLogin
	utmpUser
	utmpDead
	utmpAccounting
)

var utmpNames = [...]string{"EMPTY", "RUN_LVL", "BOOT_TIME", "NEW_TIME", "OLD_TIME", "INIT_PROCESS", "LOGIN_PROCESS", "USER_PROCESS", "DEAD_PROCESS", "ACCOUNTING"}

// utmp is the parser of the login records of glibc: who logged in, out, or could not.
func utmp() timeline.Parser {
	return timeline.Parser{
		Name:   "utmp",
		Source: timeline.Login,
		Files:  []string{"/var/log/wtmp*", "/var/log/btmp*", "/run/utmp", "/var/run/utmp"},
		Parse:  parseUtmp,
	}
}

// utmpLayout is where a record has what. Most of it is at the same place in all:
// type at 0 (16 bits), pid at 4, line[32] at 8, id[4] at 40, user[32] at 44,
// host[256] at 76, and the exit status at 332 (2 times 16 bits). The time follows
// the session, and each of them may have 64 bits.
type utmpLayout struct {
	size, sec, usec, addr int
	wide                  bool
}

var (
	// utmp32 is that of x86-64 and 32-bit ARM.
	utmp32 = utmpLayout{size: 384, sec: 340, usec: 344, addr: 348}
	// utmp64 is that of AArch64, and of musl on 64 bits.
	utmp64 = utmpLayout{size: 400, sec: 344, usec: 352, addr: 360, wide: true}
)

// utmpRecord is a login record.
type utmpRecord struct {
	kind                 int
	pid                  int
	line, id, user, host string
	termination, exit    int
	session              int64
	sec, usec            int64
	addr                 netip.Addr
	time                 time.Time
	textOK, empty        bool
}

func parseUtmp(in *timeline.Input, emit func(timeline.Event)) error {
	const sample = 16 * 9600 // whole records of both sizes
	r := bufio.NewReaderSize(in.Content, sample)
	head, _ := r.Peek(sample) // an error comes again, behind what can be read
	layout := guessUtmp(head)
	logins := &sessions{failed: strings.HasPrefix(path.Base(in.Path), "btmp"), open: map[string]utmpRecord{}}
	buf := make([]byte, layout.size)
	for line := int64(1); ; line++ {
		_, err := io.ReadFull(r, buf)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			in.Skip("login records that are cut short")
			return nil
		case err != nil:
			return fmt.Errorf("read login records: %w", err)
		}
		record := layout.record(buf)
		if reason := record.unusable(); reason != "" {
			in.Skip(reason)
			continue
		}
		e := logins.event(&record)
		e.Line = line
		emit(e)
	}
}

// guessUtmp tells the size of records by which of both has more that make sense.
func guessUtmp(head []byte) utmpLayout {
	if utmp64.plausible(head) > utmp32.plausible(head) {
		return utmp64
	}
	return utmp32
}

// plausible is the share of the records that make sense, of those not empty.
func (l utmpLayout) plausible(head []byte) float64 {
	good, all := 0, 0
	for ; len(head) >= l.size; head = head[l.size:] {
		record := l.record(head)
		if record.empty {
			continue
		}
		all++
		if record.sensible() {
			good++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

func (l utmpLayout) record(b []byte) utmpRecord {
	b = b[:l.size]
	if isZero(b) {
		return utmpRecord{empty: true}
	}
	r := utmpRecord{
		kind:        int(int16(binary.LittleEndian.Uint16(b))),
		pid:         int(int32(binary.LittleEndian.Uint32(b[4:]))),
		termination: int(int16(binary.LittleEndian.Uint16(b[332:]))),
		exit:        int(int16(binary.LittleEndian.Uint16(b[334:]))),
		textOK:      true,
	}
	r.line = r.text(b[8:40])
	r.id = r.text(b[40:44])
	r.user = r.text(b[44:76])
	r.host = r.text(b[76:332])
	if l.wide {
		r.session = int64(binary.LittleEndian.Uint64(b[336:]))
		r.sec = int64(binary.LittleEndian.Uint64(b[l.sec:]))
		r.usec = int64(binary.LittleEndian.Uint64(b[l.usec:]))
	} else {
		// The seconds have no sign: glibc counts on with them after 2038.
		r.session = int64(int32(binary.LittleEndian.Uint32(b[336:])))
		r.sec = int64(binary.LittleEndian.Uint32(b[l.sec:]))
		r.usec = int64(int32(binary.LittleEndian.Uint32(b[l.usec:])))
	}
	r.addr = utmpAddr([16]byte(b[l.addr:]))
	r.time = time.Unix(r.sec, r.usec*1000).UTC()
	return r
}

// text reads a string that a zero ends, and notes when that is no text.
func (r *utmpRecord) text(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	r.textOK = r.textOK && isText(b)
	return untilZero(b)
}

// utmpAddr reads an address: one of IPv4 is in the first four bytes.
func utmpAddr(b [16]byte) netip.Addr {
	if [12]byte(b[4:]) != [12]byte{} {
		return netip.AddrFrom16(b).Unmap()
	}
	if [4]byte(b[:4]) == [4]byte{} {
		return netip.Addr{}
	}
	return netip.AddrFrom4([4]byte(b[:4]))
}

// sensible says whether these may be the bytes of a record. 1 << 33 is the year
// 2242.
func (r *utmpRecord) sensible() bool {
	return r.kind >= utmpEmpty && r.kind <= utmpAccounting && r.textOK && r.pid >= 0 &&
		r.sec >= 0 && r.sec < 1<<33 && r.usec >= 0 && r.usec < 1e6
}

// unusable says why a record makes no event, or nothing.
func (r *utmpRecord) unusable() string {
	switch {
	case r.empty:
		return "login records that are empty"
	case !r.sensible():
		return "login records that make no sense"
	case r.sec == 0:
		return "login records without a time"
	case r.kind == utmpEmpty:
		return "login records of no type"
	}
	return ""
}

// from is the other side of a login, or nothing.
func (r *utmpRecord) from() string {
	if r.host != "" || !r.addr.IsValid() {
		return r.host
	}
	return r.addr.String()
}
