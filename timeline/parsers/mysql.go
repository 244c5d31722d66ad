package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// mysql reads the error logs of MySQL and MariaDB, and the general log of MySQL:
//
//	2026-11-24T23:59:59.123456Z 0 [System] [MY-010116] [Server] ready
//	2026-11-24 23:59:59 0 [Note] ready
//	2026-11-24T23:59:59.123456Z	    8 Connect	root@192.0.2.7 on shop using TCP/IP
func mysql() timeline.Parser {
	return timeline.Parser{
		Name:   "mysql",
		Source: timeline.Database,
		Files: []string{
			"/var/log/{mysql,mariadb}/**/*.{log,err}{,[.-]*}",
			"/var/log/{mysqld,mysql,mariadb}.{log,err}{,[.-]*}",
			"/var/lib/mysql/*.{log,err}",
		},
		Parse: eachLine(mysqlLine),
	}
}

func mysqlLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := isoTime(line)
	if !ok {
		when, text, ok = mysqlOldTime(line)
	}
	if !ok {
		return goesOn
	}
	e.What, e.Type = recordedTime, "mysql:error_log:entry"
	text = strings.TrimLeft(text, " \t")
	thread, rest := word(text)
	if _, isNumber := number(thread, 0, len(thread)); isNumber && thread != "" {
		setField(e, "thread", thread)
		text = rest
	}
	e.Message = text
	if level, _, ok := bracketed(text); ok {
		setField(e, "severity", level)
	} else if command, argument, ok := strings.Cut(text, "\t"); ok {
		e.Type = "mysql:general_log:entry"
		setField(e, "command", command)
		mysqlConnect(command, argument, e)
	}
	if who, ok := between(text, "denied for user '", "' "); ok {
		e.User, e.Host, _ = cutLast(strings.TrimSuffix(who, "'"), "'@'")
	}
	return c.set(e, when)
}

// mysqlOldTime reads "261124 23:59:59" and "261124  3:59:59", as MySQL wrote times up
// to 5.6.
func mysqlOldTime(line string) (s stamp, rest string, ok bool) {
	date, ok := number(line, 0, 6)
	if !ok || len(line) < 8 || line[6] != ' ' {
		return s, line, false
	}
	s.year, s.month, s.day = 2000+date/10000, date/100%100, date%100
	rest, ok = s.readClock(strings.TrimPrefix(line[7:], " "))
	return s, rest, ok
}

// mysqlConnect reads "root@192.0.2.7 on shop using TCP/IP".
func mysqlConnect(command, argument string, e *timeline.Event) {
	if command != "Connect" {
		return
	}
	who, rest := word(argument)
	if name, host, ok := cutLast(who, "@"); ok {
		e.User, e.Host = name, host
	}
	if database, ok := between(rest, "on ", " using"); ok {
		setField(e, "database", database)
	}
}
