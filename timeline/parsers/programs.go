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
	"pkexec":       saysPkexec,
	"doas":         saysDoas,
	"kernel":       saysKernel,
	"postfix":      saysPostfix,
	"dovecot":      saysDovecot,

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

// saysPkexec reads "alice: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/] [COMMAND=/bin/sh]".
func saysPkexec(message string, e *timeline.Event) {
	name, text, ok := strings.Cut(message, ": ")
	if !ok {
		return
	}
	e.User = name
	for variable, field := range map[string]string{"USER": "target_user", "TTY": "tty", "CWD": "pwd"} {
		if value, ok := between(text, "["+variable+"=", "] ["); ok {
			setField(e, field, value)
		}
	}
	if _, command, ok := strings.Cut(text, "[COMMAND="); ok {
		setField(e, "command", strings.TrimSuffix(command, "]"))
	}
}

// saysDoas reads "bob ran command id as root from /home/bob", and "command not permitted
// for bob: id".
func saysDoas(message string, e *timeline.Event) {
	if name, rest, ok := strings.Cut(message, " ran command "); ok {
		e.User = name
		rest, directory, _ := cutLast(rest, " from ")
		command, target, _ := cutLast(rest, " as ")
		setField(e, "command", command)
		setField(e, "target_user", target)
		setField(e, "pwd", directory)
		return
	}
	for _, failure := range [...]string{"command not permitted for ", "failed command for ", "failed auth for "} {
		if rest, ok := strings.CutPrefix(message, failure); ok {
			name, command, _ := strings.Cut(rest, ": ")
			e.User = name
			setField(e, "command", command)
			setField(e, "result", "failed")
		}
	}
}

// saysKernel reads what netfilter logs of packets: "IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 PROTO=TCP SPT=5 DPT=22".
func saysKernel(message string, e *timeline.Event) {
	if !strings.Contains(message, " SRC=") || !strings.Contains(message, " DST=") {
		return
	}
	for _, pair := range strings.Fields(message) {
		switch name, value, _ := strings.Cut(pair, "="); name {
		case "SRC":
			setOther(e, value)
		case "IN", "OUT", "DST", "PROTO", "SPT", "DPT":
			setField(e, strings.ToLower(name), value)
		}
	}
}

// saysPostfix reads "connect from mail.example.com[192.0.2.7]" and "ABC: client=unknown[192.0.2.7], sasl_username=bob".
func saysPostfix(message string, e *timeline.Event) {
	_, client, ok := strings.Cut(message, "connect from ")
	if !ok {
		_, client, ok = strings.Cut(message, " client=")
	}
	if !ok {
		_, client, ok = strings.Cut(message, " RCPT from ")
	}
	client, _ = word(client)
	if address, found := between(client, "[", "]"); ok && found {
		setOther(e, address)
	}
	if _, name, ok := strings.Cut(message, ", sasl_username="); ok {
		e.User, _, _ = strings.Cut(name, ",")
	}
}

// saysDovecot reads "imap-login: Login: user=<bob>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1".
func saysDovecot(message string, e *timeline.Event) {
	if name, ok := between(message, "user=<", ">, "); ok {
		e.User = name
	}
	if address, ok := between(message, ", rip=", ","); ok {
		setOther(e, address)
	}
}
