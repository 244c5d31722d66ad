package parsers

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// timeless is said of commands that a history keeps no time of.
const timeless = "commands without a time"

// bashHistory reads the histories of bash, which has times when HISTTIMEFORMAT is set,
// and of shells without times, to tell how many commands are there.
func bashHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "bash_history",
		Source: timeline.Shell,
		Files:  []string{"/**/.{bash,sh,ash}_history"},
		Parse:  parseBashHistory,
	}
}

// parseBashHistory reads commands, each with a line "#1700000000" before it. The time
// is only that of the command behind it: what follows may be of another session that
// kept no times, unless the command goes on.
func parseBashHistory(in *timeline.Input, emit func(timeline.Event)) error {
	var when time.Time // of the next command; zero without one
	var command openCommand
	timed := false // command is
	user := homeOwner(in.Path)
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		if command.open() && !isBashTime(line) {
			command.add(line)
			if !timed {
				return ignored
			}
			return goesOn
		}
		command = openCommand{}
		if isBashTime(line) {
			seconds, _ := strconv.ParseInt(line[1:], 10, 64)
			when = time.Unix(seconds, 0).UTC()
			return ignored
		}
		command.add(line)
		if timed = !when.IsZero(); !timed {
			return verdict(timeless)
		}
		e.Time, when = when, time.Time{}
		e.What, e.Type = timeline.ModificationTime, "bash:history:entry"
		e.Message, e.User = line, user
		return begins
	}, nil)
}

// isBashTime tells whether a line is "#1700000000", of the years 1973 to 5138.
func isBashTime(line string) bool {
	return len(line) >= 10 && len(line) <= 12 && line[0] == '#' && strings.Trim(line[1:], "0123456789") == ""
}

// homeOwner is whose home directory a file is in, by its path.
func homeOwner(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	switch {
	case parts[0] == "root":
		return "root"
	case len(parts) > 2 && parts[0] == "home":
		return parts[1]
	}
	return ""
}

// openCommand tells whether a command goes on in the next line: in quotes, in a here
// document, or behind a backslash.
type openCommand struct {
	quote byte   // ' or ", 0 outside of quotes
	until string // the word that ends a here document
	slash bool
}

func (c *openCommand) open() bool { return c.quote != 0 || c.until != "" || c.slash }

func (c *openCommand) add(line string) {
	if c.until != "" {
		if strings.TrimLeft(line, "\t") == c.until {
			c.until = ""
		}
		return
	}
	c.slash = false
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case b == '\\' && c.quote != '\'':
			if i++; i == len(line) {
				c.slash = true
			}
		case c.quote != 0:
			if b == c.quote {
				c.quote = 0
			}
		case b == '\'' || b == '"':
			c.quote = b
		case b == '#' && (i == 0 || line[i-1] == ' '):
			return
		case strings.HasPrefix(line[i:], "<<<"):
			i += 2
		case strings.HasPrefix(line[i:], "<<"):
			if !strings.Contains(line[:i], "((") { // no shift in arithmetic
				c.until = hereWord(line[i+2:])
			}
			i++
		}
	}
}

// hereWord is the word that ends a here document: what is behind "<<".
func hereWord(text string) string {
	text = strings.TrimLeft(strings.TrimPrefix(text, "-"), " ")
	if end := strings.IndexAny(text, " ;|&<>()"); end >= 0 {
		text = text[:end]
	}
	return strings.Trim(text, `'"\`)
}

// zshHistory reads the extended history of zsh.
func zshHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "zsh_history",
		Source: timeline.Shell,
		Files:  []string{"/**/.{zsh_history,zhistory,histfile}"},
		Parse:  parseZshHistory,
	}
}

// parseZshHistory reads ": 1700000000:12;command", whose second number is how long it
// took in seconds. A line that ends with a backslash goes on in the next one.
func parseZshHistory(in *timeline.Input, emit func(timeline.Event)) error {
	user := homeOwner(in.Path)
	open := false
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		continued := open
		open = strings.HasSuffix(line, `\`)
		if continued {
			return goesOn
		}
		seconds, duration, command, ok := zshEntry(line)
		if !ok {
			return verdict(timeless)
		}
		e.Time, e.What, e.Type = time.Unix(seconds, 0).UTC(), timeline.ModificationTime, "shell:zsh:history"
		e.Message, e.User = command, user
		setField(e, "duration", duration)
		return begins
	}, func(e *timeline.Event) {
		e.Message = unmetafied(strings.ReplaceAll(e.Message, "\\\n", "\n"))
	})
}

func zshEntry(line string) (seconds int64, duration, command string, ok bool) {
	rest, ok := strings.CutPrefix(line, ": ")
	if !ok {
		return 0, "", "", false
	}
	begin, rest, ok := strings.Cut(strings.TrimLeft(rest, " "), ":")
	if !ok {
		return 0, "", "", false
	}
	duration, command, ok = strings.Cut(rest, ";")
	seconds, err := strconv.ParseInt(begin, 10, 64)
	if !ok || err != nil || seconds < 0 || seconds > maxSeconds || strings.Trim(duration, "0123456789") != "" {
		return 0, "", "", false
	}
	return seconds, duration, command, true
}

// maxSeconds is the end of the year 9999.
const maxSeconds = 253402300799

// unmetafied is a text as it was before zsh wrote some bytes as 0x83 and the byte with
// a bit turned.
func unmetafied(s string) string {
	const meta = 0x83
	if strings.IndexByte(s, meta) < 0 {
		return s
	}
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == meta && i+1 < len(s) {
			i++
			plain = append(plain, s[i]^32)
			continue
		}
		plain = append(plain, s[i])
	}
	return string(plain)
}

// fishHistory reads the history of fish: "- cmd: COMMAND" and "  when: 1700000000".
func fishHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "fish_history",
		Source: timeline.Shell,
		Files:  []string{"/**/fish/*_history"},
		Parse:  parseFishHistory,
	}
}

var fishEscapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n")

func parseFishHistory(in *timeline.Input, emit func(timeline.Event)) error {
	lines := newLineReader(in.Content, in.Skip)
	user := homeOwner(in.Path)
	var e *timeline.Event
	end := func() {
		if e != nil {
			in.Skip(timeless)
		}
		e = nil
	}
	for {
		line, err := lines.next()
		if err == io.EOF {
			end()
			return nil
		}
		if err != nil {
			return err
		}
		if command, ok := strings.CutPrefix(line, "- cmd: "); ok {
			end()
			command = fishEscapes.Replace(command)
			e = &timeline.Event{Line: lines.n, What: timeline.ModificationTime, Type: "fish:history:entry", Message: command, User: user}
		}
		when, ok := strings.CutPrefix(line, "  when: ")
		seconds, err := strconv.ParseInt(when, 10, 64)
		if ok && err == nil && seconds >= 0 && seconds <= maxSeconds && e != nil {
			e.Time = time.Unix(seconds, 0).UTC()
			emit(*e)
			e = nil
		}
	}
}
