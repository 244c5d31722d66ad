package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// dpkg reads dpkg.log: "2026-11-24 23:59:59 install curl:amd64 <none> 8.14.1-2".
func dpkg() timeline.Parser {
	return timeline.Parser{
		Name:   "dpkg",
		Source: timeline.Package,
		Files:  []string{"/var/log/dpkg.log*"},
		Parse:  eachLine(dpkgLine),
	}
}

// dpkgLine reads a line, which is one of
//
//	startup TYPE COMMAND
//	status STATE PACKAGE VERSION
//	ACTION PACKAGE OLD-VERSION NEW-VERSION
//	conffile FILE DECISION
func dpkgLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := isoTime(line)
	if !ok {
		return goesOn
	}
	e.What, e.Type = addedTime, "linux:dpkg_log:entry"
	e.Message = strings.TrimSpace(text)
	words := strings.Fields(e.Message)
	switch {
	case len(words) < 3:
	case words[0] == "startup":
		setField(e, "action", "startup")
		setField(e, "command", strings.Join(words[1:], " "))
	case words[0] == "conffile":
		setField(e, "action", "conffile")
		setField(e, "conffile", words[1])
		setField(e, "decision", words[2])
	case len(words) < 4:
	case words[0] == "status":
		setField(e, "action", "status")
		setField(e, "status", words[1])
		setField(e, "package", words[2])
		setField(e, "version", words[3])
	default:
		setField(e, "action", words[0])
		setField(e, "package", words[1])
		setField(e, "old_version", noVersion(words[2]))
		setField(e, "version", noVersion(words[3]))
	}
	return c.set(e, when)
}

// noVersion is a version as dpkg writes it, which has "<none>" for no version.
func noVersion(s string) string {
	if s == "<none>" {
		return ""
	}
	return s
}
