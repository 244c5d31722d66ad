package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// programs read what programs say to syslog, by their names.
var programs = map[string]func(message string, e *timeline.Event){
	"sshd":         saysSSHD,
	"sshd-session": saysSSHD,
	"sshd-auth":    saysSSHD,
	"sudo":         saysSudo,
	"su":           saysSu,
	"useradd":      saysAccount,
	"adduser":      saysAccount,
	"usermod":      saysAccount,
	"userdel":      saysAccount,
	"groupadd":     saysAccount,
	"groupmod":     saysAccount,
	"gpasswd":      saysAccount,
	"passwd":       saysAccount,
	"chpasswd":     saysAccount,
	"chage":        saysAccount,
	"cron":         saysCron,
	"crond":        saysCron,
	"crontab":      saysCron,
	"systemd":      saysSystemd,
	"login":        saysLogin,

	"systemd-logind": saysLogind,
}

// word takes a word from the beginning of a text.
func word(text string) (first, rest string) {
	first, rest, _ = strings.Cut(text, " ")
	return first, rest
}

// between is what is in a text between two others.
func between(text, before, after string) (string, bool) {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return "", false
	}
	found, _, ok := strings.Cut(rest, after)
	return found, ok
}

// saysSSHD reads the messages of OpenSSH about who comes and goes.
func saysSSHD(message string, e *timeline.Event) {
	message = strings.TrimPrefix(strings.TrimPrefix(message, "error: "), "banner exchange: ")
	first, rest := word(message)
	switch first {
	case "maximum": // "maximum authentication attempts exceeded for root from 192.0.2.7 port 5 ssh2"
		_, peer, _ := strings.Cut(rest, "exceeded for ")
		sshdPeer(peer, e)
	case "User": // "User root from 192.0.2.7 not allowed because not listed in AllowUsers"
		if peer, _, ok := cutLast(rest, " not allowed because "); ok {
			if name, address, ok := cutLast(peer, " from "); ok {
				e.User = name
				setOther(e, address)
			}
		}
	case "Unable": // "Unable to negotiate with 192.0.2.7 port 5: no matching key exchange method found."
		sshdAddress(strings.TrimPrefix(rest, "to negotiate with "), e)
	case "Accepted", "Failed", "Postponed":
		if first == "Failed" {
			e.Type = "syslog:ssh:failed_connection"
		} else if first == "Accepted" {
			e.Type = "syslog:ssh:login"
		}
		method, rest := word(rest)
		setField(e, "authentication_method", method)
		setField(e, "result", strings.ToLower(first))
		peer, key, _ := strings.Cut(strings.TrimPrefix(rest, "for "), " ssh2: ")
		setField(e, "fingerprint", key)
		sshdPeer(peer, e)
	case "Invalid", "Illegal":
		setField(e, "result", "invalid user")
		sshdPeer(strings.TrimPrefix(rest, "user "), e)
	case "Connection":
		if from, ok := strings.CutPrefix(rest, "from "); ok {
			e.Type = "syslog:ssh:opened_connection"
			sshdAddress(from, e)
			return
		}
		_, rest = word(rest) // "closed by", "reset by"
		sshdNamed(strings.TrimPrefix(rest, "by "), e)
	case "Disconnected":
		sshdNamed(strings.TrimPrefix(rest, "from "), e)
	case "Disconnecting":
		sshdNamed(rest, e)
	case "Received":
		if _, from, ok := strings.Cut(rest, "disconnect from "); ok {
			sshdAddress(from, e)
		}
	default: // "Did not receive identification string from 192.0.2.7 port 5"
		if _, from, ok := cutLast(message, " from "); ok {
			sshdAddress(from, e)
		}
	}
}

// sshdPeer reads "[invalid user ]NAME from ADDRESS port PORT". The last "from" counts: a
// name may have one too.
func sshdPeer(text string, e *timeline.Event) {
	i := strings.LastIndex(text, " from ")
	if i < 0 {
		return
	}
	name := text[:i]
	if invalid, ok := strings.CutPrefix(name, "invalid user "); ok {
		setField(e, "invalid_user", "true")
		name = invalid
	}
	e.User = name
	sshdAddress(text[i+len(" from "):], e)
}

