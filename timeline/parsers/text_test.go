package parsers

import (
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/timeline"
)

func TestText(t *testing.T) {
	got := parseText(t, text(), "/var/log/app.log", sampleText(t, "text/app.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59.123Z text:line : INFO started {severity=INFO}`,
		"2026-11-24T23:59:59Z text:line : production.ERROR: no such table\n#0 /var/www/index.php(3): main()",
		`2026-11-24T23:59:59Z text:line : http: panic serving 192.0.2.7:50000`,
		`2026-11-24T22:59:59.5Z text:line : [WARN] disk is full {severity=WARN}`,
		"2026-11-24T23:59:59.999999Z text:line : | error | x\ninformal text {severity=ERROR}",
	}, nil)
}

func TestSupervisord(t *testing.T) {
	got := parseText(t, supervisord(), "/var/log/supervisor/supervisord.log", sampleText(t, "supervisord/supervisord.log"))
	expectText(t, got, []string{
		`2026-11-25T00:45:30.496Z supervisord:log:entry : CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  If you intend to run as root, you can set user=root in the config file to avoid this message. {severity=CRIT}`,
		`2026-11-25T00:45:30.499Z supervisord:log:entry : INFO supervisord started with pid 110 {severity=INFO}`,
		`2026-11-25T00:45:31.504Z supervisord:log:entry  111: INFO spawned: 'a' with pid 111 {action=spawned | program=a | severity=INFO}`,
		`2026-11-25T00:45:31.516Z supervisord:log:entry : WARN exited: a (exit status 0; not expected) {action=exited | program=a | severity=WARN}`,
		`2026-11-25T00:45:32.52Z supervisord:log:entry  112: INFO spawned: 'a' with pid 112 {action=spawned | program=a | severity=INFO}`,
		`2026-11-25T00:45:32.533Z supervisord:log:entry : WARN exited: a (exit status 0; not expected) {action=exited | program=a | severity=WARN}`,
		`2026-11-25T00:45:34.538Z supervisord:log:entry  113: INFO spawned: 'a' with pid 113 {action=spawned | program=a | severity=INFO}`,
		`2026-11-25T00:45:34.549Z supervisord:log:entry : WARN exited: a (exit status 0; not expected) {action=exited | program=a | severity=WARN}`,
		`2026-11-25T00:45:35.551Z supervisord:log:entry : WARN received SIGTERM indicating exit request {severity=WARN}`,
	}, nil)
}

// The samples of certbot and cloud-init are written by hand, in the forms of their logging.
func TestLetsencrypt(t *testing.T) {
	got := parseText(t, letsencrypt(), "/var/log/letsencrypt/letsencrypt.log", sampleText(t, "letsencrypt/letsencrypt.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59.123Z letsencrypt:log:entry : certbot version: 2.1.0 {program=certbot._internal.main | severity=DEBUG}`,
		"2026-11-24T23:59:59.456Z letsencrypt:log:entry : Exiting abnormally:\nTraceback (most recent call last):\n  File \"/usr/bin/certbot\", line 33, in <module> {program=certbot._internal.log | severity=ERROR}",
	}, nil)
}

func TestCloudInit(t *testing.T) {
	got := parseText(t, cloudInit(), "/var/log/cloud-init.log", sampleText(t, "cloud_init/cloud-init.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59.123Z cloud_init:log:entry : Cloud-init v. 22.4.2 running 'init-local' at Tue, 24 Nov 2026 23:59:59 +0000. Up 5.31 seconds. {program=util.py | severity=DEBUG}`,
		`2026-11-24T23:59:59.456Z cloud_init:log:entry : Running command ['useradd', 'alice'] failed {program=subp.py | severity=WARNING}`,
	}, nil)
}

