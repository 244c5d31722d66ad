package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// apk reads apk.log of Alpine's package manager. A run begins with "Running `apk add
// curl` at 2026-11-24 23:59:59", in UTC; what it did follows without times.
func apk() timeline.Parser {
	return timeline.Parser{
		Name:   "apk",
		Source: timeline.Package,
		Files:  []string{"/var/log/apk.log{,[.-]*}"},
		Parse:  parseApk,
	}
}

func parseApk(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	var run timeline.Event
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		if text, ok := strings.CutPrefix(line, "Running `"); ok {
			i := strings.LastIndex(text, "` at ")
			if i < 0 {
				return goesOn
			}
			when, _, ok := isoTime(text[i+len("` at "):])
			if !ok {
				return goesOn
			}
			when.zoned = true
			e.What, e.Type, e.Message = addedTime, "linux:apk_log:entry", "Running "+text[:i]
			setField(e, "command", text[:i])
			what := c.set(e, when)
			if run = *e; what != begins {
				run = timeline.Event{}
			}
			return what
		}
		if run.Time.IsZero() || !apkAction(line, e) {
			return goesOn
		}
		e.Time, e.What, e.Type = run.Time, run.What, run.Type
		setField(e, "command", run.Fields["command"])
		return begins
	}, nil)
}

// apkAction reads "(1/2) Installing curl (8.5.0-r0)", "(2/2) Upgrading musl (1.2.4-r2 ->
// 1.2.5-r0)" and "ERROR: ...".
func apkAction(line string, e *timeline.Event) bool {
	e.Message = line
	if strings.HasPrefix(line, "ERROR: ") {
		setField(e, "action", "error")
		return true
	}
	count, text, ok := strings.Cut(line, ") ")
	if !ok || !strings.HasPrefix(count, "(") || !strings.Contains(count, "/") {
		return false
	}
	e.Message = text
	action, rest := word(text)
	name, rest := word(rest)
	version := strings.TrimSuffix(strings.TrimPrefix(rest, "("), ")")
	old, new, changed := strings.Cut(version, " -> ")
	if !changed {
		old, new = "", version
	}
	setField(e, "action", strings.ToLower(action))
	setField(e, "package", name)
	setField(e, "old_version", old)
	setField(e, "version", new)
	return true
}
