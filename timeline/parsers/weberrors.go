package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// nginxError reads the error log of nginx:
// "2026/11/25 00:32:35 [error] 12#13: *3 open() failed, client: 192.0.2.7, server: , request: "GET /"".
func nginxError() timeline.Parser {
	return timeline.Parser{
		Name:   "nginx_error",
		Source: timeline.Web,
		Files:  []string{"/var/log/nginx/**/*error*", "/usr/local/nginx/logs/*error*", "/opt/bitnami/nginx/logs/*error*"},
		Parse:  eachLine(nginxErrorLine),
	}
}

func nginxErrorLine(c clock, line string, e *timeline.Event) verdict {
	var when stamp
	text, ok := when.readDate(line, '/')
	if !ok || !strings.HasPrefix(text, " ") {
		return goesOn
	}
	text, ok = when.readClock(text[1:])
	level, text, bracket := strings.Cut(strings.TrimPrefix(text, " ["), "] ")
	if !ok || !bracket {
		return goesOn
	}
	e.What, e.Type, e.Message = recordedTime, "nginx:error_log:entry", text
	setField(e, "severity", level)
	ids, _, _ := strings.Cut(text, ": ")
	if pid, thread, ok := strings.Cut(ids, "#"); ok {
		e.PID = pidOf(pid)
		setField(e, "thread", thread)
	}
	nginxRequest(text, e)
	return c.set(e, when)
}

// nginxRequest reads ", client: ADDRESS, server: NAME, request: "...", upstream: "...",
// host: "..."" from the end of a message. What comes before it has names that clients
// gave: the last client before the request is the one.
func nginxRequest(text string, e *timeline.Event) {
	head, request, ok := strings.Cut(text, `, request: "`)
	if i := strings.LastIndex(head, ", client: "); i >= 0 {
		e.Host, _, _ = strings.Cut(head[i+len(", client: "):], ",")
	} else if client, ok := between(head, " client ", " closed keepalive connection"); ok {
		e.Host = client
	}
	if i := strings.LastIndex(head, ", server: "); i >= 0 {
		setField(e, "server", head[i+len(", server: "):])
	}
	if !ok {
		return
	}
	for _, name := range [...]string{"referrer", "host", "upstream"} {
		before, value, ok := cutLast(request, `", `+name+`: "`)
		if !ok {
			continue
		}
		request = before
		setField(e, strings.Replace(name, "host", "vhost", 1), strings.TrimSuffix(value, `"`))
	}
	setField(e, "request", strings.TrimSuffix(request, `"`))
}

// cutLast cuts a text at the last place where it has a separator.
func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// apacheError reads the error log of Apache 2.4, and of 2.2, which has no module and no
// process:
// "[Wed Nov 25 00:32:35.646677 2026] [core:error] [pid 36:tid 63] [client 192.0.2.7:46114] AH10244: ...".
func apacheError() timeline.Parser {
	return timeline.Parser{
		Name:   "apache_error",
		Source: timeline.Web,
		Files: []string{
			"/var/log/{apache2,httpd}/**/*error*",
			"/usr/local/apache2/logs/*error*",
			"/opt/bitnami/apache{,2}/logs/*error*",
		},
		Parse: eachLine(apacheErrorLine),
	}
}

func apacheErrorLine(c clock, line string, e *timeline.Event) verdict {
	date, text, ok := bracketed(line)
	if !ok {
		return goesOn
	}
	when, rest, ok := cTime(date)
	if !ok || rest != "" {
		return goesOn
	}
	e.What, e.Type = recordedTime, "apache:error_log:entry"
	e.Message = text
	level, text, _ := bracketed(text)
	if module, severity, ok := strings.Cut(level, ":"); ok {
		setField(e, "module", module)
		level = severity
	}
	setField(e, "severity", level)
	for {
		inside, rest, ok := bracketed(text)
		if !ok && strings.HasPrefix(text, "(") { // "(13)Permission denied: [client ...] AH00035: ..."
			if _, client, found := strings.Cut(text, ": [client "); found {
				inside, rest, ok = bracketed("[client " + client)
			}
		}
		if !ok || !apacheID(inside, e) {
			break
		}
		text = rest
	}
	if _, referrer, ok := cutLast(text, ", referer: "); ok {
		setField(e, "referrer", referrer)
	}
	return c.set(e, when)
}

// bracketed takes "[...] " from the beginning of a text.
func bracketed(text string) (inside, rest string, ok bool) {
	if !strings.HasPrefix(text, "[") {
		return "", text, false
	}
	inside, rest, ok = strings.Cut(text[1:], "]")
	if !ok {
		return "", text, false
	}
	return inside, strings.TrimPrefix(rest, " "), true
}

// apacheID reads "pid 36:tid 63" or "client 192.0.2.7:46114".
func apacheID(text string, e *timeline.Event) bool {
	if ids, ok := strings.CutPrefix(text, "pid "); ok {
		pid, thread, _ := strings.Cut(ids, ":tid ")
		e.PID = pidOf(pid)
		setField(e, "thread", thread)
		return true
	}
	client, ok := strings.CutPrefix(text, "client ")
	if !ok {
		return false
	}
	e.Host = client
	if host, port, ok := cutLast(client, ":"); ok && (strings.Count(client, ":") == 1 || strings.Count(client, ":") == 8) {
		e.Host = host
		setField(e, "port", port)
	}
	return true
}
