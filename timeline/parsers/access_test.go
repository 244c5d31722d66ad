package parsers

import (
	"strings"
	"testing"
)

func TestAccessNginx(t *testing.T) {
	got := parseText(t, access(), "/var/log/nginx/access.log", sampleText(t, "access_log/access.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 "-" "curl/7.88.1" {bytes=3 | method=GET | status=200 | url=/ | user_agent=curl/7.88.1}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET /index.html HTTP/1.1" 200 3 "http://www.example.com/a" "Mozilla/5.0 (X11; \x22q\x22 \x5C)" {bytes=3 | method=GET | referrer=http://www.example.com/a | status=200 | url=/index.html | user_agent=Mozilla/5.0 (X11; \x22q\x22 \x5C)}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "POST /no/shell.php?cmd=id%20-a HTTP/1.1" 404 153 "-" "curl/7.88.1" {bytes=153 | method=POST | status=404 | url=/no/shell.php?cmd=id%20-a | user_agent=curl/7.88.1}`,
		`2026-11-25T00:32:35Z apache:access_log:entry a [01/Jan/2000@192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 "-" "curl/7.88.1" {bytes=3 | method=GET | status=200 | url=/ | user_agent=curl/7.88.1}`,
		`2026-11-25T00:32:35Z apache:access_log:entry bob@192.0.2.7: 192.0.2.7 "GET /up/x HTTP/1.1" 502 157 "-" "curl/7.88.1" {bytes=157 | method=GET | status=502 | url=/up/x | user_agent=curl/7.88.1}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET /../../etc/passwd HTTP/1.1" 400 157 "-" "-" {bytes=157 | method=GET | status=400 | url=/../../etc/passwd}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "\x16\x03\x01\x00\x22" 400 157 "-" "-" {bytes=157 | request=\x16\x03\x01\x00\x22 | status=400}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "HELLO" 400 157 "-" "-" {bytes=157 | request=HELLO | status=400}`,
	}, nil)
}

func TestAccessForwarded(t *testing.T) {
	got := parseText(t, access(), "/var/log/nginx/main.access.log", sampleText(t, "access_log/main.access.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET /index.html HTTP/1.1" 200 3 "http://www.example.com/a" "Mozilla/5.0 (X11; \x22q\x22 \x5C)" "192.0.2.7" {bytes=3 | forwarded_for=192.0.2.7 | method=GET | referrer=http://www.example.com/a | status=200 | url=/index.html | user_agent=Mozilla/5.0 (X11; \x22q\x22 \x5C)}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "POST /no/shell.php?cmd=id%20-a HTTP/1.1" 404 153 "-" "curl/7.88.1" "-" {bytes=153 | method=POST | status=404 | url=/no/shell.php?cmd=id%20-a | user_agent=curl/7.88.1}`,
	}, nil)
}

func TestAccessApache(t *testing.T) {
	got := parseText(t, access(), "/var/log/apache2/access.log", sampleText(t, "access_log/apache_access.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET /index.html HTTP/1.1" 200 230 "http://www.example.com/a" "Mozilla/5.0 (X11; \"q\" \\)" {bytes=230 | method=GET | referrer=http://www.example.com/a | status=200 | url=/index.html | user_agent=Mozilla/5.0 (X11; \"q\" \\)}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "\x16\x03\x01" 400 531 "-" "-" {bytes=531 | request=\x16\x03\x01 | status=400}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "HELLO" 400 531 "-" "-" {bytes=531 | request=HELLO | status=400}`,
	}, nil)
}

func TestAccessLines(t *testing.T) {
	const common = `192.0.2.7 - - [25/Nov/2026:00:32:35 +0000] "GET / HTTP/1.1" 200 3`
	got := parseText(t, access(), "/var/log/nginx/access.log", strings.Join([]string{
		common,
		`www.example.com:443 ` + common,
		`www.example.com ` + common,
		`2001:db8::1 - - [25/Nov/2026:02:32:35 +0200] "GET / HTTP/1.0" 304 -`,
		`192.0.2.7 - a b c [24/Nov/2026:19:02:35 -0530] "GET /a b HTTP/1.1" 200 3`,
		`192.0.2.7 - x [01/Jan/2000:00:00:00 +0000] [25/Nov/2026:00:32:35 +0000] "GET / HTTP/1.1" 200 3`,
		// None of these is a line of the format, or has a time.
		`192.0.2.7 - - [25/Nov/2026 00:32:35 +0000] "GET / HTTP/1.1" 200 3`,
		`192.0.2.7 - - [25/Nov/2026:00:32:35 +0000] GET / HTTP/1.1 200 3`,
		`192.0.2.7 - - [25/Nov/2026:00:32:35 +0000] "GET / HTTP/1.1`,
		`192.0.2.7 - - [25/Nov/2026:00:32:35] "GET / HTTP/1.1" 200 3`,
		`"GET / HTTP/1.1"`,
		`192.0.2.7 [25/Nov/2026:00:32:35 +0000] "GET / HTTP/1.1" 200 3`,
		`192.0.2.7 - - [30/Feb/2026:00:32:35 +0000] "GET / HTTP/1.1" 200 3`,
		`192.0.2.7 - - [25/Nov/2026:25:32:35 +0000] "GET / HTTP/1.1" 200 3`,
		`192.0.2.7 - - [25/Nov/1969:23:32:35 +0000] "GET / HTTP/1.1" 200 3`,
	}, "\n"))
	expectText(t, got, []string{
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 {bytes=3 | method=GET | status=200 | url=/}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 {bytes=3 | method=GET | status=200 | url=/ | vhost=www.example.com:443}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 {bytes=3 | method=GET | status=200 | url=/ | vhost=www.example.com}`,
		`2026-11-25T00:32:35Z apache:access_log:entry @2001:db8::1: 2001:db8::1 "GET / HTTP/1.0" 304 - {method=GET | status=304 | url=/}`,
		`2026-11-25T00:32:35Z apache:access_log:entry a b c@192.0.2.7: 192.0.2.7 "GET /a b HTTP/1.1" 200 3 {bytes=3 | method=GET | status=200 | url=/a b}`,
		`2026-11-25T00:32:35Z apache:access_log:entry x [01/Jan/2000:00:00:00 +0000]@192.0.2.7: 192.0.2.7 "GET / HTTP/1.1" 200 3 {bytes=3 | method=GET | status=200 | url=/}`,
	}, map[string]int{"lines of another format": 6, "lines with impossible times": 3})
	for _, e := range got.events {
		if e.Assumed != "" {
			t.Errorf("%q is assumed of a line that has a zone", e.Assumed)
		}
	}
}
