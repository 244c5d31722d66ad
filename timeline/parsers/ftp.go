package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// vsftpd reads vsftpd.log: "Wed Nov 25 00:34:32 2026 [pid 83] [ftp] OK LOGIN: Client "192.0.2.7"".
func vsftpd() timeline.Parser {
	return timeline.Parser{
		Name:   "vsftpd",
		Source: timeline.Log,
		Files:  []string{"/var/log/vsftpd.log{,[.-]*}"},
		Parse:  eachLine(vsftpdLine),
	}
}

func vsftpdLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := cTime(line)
	if !ok {
		return goesOn
	}
	e.What, e.Type, e.Message = addedTime, "vsftpd:log", strings.TrimPrefix(text, " ")
	pid, text, _ := bracketed(e.Message)
	e.PID = pidOf(strings.TrimPrefix(pid, "pid "))
	if name, rest, ok := bracketed(text); ok {
		e.User, text = name, rest
	}
	action, rest, ok := strings.Cut(text, ": Client ")
	client, rest, quoted := quoted(rest)
	if !ok || !quoted {
		return c.set(e, when)
	}
	e.Host = strings.TrimPrefix(client, "::ffff:")
	setField(e, "action", strings.ToLower(action))
	if name, size, ok := cutLast(strings.TrimPrefix(rest, `, "`), `", `); ok && strings.HasPrefix(rest, `, "`) {
		setField(e, "file", name)
		size, _, _ = strings.Cut(size, " bytes")
		setField(e, "bytes", size)
	}
	return c.set(e, when)
}

// xferlog reads the log of transfers of FTP servers.
func xferlog() timeline.Parser {
	return timeline.Parser{
		Name:   "xferlog",
		Source: timeline.Log,
		Files:  []string{"/var/log/**/xferlog{,[.-]*}"},
		Parse:  eachLine(xferlogLine),
	}
}

// xferlogLine reads, as xferlog(5) has it,
//
//	TIME SECONDS HOST BYTES FILE TYPE ACTION DIRECTION MODE USER SERVICE METHOD ID STATUS
//
// The name of the file may have blanks.
func xferlogLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := cTime(line)
	words := strings.Split(strings.TrimPrefix(text, " "), " ")
	if !ok || len(words) < 13 {
		return foreign
	}
	end := words[len(words)-9:]
	e.What, e.Type, e.Message = recordedTime, "xferlog:entry", strings.TrimPrefix(text, " ")
	e.Host, e.User = words[1], end[4]
	setField(e, "bytes", words[2])
	setField(e, "file", strings.Join(words[3:len(words)-9], " "))
	setField(e, "direction", map[string]string{"i": "incoming", "o": "outgoing", "d": "deleted"}[end[2]])
	setField(e, "mode", map[string]string{"a": "anonymous", "g": "guest", "r": "real"}[end[3]])
	setField(e, "status", map[string]string{"c": "complete", "i": "incomplete"}[end[8]])
	return c.set(e, when)
}