// sshdNamed reads "[authenticating |invalid ][user NAME ]ADDRESS port PORT".
func sshdNamed(text string, e *timeline.Event) {
	text = strings.TrimPrefix(text, "authenticating ")
	if rest, ok := strings.CutPrefix(text, "invalid "); ok {
		setField(e, "invalid_user", "true")
		text = rest
	}
	if name, ok := strings.CutPrefix(text, "user "); ok {
		i := strings.LastIndex(name, " port ")
		if i < 0 {
			return
		}
		at := strings.LastIndex(name[:i], " ")
		if at < 0 {
			return
		}
		e.User, text = name[:at], name[at+1:]
	}
	sshdAddress(text, e)
}

// sshdAddress reads "ADDRESS port PORT".
func sshdAddress(text string, e *timeline.Event) {
	address, rest := word(text)
	port, ok := strings.CutPrefix(rest, "port ")
	if !ok {
		return
	}
	digits := 0
	for digits < len(port) && isDigit(port[digits]) {
		digits++
	}
	setOther(e, address)
	setField(e, "port", port[:digits])
}

// pamLine reads what PAM's modules say of sessions and failures in the name of any
// program: "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)".
func pamLine(message string, e *timeline.Event) bool {
	if !strings.HasPrefix(message, "pam_") {
		return false
	}
	module, text, ok := strings.Cut(message, "): ")
	if !ok {
		return false
	}
	_, service, _ := strings.Cut(module, "(")
	setField(e, "service", service)
	if state, rest, ok := strings.Cut(text, " for user "); ok {
		setField(e, "session", strings.TrimPrefix(state, "session "))
		name, rest := word(rest)
		e.User, _, _ = strings.Cut(name, "(")
		if by, ok := strings.CutPrefix(rest, "by "); ok {
			by, _, _ = strings.Cut(by, "(")
			setField(e, "by", by)
		}
		return true
	}
	if name, ok := strings.CutPrefix(text, "password changed for "); ok {
		e.User = name
		return true
	}
	if _, rest, ok := strings.Cut(text, "authentication failure; "); ok {
		pamFailure(rest, e)
		return true
	}
	return true
}

// pamFailure reads "logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root".
func pamFailure(text string, e *timeline.Event) {
	setField(e, "result", "failed")
	for _, pair := range strings.Fields(text) {
		switch name, value, _ := strings.Cut(pair, "="); name {
		case "user":
			e.User = value
		case "rhost":
			if value != "" {
				setOther(e, value)
			}
		case "tty", "ruser", "logname", "uid":
			setField(e, name, value)
		}
	}
}

// saysSudo reads "NAME : [WHY ; ]TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/id".
func saysSudo(message string, e *timeline.Event) {
	name, text, ok := strings.Cut(strings.TrimLeft(message, " "), " : ")
	if !ok {
		return
	}
	e.User = strings.TrimSpace(name)
	sudoFields(text, e)
}

// sudoFields reads what sudo says behind the name of who runs it. The command is last,
// and may have semicolons itself.
func sudoFields(text string, e *timeline.Event) {
	if head, command, ok := strings.Cut(text, "COMMAND="); ok {
		setField(e, "command", command)
		text = head
	}
	for part := range strings.SplitSeq(text, " ;") {
		part = strings.TrimSpace(part)
		name, value, ok := strings.Cut(part, "=")
		switch {
		case !ok && part != "":
			setField(e, "reason", part)
		case name == "USER":
			setField(e, "target_user", value)
		case name == "GROUP":
			setField(e, "target_group", value)
		case name == "TTY", name == "PWD", name == "ENV", name == "HOST", name == "CHROOT":
			setField(e, strings.ToLower(name), value)
		}
	}
}

// saysSu reads "(to root) alice on pts/0", which failures have "FAILED SU " before, and
// "Successful su for root by alice" of shadow's.
func saysSu(message string, e *timeline.Event) {
	text := message
	if rest, ok := strings.CutPrefix(text, "FAILED SU "); ok {
		setField(e, "result", "failed")
		text = rest
	}
	if target, ok := between(text, "(to ", ")"); ok {
		setField(e, "target_user", target)
		_, rest, _ := strings.Cut(text, ") ")
		name, tty, _ := strings.Cut(rest, " on ")
		e.User = name
		setField(e, "tty", tty)
		return
	}
	if _, rest, ok := strings.Cut(text, " su for "); ok {
		target, by, _ := strings.Cut(rest, " by ")
		setField(e, "target_user", target)
		e.User = by
	}
}

