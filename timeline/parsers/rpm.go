package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// dnf reads the logs of dnf 4 and 5:
//
//	2026-11-24T23:59:59+0000 DDEBUG Command: dnf install -y curl
//	2026-11-24T23:59:59+0000 SUBDEBUG Installed: curl-8.6.0-7.fc40.x86_64
//	2026-11-24T23:59:59+0000 [123] INFO Command: dnf5 install curl
func dnf() timeline.Parser {
	return timeline.Parser{
		Name:   "dnf",
		Source: timeline.Package,
		Files:  []string{"/var/log/{dnf,dnf.rpm,dnf.librepo,hawkey,dnf5}.log{,[.-]*}"},
		Parse:  eachLine(dnfLine),
	}
}

func dnfLine(c clock, line string, e *timeline.Event) verdict {
	when, text, ok := isoTime(line)
	if !ok {
		return goesOn
	}
	e.What, e.Type = recordedTime, "linux:dnf_log:entry"
	text = strings.TrimPrefix(text, " ")
	if pid, rest, ok := strings.Cut(text, "] "); ok && strings.HasPrefix(pid, "[") {
		e.PID = pidOf(pid[1:])
		text = rest
	}
	level, message := word(text)
	setField(e, "severity", level)
	e.Message = message
	if command, ok := strings.CutPrefix(message, "Command: "); ok {
		setField(e, "command", command)
	}
	rpmAction(message, e)
	return c.set(e, when)
}

// rpmAction reads "Installed: curl-8.6.0-7.fc40.x86_64".
func rpmAction(message string, e *timeline.Event) {
	action, name, ok := strings.Cut(message, ": ")
	if !ok {
		return
	}
	switch action {
	case "Installed", "Upgrade", "Upgraded", "Updated", "Erase", "Erased", "Removed", "Reinstall", "Reinstalled",
		"Downgrade", "Downgraded", "Obsoleted", "Cleanup", "Dep-Installed":
		setField(e, "action", strings.ToLower(action))
		setField(e, "package", name)
	}
}

// yum reads yum.log, which has no years: "Nov 24 23:59:59 Installed: curl-7.29.0-59.el7.x86_64".
func yum() timeline.Parser {
	return timeline.Parser{
		Name:   "yum",
		Source: timeline.Package,
		Files:  []string{"/var/log/yum.log{,[.-]*}"},
		Parse:  parseYum,
	}
}

func parseYum(in *timeline.Input, emit func(timeline.Event)) error {
	y, err := yearsOf(in, func(line string) (stamp, bool) {
		s, _, ok := monthTime(line)
		return s, ok
	})
	if err != nil {
		return err
	}
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		when, text, ok := monthTime(line)
		if !ok {
			return goesOn
		}
		e.What, e.Type, e.Message = recordedTime, "linux:yum_log:entry", strings.TrimPrefix(text, " ")
		rpmAction(e.Message, e)
		return y.set(e, when)
	}, nil)
}
