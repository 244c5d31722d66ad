package parsers

import (
	"io"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// aptHistory reads apt's history.log: a block of lines for what it did in one run.
func aptHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "apt_history",
		Source: timeline.Package,
		Files:  []string{"/var/log/apt/history.log*"},
		Parse:  parseAptHistory,
	}
}

// aptActions are what apt does with packages, as the names of lines have it.
var aptActions = map[string]bool{
	"Install": true, "Reinstall": true, "Upgrade": true, "Downgrade": true, "Remove": true, "Purge": true,
}

// aptRun is a block of history.log.
type aptRun struct {
	first   timeline.Event // has the time and the fields that all events have
	actions []timeline.Event
	begun   bool
}

// parseAptHistory reads blocks of "NAME: VALUE", each from Start-Date on. There is an
// event for each action, at the time of the start.
func parseAptHistory(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	lines := newLineReader(in.Content, in.Skip)
	var run aptRun
	for {
		line, err := lines.next()
		if err != nil {
			run.end(emit)
			if err == io.EOF {
				return nil
			}
			return err
		}
		name, value, ok := strings.Cut(line, ": ")
		switch {
		case strings.TrimSpace(line) == "":
		case ok && name == "Start-Date":
			run.end(emit)
			run = aptRun{first: timeline.Event{Line: lines.n, What: addedTime, Type: "linux:apt_history_log:entry"}}
			when, _, _ := isoTime(value)
			if what := c.set(&run.first, when); what != begins {
				in.Skip(string(what))
				continue
			}
			run.begun = true
		case !ok || !run.begun:
			in.Skip(string(goesOn))
		default:
			run.add(c, name, value, lines.n)
		}
	}
}

// add takes a line of a block.
func (r *aptRun) add(c clock, name, value string, line int64) {
	e := &r.first
	switch {
	case aptActions[name] && len(r.actions) < 2*len(aptActions):
		r.actions = append(r.actions, timeline.Event{Line: line, Message: name + ": " + value, Fields: map[string]string{
			"action": strings.ToLower(name), "packages": value,
		}})
	case name == "Commandline":
		setField(e, "command", value)
	case name == "Requested-By":
		e.User, _, _ = strings.Cut(value, " (")
		setField(e, "requested_by", value)
	case name == "Error":
		setField(e, "error", value)
	case name == "Comment":
		setField(e, "comment", value)
	case name == "End-Date":
		var end timeline.Event
		if when, _, ok := isoTime(value); ok && c.set(&end, when) == begins {
			setField(e, "end", end.Time.Format("2006-01-02T15:04:05Z"))
		}
	}
}

// end tells of a block that is over.
func (r *aptRun) end(emit func(timeline.Event)) {
	if !r.begun {
		return
	}
	r.begun = false
	if len(r.actions) == 0 {
		r.first.Message = "apt: " + r.first.Fields["command"]
		emit(r.first)
		return
	}
	for _, action := range r.actions {
		e := r.first
		e.Line, e.Message, e.Fields = action.Line, action.Message, action.Fields
		for name, value := range r.first.Fields {
			e.Fields[name] = value
		}
		if command := e.Fields["command"]; command != "" {
			e.Message += " [" + command + "]"
		}
		emit(e)
	}
}

// aptTerm reads apt's term.log, what packages wrote while they were set up.
func aptTerm() timeline.Parser {
	return timeline.Parser{
		Name:   "apt_term",
		Source: timeline.Package,
		Files:  []string{"/var/log/apt/term.log*"},
		Parse:  eachLine(aptTermLine),
	}
}

// aptTermLine reads "Log started: 2026-11-25  00:25:01" and "Log ended: ". The lines
// between them have no times; those of progress are left out.
func aptTermLine(c clock, line string, e *timeline.Event) verdict {
	name, value, _ := strings.Cut(line, ": ")
	switch name {
	case "Log started":
		e.What = startTime
	case "Log ended":
		e.What = endTime
	default:
		if strings.HasPrefix(line, "(Reading database ") {
			return ignored
		}
		return goesOn
	}
	when, _, ok := isoTime(value)
	if !ok {
		return goesOn
	}
	e.Type, e.Message = "linux:apt_term_log:entry", line
	return c.set(e, when)
}

// alternatives reads alternatives.log of update-alternatives:
// "update-alternatives 2026-11-25 00:23:18: link group open updated to point to /usr/bin/xdg-open".
func alternatives() timeline.Parser {
	return timeline.Parser{
		Name:   "alternatives",
		Source: timeline.Package,
		Files:  []string{"/var/log/alternatives.log*"},
		Parse:  eachLine(alternativesLine),
	}
}

func alternativesLine(c clock, line string, e *timeline.Event) verdict {
	text, ok := strings.CutPrefix(line, "update-alternatives ")
	if !ok {
		return goesOn
	}
	when, text, ok := isoTime(text)
	message, colon := strings.CutPrefix(text, ": ")
	if !ok || !colon {
		return goesOn
	}
	e.What, e.Type, e.Message = addedTime, "linux:alternatives_log:entry", "update-alternatives: "+message
	return c.set(e, when)
}
