package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// pacman reads pacman.log of Arch: "[2026-11-24T23:59:59+0000] [ALPM] installed curl
// (8.5.0-1)". Before pacman 5.2 times had neither seconds nor a zone.
func pacman() timeline.Parser {
	return timeline.Parser{
		Name:   "pacman",
		Source: timeline.Package,
		Files:  []string{"/var/log/pacman.log{,[.-]*}"},
		Parse:  eachLine(pacmanLine),
	}
}

func pacmanLine(c clock, line string, e *timeline.Event) verdict {
	date, text, ok := strings.Cut(line, "] ")
	if !ok || !strings.HasPrefix(date, "[") {
		return goesOn
	}
	if len(date) == len("[2026-11-24 23:59") {
		date += ":00"
	}
	when, rest, ok := isoTime(date[1:])
	if !ok || rest != "" {
		return goesOn
	}
	e.What, e.Type, e.Message = recordedTime, "linux:pacman_log:entry", text
	source, message, ok := strings.Cut(text, "] ")
	if ok && strings.HasPrefix(source, "[") {
		setField(e, "program", source[1:])
		pacmanAction(source[1:], message, e)
	}
	return c.set(e, when)
}

// pacmanAction reads "installed curl (8.5.0-1)" and "upgraded zlib (1.2-1 -> 1.3-1)" of
// the library, and "Running 'pacman -Syu'" of the command.
func pacmanAction(source, message string, e *timeline.Event) {
	if command, ok := between(message, "Running '", "'"); ok && source == "PACMAN" {
		setField(e, "command", command)
	}
	action, rest := word(message)
	switch action {
	case "installed", "upgraded", "removed", "reinstalled", "downgraded":
	default:
		return
	}
	name, version := word(rest)
	if source != "ALPM" || !strings.HasPrefix(version, "(") {
		return
	}
	version = strings.Trim(version, "()")
	old, new, changed := strings.Cut(version, " -> ")
	if !changed {
		old, new = "", version
	}
	setField(e, "action", action)
	setField(e, "package", name)
	setField(e, "old_version", old)
	setField(e, "version", new)
}
