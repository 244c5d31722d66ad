package parsers

import (
	"io"
	"path"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// npm reads the debug logs of npm, one a run, whose names have the time of the start in
// UTC: "2026-11-25T00_38_43_476Z-debug-0.log".
func npm() timeline.Parser {
	return timeline.Parser{
		Name:   "npm",
		Source: timeline.Package,
		Files:  []string{"/**/_logs/*-debug{,-*}.log"},
		Parse:  parseNpm,
	}
}

// parseNpm reads "17 verbose title npm install x". A run is one event, and so is each
// error in it; lines have no times of their own.
func parseNpm(in *timeline.Input, emit func(timeline.Event)) error {
	when, ok := npmTime(path.Base(in.Path))
	run := timeline.Event{Line: 1, What: startTime, Type: "nodejs:npm_log:entry", Message: "npm"}
	if what := clockOf(in).set(&run, when); !ok || what != begins {
		in.Skip("logs whose names have no time")
		return nil
	}
	run.User = homeOwner(in.Path)
	var failures []timeline.Event
	lines := newLineReader(in.Content, in.Skip)
	for {
		line, err := lines.next()
		if err != nil {
			emit(run)
			for _, e := range failures {
				e.Time, e.What, e.Type, e.User = run.Time, run.What, run.Type, run.User
				e.Assumed = "the time, that of the start of the run"
				setField(&e, "command", run.Fields["command"])
				emit(e)
			}
			if err == io.EOF {
				return nil
			}
			return err
		}
		_, text := word(line)
		level, text := word(text)
		if level != "error" {
			npmField(text, &run)
		} else if len(failures) < maxFailures {
			failures = append(failures, timeline.Event{Line: lines.n, Message: "npm error: " + text, Fields: map[string]string{"severity": "error"}})
		} else {
			in.Skip("errors behind the first ones")
		}
	}
}

// maxFailures bounds the errors that are kept of a run of npm.
const maxFailures = 32

// npmTime reads "2026-11-25T00_38_43_476Z-debug-0.log".
func npmTime(name string) (s stamp, ok bool) {
	if len(name) < len("2026-11-25T00_38_43_476Z") {
		return s, false
	}
	text := []byte(name)
	for i, c := range map[int]byte{13: ':', 16: ':', 19: '.'} {
		if text[i] != '_' {
			return s, false
		}
		text[i] = c
	}
	s, _, ok = isoTime(string(text))
	return s, ok && s.zoned
}

// npmField takes what a line tells of the run. The first line of a kind counts.
func npmField(text string, run *timeline.Event) {
	name, value := word(text)
	switch name {
	case "title":
		if run.Message == "npm" {
			run.Message = value
			setField(run, "command", value)
		}
	case "argv", "cwd", "exit", "node":
		if run.Fields[name] == "" {
			setField(run, name, strings.TrimSpace(value))
		}
	}
}
