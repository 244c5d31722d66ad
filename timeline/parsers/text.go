package parsers

import (
	"bufio"
	"bytes"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// text reads what is below /var/log and has no parser of its own, when its lines begin
// with times that have the order of ISO 8601. It has to be the last parser.
func text() timeline.Parser {
	return timeline.Parser{
		Name:   "text",
		Source: timeline.Log,
		Files: []string{
			"/var/log/**/*.log{,[.-][0-9]*}",
			"/var/log/supervisor/*",
		},
		Parse: readText,
	}
}

// readText reads a log, as syslog's where it begins with times that have no year. What
// has no time at all is told once, and not for each line.
func readText(in *timeline.Input, emit func(timeline.Event)) error {
	events, timeless, skip := 0, 0, in.Skip
	in.Skip = func(reason string) {
		if reason == string(goesOn) {
			timeless++
			return
		}
		skip(reason)
	}
	read := eachLine(textLine)
	head := bufio.NewReaderSize(in.Content, maxLine)
	in.Content = head
	if begin, _ := head.Peek(maxLine); isTraditional(begin) {
		read = parseSyslog
	}
	err := read(in, func(e timeline.Event) {
		events++
		if e.Type != "text:line" {
			e.Source = timeline.Syslog
		}
		emit(e)
	})
	if events == 0 && timeless > 0 {
		skip("logs without times")
		return err
	}
	for range timeless {
		skip(string(goesOn))
	}
	return err
}

// isTraditional tells whether the first time in the beginning of a log is one as syslog
// traditionally writes it.
func isTraditional(begin []byte) bool {
	lines := newLineReader(bytes.NewReader(begin), func(string) {})
	for {
		line, err := lines.next()
		if err != nil {
			return false
		}
		if textLine(clock{zone: time.UTC}, line, &timeline.Event{}) == begins {
			return false
		}
		if s, ok := syslogStamp(line); ok {
			return s.noYear
		}
	}
}

// textLine reads "2026-11-24 23:59:59,123 INFO text", and times within brackets or with
// slashes.
func textLine(c clock, line string, e *timeline.Event) verdict {
	line, bracket := strings.CutPrefix(line, "[")
	when, message, ok := isoTime(line)
	if !ok {
		when, message, ok = slashTime(line)
	}
	if !ok {
		return goesOn
	}
	if bracket {
		if message, ok = strings.CutPrefix(message, "]"); !ok {
			return goesOn
		}
	}
	message = strings.TrimLeft(message, " \t")
	e.What, e.Type, e.Message = recordedTime, "text:line", message
	setField(e, "severity", severityOf(message))
	return c.set(e, when)
}

// slashTime reads "2026/11/24 23:59:59".
func slashTime(line string) (s stamp, rest string, ok bool) {
	rest, ok = s.readDate(line, '/')
	if !ok || !strings.HasPrefix(rest, " ") {
		return s, line, false
	}
	rest, ok = s.readClock(rest[1:])
	return s, rest, ok
}

// severities are the words that logs have for how grave a line is.
var severities = map[string]bool{
	"TRACE": true, "DEBUG": true, "INFO": true, "NOTICE": true, "WARN": true, "WARNING": true, "ERROR": true,
	"ERR": true, "CRIT": true, "CRITICAL": true, "ALERT": true, "FATAL": true, "PANIC": true, "EMERG": true,
}

// severityOf is the severity that a message begins with, if it does: "INFO", "[WARN]",
// ":DEBUG:".
func severityOf(message string) string {
	begin := strings.TrimLeft(message, "[(:-|<* ")
	end := 0
	for end < len(begin) && (begin[end]|0x20 >= 'a' && begin[end]|0x20 <= 'z') {
		end++
	}
	if name := strings.ToUpper(begin[:end]); severities[name] {
		return name
	}
	return ""
}

// supervisord reads the log of supervisord: "2026-11-25 00:45:31,504 INFO spawned: 'a' with pid 111".
func supervisord() timeline.Parser {
	return timeline.Parser{
		Name:   "supervisord",
		Source: timeline.Log,
		Files:  []string{"/var/log/{,supervisor/}supervisord.log{,[.-]*}"},
		Parse: eachLine(func(c clock, line string, e *timeline.Event) verdict {
			what := textLine(c, line, e)
			_, message := word(e.Message)
			if action, rest, ok := strings.Cut(message, ": "); ok && (action == "spawned" || action == "exited" || action == "stopped") {
				setField(e, "action", action)
				name, _ := word(rest)
				setField(e, "program", strings.Trim(name, "'"))
				_, pid, _ := strings.Cut(rest, " with pid ")
				e.PID = pidOf(pid)
			}
			e.Type = "supervisord:log:entry"
			return what
		}),
	}
}

// letsencrypt reads the log of certbot: "2026-11-24 23:59:59,123:DEBUG:certbot._internal.main:text".
func letsencrypt() timeline.Parser {
	return timeline.Parser{
		Name:   "letsencrypt",
		Source: timeline.Log,
		Files:  []string{"/var/log/letsencrypt/*.log{,[.-]*}"},
		Parse: eachLine(func(c clock, line string, e *timeline.Event) verdict {
			what := textLine(c, line, e)
			if parts := strings.SplitN(e.Message, ":", 4); len(parts) == 4 && parts[0] == "" {
				setField(e, "program", parts[2])
				e.Message = parts[3]
			}
			e.Type = "letsencrypt:log:entry"
			return what
		}),
	}
}

// cloudInit reads cloud-init.log: "2026-11-24 23:59:59,123 - util.py[DEBUG]: text".
func cloudInit() timeline.Parser {
	return timeline.Parser{
		Name:   "cloud_init",
		Source: timeline.Log,
		Files:  []string{"/var/log/cloud-init.log{,[.-]*}"},
		Parse: eachLine(func(c clock, line string, e *timeline.Event) verdict {
			what := textLine(c, line, e)
			message := strings.TrimPrefix(e.Message, "- ")
			if head, text, ok := strings.Cut(message, "]: "); ok {
				if program, level, ok := strings.Cut(head, "["); ok {
					setField(e, "program", program)
					setField(e, "severity", level)
					message = text
				}
			}
			e.Type, e.Message = "cloud_init:log:entry", message
			return what
		}),
	}
}
