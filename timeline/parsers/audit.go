package parsers

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// audit reads the log of the kernel's audit system:
// "type=SYSCALL msg=audit(1700000000.123:456): arch=c000003e exe="/usr/bin/id" key="x"".
func audit() timeline.Parser {
	return timeline.Parser{
		Name:   "audit",
		Source: timeline.Audit,
		Files:  []string{"/var/log/audit/audit.log*", "/var/log/audit.log*"},
		Parse:  eachLine(auditLine),
	}
}

// unsetID is what the kernel writes for no user.
const unsetID = "4294967295"

// auditLine reads a record. A record of auditd has the names of ids behind a separator.
func auditLine(_ clock, line string, e *timeline.Event) verdict {
	record, names, _ := strings.Cut(line, "\x1d")
	if node, rest, ok := strings.Cut(record, " "); ok && strings.HasPrefix(node, "node=") {
		e.Host = node[len("node="):]
		record = rest
	}
	kind, text, _ := strings.Cut(record, " msg=audit(")
	kind, ok := strings.CutPrefix(kind, "type=")
	if !ok {
		return foreign
	}
	stamp, body, ok := strings.Cut(text, "):")
	begin, serial, _ := strings.Cut(stamp, ":")
	if !ok || serial == "" {
		return foreign
	}
	if e.Time, ok = unixTime(begin); !ok {
		return impossible
	}
	e.What, e.Type = timeline.ModificationTime, "selinux:line"
	body = strings.TrimPrefix(body, " ")
	e.Message = kind + ": " + body
	setField(e, "type", kind)
	setField(e, "serial", serial)
	ids := map[string]string{}
	auditFields(body, e, ids)
	auditFields(names, e, ids)
	for _, decoded := range [...]string{"proctitle", "command"} {
		if text := e.Fields[decoded]; text != "" && (kind == "PROCTITLE" || kind == "EXECVE") {
			e.Message = kind + ": " + text
		}
	}
	for _, id := range [...]string{"acct", "AUID", "auid", "UID", "uid"} {
		if value := ids[id]; value != "" && value != unsetID && value != "unset" && value != "-1" {
			e.User = value
			break
		}
	}
	return begins
}

// unixTime reads "1700000000.123".
func unixTime(text string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds < 0 || seconds > maxSeconds {
		return time.Time{}, false
	}
	var s stamp
	s.readFraction("." + fraction)
	return time.Unix(seconds, int64(s.nanosecond)).UTC(), true
}

// auditFields reads "NAME=VALUE NAME="VALUE" msg='NAME=VALUE'".
func auditFields(text string, e *timeline.Event, ids map[string]string) {
	for text != "" {
		text = strings.TrimLeft(text, " ")
		name, rest, ok := strings.Cut(text, "=")
		if !ok {
			return
		}
		if i := strings.LastIndexByte(name, ' '); i >= 0 { // words without a value
			name = name[i+1:]
		}
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			var value string
			value, text, _ = strings.Cut(rest, " ")
			auditField(name, auditDecoded(e.Fields["type"], name, value), e, ids)
			continue
		}
		var value string
		value, text, _ = strings.Cut(rest[1:], rest[:1])
		if name == "msg" { // what is in it has quotes of the other kind, if any
			auditFields(value, e, ids)
			continue
		}
		auditField(name, value, e, ids)
	}
}

// auditDecoded is a value as it was: those that users choose are in hexadecimal when
// they have blanks, quotes or control characters. The arguments of a process have NULs
// between them.
func auditDecoded(kind, name, value string) string {
	switch name {
	case "proctitle", "exe", "comm", "name", "cmd", "acct", "cwd", "key", "data", "grp", "dir":
	default:
		if _, ok := argumentNumber(name); !ok || kind != "EXECVE" {
			return value
		}
	}
	plain, err := hex.DecodeString(value)
	if err != nil || len(plain) == 0 {
		return value
	}
	return strings.ReplaceAll(strings.TrimRight(string(plain), "\x00"), "\x00", " ")
}

// auditField sets what a field tells.
func auditField(name, value string, e *timeline.Event, ids map[string]string) {
	switch name {
	case "acct", "AUID", "UID":
		ids[name] = value
	case "auid", "uid":
		ids[name] = value
		if value != unsetID {
			setField(e, name, value)
		}
	case "pid":
		e.PID = pidOf(value)
	case "addr", "hostname":
		if value != "?" && value != "" {
			e.Host = value
		}
	case "syscall", "success", "exit", "ppid", "tty", "ses", "comm", "exe", "key", "name", "nametype", "cwd",
		"proctitle", "cmd", "op", "terminal", "res", "argc", "saddr", "id", "unit", "apparmor", "operation", "profile":
		if value != "(null)" && value != "?" && value != unsetID {
			setField(e, name, value)
		}
	default:
		if n, ok := argumentNumber(name); ok && n < maxArguments && e.Fields["type"] == "EXECVE" {
			setField(e, "command", strings.TrimPrefix(e.Fields["command"]+" "+value, " "))
		}
	}
}

// maxArguments bounds how many arguments of a command are kept.
const maxArguments = 64

// argumentNumber reads the name of an argument of EXECVE, "a0".
func argumentNumber(name string) (int, bool) {
	if len(name) < 2 || len(name) > 4 || name[0] != 'a' {
		return 0, false
	}
	return number(name, 1, len(name)-1)
}