func TestTextLines(t *testing.T) {
	for line, want := range map[string]string{
		"2026-11-24T23:59:59+0100 x":          "2026-11-24T22:59:59Z x",
		"2026-11-24T23:59:59-01 x":            "2026-11-25T00:59:59Z x",
		"2026-11-24T23:59:59-02:30 x":         "2026-11-25T02:29:59Z x",
		"2026-11-24T23:59:59Zulu":             "2026-11-24T23:59:59Z ulu",
		"2026-11-24 23:59:59-x":               "2026-11-24T23:59:59Z -x",
		"2026-11-24 23:59:59-12345":           "2026-11-24T23:59:59Z -12345",
		"2026-11-24 23:59:59. x":              "2026-11-24T23:59:59Z . x",
		"2026-11-24 23:59:59.1234567891234 x": "2026-11-24T23:59:59.123456789Z x",
		"2026-11-24 23:59:60 x":               "2026-11-25T00:00:00Z x",
		"2026-11-24 3:59:59 x":                "2026-11-24T03:59:59Z x",
		"2024-02-29 00:00:00 x":               "2024-02-29T00:00:00Z x",
		"1970-01-01 00:00:00 x":               "1970-01-01T00:00:00Z x",
		"9999-12-31 23:59:59 x":               "9999-12-31T23:59:59Z x",
		"2026-02-29 00:00:00 x":               string(impossible),
		"2100-02-29 00:00:00 x":               string(impossible),
		"2026-11-24 24:00:00 x":               string(impossible),
		"2026-00-24 00:00:00 x":               string(impossible),
		"2026-11-00 00:00:00 x":               string(impossible),
		"2026-11-24 23:60:00 x":               string(impossible),
		"2026-11-24 23:59:61 x":               string(impossible),
		"1969-12-31 23:59:59 x":               string(impossible),
		"2026-11-24T23:59:59+99:00 x":         string(impossible),
		"0000-01-01 00:00:00 x":               string(impossible),
		"2026-11-24":                          "logs without times",
		"2026-11-24 ":                         "logs without times",
		"2026-11-24 23:59":                    "logs without times",
		"2026-11-24x23:59:59":                 "logs without times",
		"26-11-24 23:59:59":                   "logs without times",
		"2026-11-2x 23:59:59":                 "logs without times",
		"+026-11-24 23:59:59":                 "logs without times",
		"[2026-11-24 23:59:59 x":              "logs without times",
		"Nov 24 23:59:59 web1 x":              "2026-11-24T23:59:59Z x",
		" 2026-11-24 23:59:59 x":              "logs without times",
	} {
		got := parseText(t, text(), "/var/log/x.log", line)
		shown := ""
		for reason := range got.skipped {
			shown = reason
		}
		for _, e := range got.events {
			shown += e.Time.Format("2006-01-02T15:04:05.999999999Z07:00") + " " + e.Message
		}
		if shown != want {
			t.Errorf("%q: got %q, want %q", line, shown, want)
		}
	}
}

// What has times is read wherever they begin, and what has none is told once.
func TestReadText(t *testing.T) {
	got := parseText(t, text(), "/var/log/x.log", "a\nb\n2026-11-24 23:59:59 c\nd\nNov 24 23:59:59 web1 e\n")
	expectText(t, got, []string{"2026-11-24T23:59:59Z text:line : c\nd\nNov 24 23:59:59 web1 e"}, map[string]int{"lines without a time": 2})
	got = parseText(t, text(), "/var/log/x.log", strings.Repeat("a\n", maxLine)+"2026-11-24 23:59:59 c\n")
	expectText(t, got, []string{"2026-11-24T23:59:59Z text:line : c"}, map[string]int{"lines without a time": maxLine})
	got = parseText(t, text(), "/var/log/x.log", strings.Repeat("a\n", maxLine))
	expectText(t, got, nil, map[string]int{"logs without times": 1})
	got = parseText(t, text(), "/var/log/x.log", "a\nDec 31 23:59:59 web1 cron[1]: (root) CMD (id)\nJan  1 00:00:00 web1 x\n")
	expectText(t, got, []string{
		"2025-12-31T23:59:59Z syslog:cron:task_run root@web1 1: cron[1]: (root) CMD (id) {action=cmd | command=id | program=cron}",
		"2026-01-01T00:00:00Z syslog:line @web1: x",
	}, map[string]int{"lines without a time": 1})
	if source := got.events[0].Source; source != timeline.Syslog {
		t.Errorf("source is %s", source)
	}
}
