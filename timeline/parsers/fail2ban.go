package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// fail2ban reads fail2ban.log: "2026-11-25 00:34:26,276 fail2ban.actions        [53]: NOTICE  [sshd] Ban 192.0.2.66".
func fail2ban() timeline.Parser {
	return timeline.Parser{
		Name:   "fail2ban",
		Source: timeline.Log,
		Files:  []string{"/var/log/fail2ban.log{,[.-]*}"},
		Parse:  eachLine(fail2banLine),
	}
}

func fail2banLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := isoTime(line)
	head, message, colon := strings.Cut(text, "]: ")
	program, pid, bracket := strings.Cut(strings.TrimSpace(head), "[")
	if !ok || !colon || !bracket {
		return goesOn
	}
	level, message := word(message)
	message = strings.TrimLeft(message, " ")
	e.What, e.Type, e.Message = recordedTime, "fail2ban:log:entry", message
	e.PID = pidOf(pid)
	setField(e, "program", strings.TrimSpace(program))
	setField(e, "severity", level)
	if jail, action, ok := bracketed(message); ok {
		setField(e, "jail", jail)
		for _, name := range [...]string{"Restore Ban", "Ban", "Unban", "Found", "Ignore"} {
			if rest, ok := strings.CutPrefix(action, name+" "); ok {
				setField(e, "action", strings.ToLower(name))
				e.Host, _ = word(rest)
				break
			}
		}
	}
	return c.set(e, when)
}
