package parsers

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// lastlog2 reads when each user logged in last, as pam_lastlog2 keeps it.
func lastlog2() timeline.Parser {
	return timeline.Parser{
		Name:   "lastlog2",
		Source: timeline.Login,
		Files:  []string{"/var/lib/lastlog/lastlog2.db"},
		Parse:  readSQLite(query{[]string{`SELECT Time, Name, TTY, RemoteHost, Service FROM Lastlog2`}, lastLogin}),
	}
}

func lastLogin(r row, emit func(timeline.Event)) {
	if r.int(0) == 0 {
		return // never
	}
	e, ok := r.event(r.seconds(0), "Last Login Time", "linux:lastlog:event")
	if !ok {
		return
	}
	e.User, e.Host = r.text(1), r.text(3)
	setField(&e, "terminal", r.text(2))
	setField(&e, "service", r.text(4))
	e.Message = "last login of " + e.User + onFrom(r.text(2), e.Host)
	emit(e)
}

// wtmpdb reads logins, logouts and starts of the machine, as wtmpdb keeps them.
func wtmpdb() timeline.Parser {
	return timeline.Parser{
		Name:   "wtmpdb",
		Source: timeline.Login,
		Files:  []string{"/var/lib/wtmpdb/wtmp*.db", "/var/log/wtmp.db"},
		Parse:  readSQLite(query{[]string{`SELECT Login, Logout, Type, User, TTY, RemoteHost, Service FROM wtmp`}, wtmpdbRow}),
	}
}

// The kinds of rows of wtmpdb.
const (
	wtmpdbBoot     = 1
	wtmpdbRunLevel = 2
)

// wtmpdbRow tells of a login and its logout, or of a boot and the shutdown after it.
func wtmpdbRow(r row, emit func(timeline.Event)) {
	var times [2]timeline.Event
	for column, what := range []string{"Login Time", "Logout Time"} {
		if column == 1 && r.int(1) == 0 {
			break // it did not end
		}
		e, ok := r.event(r.micros(column), what, "linux:utmp:event")
		if !ok {
			continue
		}
		r.wtmpdbEvent(&e, column)
		times[column] = e
	}
	login, logout := &times[0], &times[1]
	if login.What != "" && logout.What != "" && logout.User != "" {
		length := logout.Time.Sub(login.Time).Round(time.Second)
		setField(logout, "login_time", login.Time.Format(time.RFC3339Nano))
		setField(logout, "duration", strconv.FormatInt(int64(length/time.Second), 10))
		logout.Message += " after " + length.String()
	}
	for _, e := range times {
		if e.What != "" {
			emit(e)
		}
	}
}

// wtmpdbEvent says what began (column 0) or ended (column 1).
func (r row) wtmpdbEvent(e *timeline.Event, column int) {
	user, terminal, host := r.text(3), r.text(4), r.text(5)
	switch r.int(2) {
	case wtmpdbBoot:
		e.What, e.Message = [2]string{startTime, "Shutdown Time"}[column], [2]string{"boot", "shutdown"}[column]+" of kernel "+host
		setField(e, "type", "BOOT_TIME")
		setField(e, "kernel", host)
		return
	case wtmpdbRunLevel:
		e.What, e.Message = "Run Level Change Time", "run level changed"
		setField(e, "type", "RUN_LVL")
		return
	}
	e.User, e.Host = user, host
	e.Message = [2]string{"login", "logout"}[column] + " of " + user + onFrom(terminal, host)
	setField(e, "type", "USER_PROCESS")
	setField(e, "terminal", terminal)
	setField(e, "service", r.text(6))
}

// fail2banDB reads the addresses that fail2ban banned.
func fail2banDB() timeline.Parser {
	return timeline.Parser{
		Name:   "fail2ban_bans",
		Source: timeline.History,
		Files:  []string{"/var/lib/fail2ban/*.sqlite3"},
		Parse: readSQLite(query{[]string{
			`SELECT timeofban, ip, jail, bantime, bancount, data FROM bans`,
			`SELECT timeofban, ip, jail, NULL, NULL, data FROM bans`, // before 0.11
		}, ban}),
	}
}

func ban(r row, emit func(timeline.Event)) {
	e, ok := r.event(r.seconds(0), startTime, "fail2ban:ban")
	if !ok {
		return
	}
	e.Host, e.Message = r.text(1), "ban of "+r.text(1)+" by jail "+r.text(2)
	setField(&e, "jail", r.text(2))
	setField(&e, "ban_seconds", r.number(3)) // less than 0: for ever
	setField(&e, "ban_count", r.number(4))
	var data struct {
		Failures int   `json:"failures"`
		Matches  []any `json:"matches"`
	}
	// What is not as known says nothing more of the ban.
	if json.Unmarshal([]byte(r.text(5)), &data) == nil {
		if data.Failures > 0 {
			setField(&e, "failures", strconv.Itoa(data.Failures))
		}
		if len(data.Matches) > 0 {
			if line, ok := data.Matches[len(data.Matches)-1].(string); ok {
				setField(&e, "match", line)
			}
		}
	}
	emit(e)
}
