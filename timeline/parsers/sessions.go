package parsers

import (
	"strconv"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// maxSessions bounds the logins that wait for their logout.
const maxSessions = 4096

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
