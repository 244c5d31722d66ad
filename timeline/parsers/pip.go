package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// pip reads what pip writes to the file of --log: "2026-11-25T00:38:34,089 Collecting six".
func pip() timeline.Parser {
	return timeline.Parser{
		Name:   "pip",
		Source: timeline.Package,
		Files:  []string{"/**/{pip,pip-log,pip-debug}.log", "/**/pip-log.txt", "/var/log/pip*"},
		Parse:  parsePip,
	}
}

// parsePip reads lines that all have times. Those that are indented belong to the one
// before, as those of a traceback do.
func parsePip(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	traceback := false
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		when, text, ok := isoTime(line)
		text = strings.TrimPrefix(text, " ")
		if traceback = traceback && ok && strings.HasPrefix(text, " "); !ok || traceback || text == "" {
			return goesOn
		}
		traceback = strings.HasPrefix(text, "Traceback ")
		e.What, e.Type, e.Message = recordedTime, "python:pip_log:entry", text
		level, _, ok := strings.Cut(strings.TrimLeft(text, " "), ": ")
		switch {
		case ok && (level == "WARNING" || level == "ERROR" || level == "DEPRECATION"):
			setField(e, "severity", level)
		case strings.HasPrefix(text, "Successfully installed "):
			setField(e, "action", "installed")
			setField(e, "packages", strings.TrimPrefix(text, "Successfully installed "))
		case strings.HasPrefix(strings.TrimLeft(text, " "), "Successfully uninstalled "):
			setField(e, "action", "uninstalled")
			setField(e, "packages", strings.TrimPrefix(strings.TrimLeft(text, " "), "Successfully uninstalled "))
		}
		return c.set(e, when)
	}, nil)
}
