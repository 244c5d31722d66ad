package parsers

import (
	"net/netip"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// access reads the access logs of nginx, Apache and their kin in the common log format,
// in the combined one, and with a virtual host before it.
func access() timeline.Parser {
	return timeline.Parser{
		Name:   "access_log",
		Source: timeline.Web,
		Files: []string{
			"/var/log/{nginx,apache2,httpd,lighttpd}/**/*access*",
			"/var/log/**/*access{.,_}log*",
			"/usr/local/{apache2,nginx}/logs/*access*",
			"/opt/bitnami/*/logs/*access*",
		},
		Parse: eachLine(accessLine),
	}
}

// The length of "24/Nov/2026:23:59:59 +0000".
const commonTime = 26

// accessLine reads
//
//	[VHOST:PORT ]HOST IDENT USER [TIME] "REQUEST" STATUS BYTES[ "REFERRER" "AGENT"[ "FORWARDED"]]
//
// The time is looked for before the first quote: servers escape quotes, but not the
// brackets in the names that clients give.
func accessLine(c clock, line string, e *timeline.Event) verdict {
	quote := quoteIn(line, 0)
	at := quote - len("] ") - commonTime
	if at < 2 || line[at-2:at] != " [" || line[quote-2:quote] != "] " {
		return foreign
	}
	when, ok := bracketTime(line[at : at+commonTime])
	if !ok || !clientOf(line[:at-2], e) {
		return foreign
	}
	e.What, e.Type = recordedTime, "apache:access_log:entry"
	e.Message = e.Host + " " + line[quote:]
	request, rest, ok := quoted(line[quote:])
	if !ok {
		return foreign
	}
	setRequest(e, request)
	status, rest, _ := strings.Cut(strings.TrimPrefix(rest, " "), " ")
	setField(e, "status", status)
	bytes, rest, _ := strings.Cut(rest, " ")
	setField(e, "bytes", bytes)
	for _, name := range [...]string{"referrer", "user_agent", "forwarded_for"} {
		var value string
		if value, rest, ok = quoted(rest); !ok {
			break
		}
		setField(e, name, value)
		rest = strings.TrimPrefix(rest, " ")
	}
	return c.set(e, when)
}

// bracketTime reads "24/Nov/2026:23:59:59 +0000".
func bracketTime(text string) (s stamp, ok bool) {
	var day, month, year bool
	s.day, day = number(text, 0, 2)
	s.month, month = shortMonth(text[3:])
	s.year, year = number(text, 7, 4)
	rest, ok := s.readClock(text[12:])
	if !day || !month || !year || !ok || text[2] != '/' || text[6] != '/' || text[11] != ':' || rest[0] != ' ' {
		return s, false
	}
	return s, s.readOffset(rest[1:]) == "" && s.zoned
}

// clientOf reads what is before the time: who asked, and whom.
func clientOf(text string, e *timeline.Event) bool {
	first, rest, ok := strings.Cut(text, " ")
	if !ok {
		return false
	}
	second, user, ok := strings.Cut(rest, " ")
	if !ok {
		return false
	}
	e.Host = first
	if ident, name, ok := strings.Cut(user, " "); ok && second != "-" && ident != "" && (hasPort(first) || isAddress(second)) {
		setField(e, "vhost", first)
		e.Host, user = second, name
	}
	if user != "-" {
		e.User = user
	}
	return true
}

// hasPort tells whether a name ends in a port.
func hasPort(name string) bool {
	_, port, ok := strings.Cut(name, ":")
	return ok && port != "" && strings.Trim(port, "0123456789") == ""
}

func isAddress(name string) bool {
	_, err := netip.ParseAddr(name)
	return err == nil
}

// setRequest sets what a request asks for. What is no request of HTTP is kept whole.
func setRequest(e *timeline.Event, request string) {
	method, rest, ok := strings.Cut(request, " ")
	end := strings.LastIndex(rest, " HTTP/")
	if !ok || end < 0 {
		setField(e, "request", request)
		return
	}
	setField(e, "method", method)
	setField(e, "url", rest[:end])
}

// quoted takes what is in quotes from the beginning of s. Quotes in it have a backslash
// before them.
func quoted(s string) (text, rest string, ok bool) {
	if s == "" || s[0] != '"' {
		return "", s, false
	}
	end := quoteIn(s, 1)
	if end < 0 {
		return "", s, false
	}
	return s[1:end], s[end+1:], true
}

// quoteIn is where the first quote from a place on is that has no backslash before it,
// or -1.
func quoteIn(s string, from int) int {
	for {
		i := strings.IndexByte(s[from:], '"')
		if i < 0 {
			return -1
		}
		at := from + i
		slashes := 0
		for at-slashes > 0 && s[at-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return at
		}
		from = at + 1
	}
}
