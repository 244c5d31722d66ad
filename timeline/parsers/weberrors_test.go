package parsers

import (
	"strings"
	"testing"
)

func TestNginxError(t *testing.T) {
	got := parseText(t, nginxError(), "/var/log/nginx/error.log", sampleText(t, "nginx_error/error.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:34Z nginx:error_log:entry  10: 10#10: using the "epoll" event method {severity=notice | thread=10}`,
		`2026-11-25T00:32:34Z nginx:error_log:entry  10: 10#10: nginx/1.22.1 {severity=notice | thread=10}`,
		`2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *1 client 192.0.2.7 closed keepalive connection {severity=info | thread=12}`,
		`2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *3 open() "/var/www/html/no/shell.php" failed (2: No such file or directory), client: 192.0.2.7, server: , request: "POST /no/shell.php?cmd=id%20-a HTTP/1.1", host: "192.0.2.7:8081" {request=POST /no/shell.php?cmd=id%20-a HTTP/1.1 | severity=error | thread=12 | vhost=192.0.2.7:8081}`,
		`2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *5 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: , request: "GET /up/x HTTP/1.1", upstream: "http://192.0.2.7:1/up/x", host: "192.0.2.7:8081" {request=GET /up/x HTTP/1.1 | severity=error | thread=12 | upstream=http://192.0.2.7:1/up/x | vhost=192.0.2.7:8081}`,
		`2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *7 client sent invalid request while reading client request line, client: 192.0.2.7, server: , request: "GET /../../etc/passwd HTTP/1.1" {request=GET /../../etc/passwd HTTP/1.1 | severity=info | thread=12}`,
		"2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *8 client sent invalid method while reading client request line, client: 192.0.2.7, server: , request: \"\x16\x03\x01\x00\"\" {request=\x16\x03\x01\x00\" | severity=info | thread=12}",
		`2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: 12#12: *9 client sent invalid method while reading client request line, client: 192.0.2.7, server: , request: "HELLO" {request=HELLO | severity=info | thread=12}`,
		`2026-11-25T00:32:35Z nginx:error_log:entry  11: 11#11: signal 15 (SIGTERM) received from 124, exiting {severity=notice | thread=11}`,
	}, nil)
}

func TestApacheError(t *testing.T) {
	got := parseText(t, apacheError(), "/var/log/apache2/error.log", sampleText(t, "apache_error/error.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:34.504163Z apache:error_log:entry  34: [mpm_event:notice] [pid 34:tid 34] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations {module=mpm_event | severity=notice | thread=34}`,
		`2026-11-25T00:32:34.504272Z apache:error_log:entry  34: [core:notice] [pid 34:tid 34] AH00094: Command line: '/usr/sbin/apache2' {module=core | severity=notice | thread=34}`,
		`2026-11-25T00:32:35.646677Z apache:error_log:entry @192.0.2.7 36: [core:error] [pid 36:tid 63] [client 192.0.2.7:46114] AH10244: invalid URI path (/../../etc/passwd) {module=core | port=46114 | severity=error | thread=63}`,
		`2026-11-25T00:32:35.699043Z apache:error_log:entry  34: [mpm_event:notice] [pid 34:tid 34] AH00491: caught SIGTERM, shutting down {module=mpm_event | severity=notice | thread=34}`,
	}, nil)
}

// The client that nginx tells of is behind what clients chose.
func TestNginxErrorLines(t *testing.T) {
	got := parseText(t, nginxError(), "/var/log/nginx/error.log", strings.Join([]string{
		`a line before the first one`,
		`2026/11/25 00:32:35 [error] 12#13: *3 open() "/x, client: 192.0.2.9" failed, client: 192.0.2.7, server: _, request: "GET /, client: 192.0.2.8 HTTP/1.1", host: "a", referrer: "b"`,
		`PHP message: more`,
		`2026/11/25 00:32:35 [error`,
		`2026-11-25 00:32:35 [error] 1#1: x`,
		`2026/11/25 00:62:35 [error] 1#1: x`,
	}, "\n"))
	expectText(t, got, []string{
		"2026-11-25T00:32:35Z nginx:error_log:entry @192.0.2.7 12: " + `12#13: *3 open() "/x, client: 192.0.2.9" failed, client: 192.0.2.7, server: _, request: "GET /, client: 192.0.2.8 HTTP/1.1", host: "a", referrer: "b"` +
			"\nPHP message: more\n2026/11/25 00:32:35 [error\n2026-11-25 00:32:35 [error] 1#1: x {referrer=b | request=GET /, client: 192.0.2.8 HTTP/1.1 | server=_ | severity=error | thread=13 | vhost=a}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}

func TestApacheErrorLines(t *testing.T) {
	got := parseText(t, apacheError(), "/var/log/httpd/error_log", strings.Join([]string{
		`[Wed Nov 25 00:32:35 2026] [error] [client 2001:db8::1] File does not exist: /x, referer: http://a/`,
		`sh: 1: id: not found`,
		`[Wed Nov 25 00:32:35.5 2026] [authz_core:error] [pid 36] (13)Permission denied: [client 192.0.2.7:46114] AH00035: denied`,
		`[Wed Nov 25 00:32:35.5 2026`,
		`[Wed Nov 31 00:32:35.5 2026] [core:error] x`,
		`[Wed Nov 25 00:32:35 2026 x] [core:error] x`,
	}, "\n"))
	expectText(t, got, []string{
		"2026-11-25T00:32:35Z apache:error_log:entry @2001:db8::1: [error] [client 2001:db8::1] File does not exist: /x, referer: http://a/\nsh: 1: id: not found {referrer=http://a/ | severity=error}",
		"2026-11-25T00:32:35.5Z apache:error_log:entry @192.0.2.7 36: [authz_core:error] [pid 36] (13)Permission denied: [client 192.0.2.7:46114] AH00035: denied\n[Wed Nov 25 00:32:35.5 2026 {module=authz_core | port=46114 | severity=error}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}
