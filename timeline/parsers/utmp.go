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
	"strconv"
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

// maxSessions bounds the logins that wait for their logout.
const maxSessions = 4096

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

// sessions ties logouts to logins, by their line.
type sessions struct {
	failed bool
	open   map[string]utmpRecord
}

func (s *sessions) event(r *utmpRecord) timeline.Event {
	e := timeline.Event{
		Time: r.time, What: "Start Time", Type: "linux:utmp:event",
		User: r.user, Host: r.from(), PID: r.pid, Fields: r.fields(),
	}
	if s.failed {
		e.What, e.Message = "Failed Login Time", "failed login"+r.who()
		return e
	}
	switch r.kind {
	case utmpUser:
		s.login(r)
		e.What, e.Message = "Login Time", "login"+r.who()
	case utmpDead:
		e.What = "Logout Time"
		e.Message = s.logout(r, &e)
	case utmpBoot:
		clear(s.open)
		e.Message = "boot of " + r.kernel()
	case utmpRunLevel:
		e.What, e.Message = "Run Level Change Time", r.runLevel()
		if r.user == "shutdown" {
			e.What = "Shutdown Time"
		}
	case utmpOldTime:
		e.What, e.Message = "Clock Change Time", "clock before it was set"
	case utmpNewTime:
		e.What, e.Message = "Clock Change Time", "clock after it was set"
	case utmpInit:
		e.Message = "process of init started on " + r.terminal()
	case utmpLogin:
		e.Message = "login prompt on " + r.terminal()
	default:
		e.What, e.Message = "Event Time", "accounting"+r.who()
	}
	if r.kind == utmpBoot || r.kind == utmpRunLevel {
		// What stands there is no user, and no host.
		e.User, e.Host = "", ""
	}
	return e
}

// login keeps a login until its logout. Where there are too many, further ones
// are not tied.
func (s *sessions) login(r *utmpRecord) {
	if _, there := s.open[r.line]; there || len(s.open) < maxSessions {
		s.open[r.line] = *r
	}
}

// logout tells of a logout, and of its login in the event.
func (s *sessions) logout(r *utmpRecord, e *timeline.Event) string {
	login, ok := s.open[r.line]
	if !ok || login.time.After(r.time) {
		return "logout" + r.who()
	}
	delete(s.open, r.line)
	if e.User == "" {
		e.User = login.user
	}
	if e.Host == "" {
		e.Host = login.from()
	}
	length := r.time.Sub(login.time).Round(time.Second)
	e.Fields["login_time"] = login.time.Format(time.RFC3339Nano)
	e.Fields["duration"] = strconv.FormatInt(int64(length/time.Second), 10)
	login.pid = r.pid
	return "logout" + login.who() + " after " + length.String()
}

// who says who is where, and from where.
func (r *utmpRecord) who() string {
	from := r.from()
	who := onFrom(r.line, from)
	if r.user != "" {
		who = " of " + r.user + who
	}
	if from != "" && r.addr.IsValid() && r.addr.String() != from {
		who += " (" + r.addr.String() + ")"
	}
	return who
}

func (r *utmpRecord) kernel() string {
	if r.host == "" {
		return "an unknown kernel"
	}
	return "kernel " + r.host
}

func (r *utmpRecord) terminal() string {
	if r.line == "" {
		return "an unknown terminal"
	}
	return r.line
}

// runLevel tells of a run level: the new one is the low byte of the pid, as a
// letter, and the one before the next.
func (r *utmpRecord) runLevel() string {
	if r.user == "shutdown" {
		return "shutdown of " + r.kernel()
	}
	level := byte(r.pid)
	if level < '!' || level > '~' {
		return "run level changed"
	}
	return "run level changed to " + string(rune(level))
}

// fields have what else a record says.
func (r *utmpRecord) fields() map[string]string {
	fields := map[string]string{"type": utmpNames[r.kind]}
	for name, value := range map[string]string{"terminal": r.line, "terminal_id": r.id, "hostname": r.host} {
		if value != "" {
			fields[name] = value
		}
	}
	if r.addr.IsValid() {
		fields["ip_address"] = r.addr.String()
	}
	if r.session != 0 {
		fields["session"] = strconv.FormatInt(r.session, 10)
	}
	if r.exit != 0 || r.termination != 0 {
		fields["exit_status"] = strconv.Itoa(r.exit)
		fields["termination_signal"] = strconv.Itoa(r.termination)
	}
	if r.kind == utmpBoot || r.kind == utmpRunLevel {
		delete(fields, "hostname")
		if r.host != "" {
			fields["kernel"] = r.host
		}
	}
	return fields
}
