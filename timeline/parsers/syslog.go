package parsers

import (
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// syslog reads what syslog daemons write: rsyslog and syslog-ng with traditional or RFC
// 3339 times, busybox, and RFC 5424.
func syslog() timeline.Parser {
	return timeline.Parser{
		Name:   "syslog",
		Source: timeline.Syslog,
		Files: []string{
			"/var/log/{syslog,messages,secure,maillog,cron,debug,spooler}{,[.-]*}",
			"/var/log/{syslog,messages,auth,authpriv,daemon,cron,kern,mail,user,lpr,news,ftp,local[0-7],boot,sshd,haproxy,ufw,iptables,dhcpd,slapd,postfix,dovecot,exim}.log{,[.-]*}",
			"/var/log/{mail,news}.{info,warn,err,crit,notice}{,[.-]*}",
		},
		Parse: parseSyslog,
	}
}

func parseSyslog(in *timeline.Input, emit func(timeline.Event)) error {
	y, err := yearsOf(in, syslogStamp)
	if err != nil {
		return err
	}
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		return syslogLine(y, line, e)
	}, nil)
}

// syslogStamp is the time of a line.
func syslogStamp(line string) (stamp, bool) {
	s, _, ok := syslogTime(afterPriority(line))
	return s, ok
}

func syslogTime(line string) (s stamp, rest string, ok bool) {
	if line != "" && isDigit(line[0]) {
		return isoTime(line)
	}
	return monthTime(line)
}

// afterPriority is a line without "<34>1 " of RFC 5424 or "<34>" of RFC 3164.
func afterPriority(line string) string {
	if !strings.HasPrefix(line, "<") {
		return line
	}
	digits, rest, ok := strings.Cut(line[1:], ">")
	if _, err := strconv.ParseUint(digits, 10, 8); !ok || err != nil {
		return line
	}
	return strings.TrimPrefix(rest, "1 ")
}

func syslogLine(y *years, line string, e *timeline.Event) verdict {
	plain := afterPriority(line)
	when, rest, ok := syslogTime(plain)
	if !ok || !strings.HasPrefix(rest, " ") {
		return goesOn
	}
	e.What, e.Type = timeline.ModificationTime, "syslog:line"
	host, text, _ := strings.Cut(rest[1:], " ")
	if host != "-" {
		e.Host = host
	}
	if len(line)-len(plain) > len("<1>1") && strings.HasPrefix(line[len(line)-len(plain)-2:], "1 ") {
		syslog5424(text, e)
	} else {
		syslogTag(afterSeverity(text, e), e)
	}
	return y.set(e, when)
}

// afterSeverity is a text without "auth.info ", which busybox puts before the tag.
func afterSeverity(text string, e *timeline.Event) string {
	word, rest, ok := strings.Cut(text, " ")
	facility, severity, dot := strings.Cut(word, ".")
	if !ok || !dot {
		return text
	}
	switch severity {
	case "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug":
		setField(e, "facility", facility)
		setField(e, "severity", severity)
		return rest
	}
	return text
}

// syslogTag reads "sshd[12]: text", and goes on to what the program says. A text without
// a tag is a message of no program.
func syslogTag(text string, e *timeline.Event) {
	e.Message = text
	tag, message, ok := strings.Cut(text, ":")
	if !ok || tag == "" || strings.ContainsAny(tag, " \t") {
		return
	}
	program, pid, _ := strings.Cut(tag, "[")
	message = strings.TrimPrefix(message, " ")
	saysProgram(program, strings.TrimSuffix(pid, "]"), message, e)
}

// syslog5424 reads what is behind the host of RFC 5424: "PROGRAM PID ID DATA TEXT".
func syslog5424(text string, e *timeline.Event) {
	words := strings.SplitN(text, " ", 4)
	if len(words) < 4 {
		e.Message = text
		return
	}
	setField(e, "message_id", words[2])
	data, message := structuredData(words[3])
	setField(e, "structured_data", data)
	message = strings.TrimPrefix(strings.TrimPrefix(message, " "), "\ufeff")
	e.Message = words[0] + ": " + message
	saysProgram(words[0], words[1], message, e)
}

// structuredData takes "-" or "[id name="value"][...]" from the beginning of a text.
func structuredData(text string) (data, rest string) {
	if !strings.HasPrefix(text, "[") {
		data, rest, _ = strings.Cut(text, " ")
		return data, rest
	}
	inQuotes := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			inQuotes = !inQuotes
		case c == ']' && !inQuotes && (i+1 == len(text) || text[i+1] != '['):
			return text[:i+1], strings.TrimPrefix(text[i+1:], " ")
		}
	}
	return "", text
}

// saysProgram sets who says a message, and what is known from what programs say.
func saysProgram(program, pid string, message string, e *timeline.Event) {
	setField(e, "program", program)
	e.PID = pidOf(pid)
	if strings.HasPrefix(program, "postfix/") { // "postfix/smtpd"
		program = "postfix"
	}
	if _, name, ok := cutLast(program, "/"); ok { // "/usr/sbin/cron"
		program = name
	}
	if pamLine(message, e) {
		return
	}
	if says := programs[strings.ToLower(program)]; says != nil {
		says(message, e)
	}
}

// setOther sets the other side of a connection. The host that logs is kept beside it.
func setOther(e *timeline.Event, host string) {
	setField(e, "hostname", e.Host)
	e.Host = host
}