// saysAccount reads what the tools of shadow say of users and groups.
func saysAccount(message string, e *timeline.Event) {
	what, list, ok := strings.Cut(message, ": ")
	if ok && (what == "new user" || what == "new group" || strings.HasPrefix(what, "group added")) {
		for pair := range strings.SplitSeq(list, ", ") {
			switch name, value, _ := strings.Cut(pair, "="); name {
			case "name":
				if what == "new user" {
					e.User = value
				} else {
					setField(e, "group", value)
				}
			case "UID", "GID", "home", "shell", "from":
				setField(e, strings.ToLower(name), value)
			}
		}
		return
	}
	// "add 'bob' to group 'sudo'", "user bob added by root to group sudo"
	who, group, ok := strings.Cut(message, "group ")
	if group, _, _ = strings.Cut(group, " owned by "); ok {
		setField(e, "group", strings.Trim(group, "'"))
	}
	if name, ok := between(who, "'", "'"); ok {
		e.User = name
	} else if name, ok := between(who, "user ", " "); ok {
		e.User = name
	}
}

// saysCron reads "(root) CMD (run-parts /etc/cron.hourly)" of cron and its kin, and "USER
// root pid 12 cmd run-parts /etc/periodic/15min" of busybox.
func saysCron(message string, e *timeline.Event) {
	if rest, ok := strings.CutPrefix(message, "USER "); ok {
		name, rest := word(rest)
		e.User = name
		if _, command, ok := strings.Cut(rest, " cmd "); ok {
			e.Type = "syslog:cron:task_run"
			setField(e, "command", command)
		}
		return
	}
	name, rest, ok := strings.Cut(message, ") ")
	if !ok || !strings.HasPrefix(name, "(") {
		return
	}
	e.User = name[1:]
	action, rest, ok := strings.Cut(rest, " (")
	if !ok {
		return
	}
	setField(e, "action", strings.ToLower(action))
	if action == "CMD" {
		e.Type = "syslog:cron:task_run"
		setField(e, "command", strings.TrimSuffix(rest, ")"))
	}
}

// saysSystemd reads "Started nginx.service - A web server.".
func saysSystemd(message string, e *timeline.Event) {
	action, rest := word(message)
	switch action {
	case "Started", "Starting", "Stopped", "Stopping", "Reloaded", "Reloading", "Finished", "Failed", "Reached":
		unit, _ := word(strings.TrimPrefix(rest, "to start "))
		setField(e, "action", strings.ToLower(action))
		if strings.Contains(unit, ".") && !strings.HasSuffix(unit, ".") {
			setField(e, "unit", unit)
		}
	default:
		if unit, _, ok := strings.Cut(message, ": "); ok && strings.Contains(unit, ".") && !strings.Contains(unit, " ") {
			setField(e, "unit", unit)
		}
	}
}

// saysLogind reads "New session 3 of user root.".
func saysLogind(message string, e *timeline.Event) {
	if session, name, ok := strings.Cut(message, " of user "); ok && strings.HasPrefix(session, "New session ") {
		e.User = strings.TrimSuffix(name, ".")
		setField(e, "session", strings.TrimPrefix(session, "New session "))
	}
}

// saysLogin reads "FAILED LOGIN (1) on '/dev/pts/0' FOR 'root', Authentication failure" and
// "ROOT LOGIN  on '/dev/pts/0'".
func saysLogin(message string, e *timeline.Event) {
	if name, ok := between(message, "FOR '", "'"); ok {
		e.User = name
	} else if strings.HasPrefix(message, "ROOT LOGIN") {
		e.User = "root"
	}
	if tty, ok := between(message, "on '", "'"); ok {
		setField(e, "tty", tty)
	}
	if strings.HasPrefix(message, "FAILED LOGIN") {
		setField(e, "result", "failed")
	}
	if host, ok := between(message, "from '", "'"); ok {
		setOther(e, host)
	}
}
