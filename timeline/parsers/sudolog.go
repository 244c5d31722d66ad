package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// sudoLog reads sudo's own log, which it keeps when it is told its logfile:
// "Nov 25 00:31:26 : alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/id". Long lines are
// broken at blanks, and go on behind four blanks.
func sudoLog() timeline.Parser {
	return timeline.Parser{
		Name:   "sudo_log",
		Source: timeline.Syslog,
		Files:  []string{"/var/log/sudo.log{,[.-]*}", "/var/log/sudo"},
		Parse:  parseSudoLog,
	}
}

func parseSudoLog(in *timeline.Input, emit func(timeline.Event)) error {
	y, err := yearsOf(in, func(line string) (stamp, bool) {
		s, _, ok := sudoTime(line)
		return s, ok
	})
	if err != nil {
		return err
	}
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		when, text, ok := sudoTime(line)
		if !ok {
			return goesOn
		}
		e.What, e.Type, e.Message = recordedTime, "sudo:log:entry", text
		return y.set(e, when)
	}, func(e *timeline.Event) {
		e.Message = strings.ReplaceAll(e.Message, "\n    ", " ")
		saysSudo(e.Message, e)
	})
}

// sudoTime reads "Nov 25 00:31:26 : ", and "Nov 25 00:31:26 2026 : " as it is with the
// option log_year.
func sudoTime(line string) (s stamp, rest string, ok bool) {
	s, text, ok := monthTime(line)
	if !ok {
		return s, line, false
	}
	if year, ok := number(text, 1, 4); ok && text[0] == ' ' {
		s.year, s.noYear, text = year, false, text[5:]
	}
	rest, ok = strings.CutPrefix(text, " : ")
	return s, rest, ok
}
