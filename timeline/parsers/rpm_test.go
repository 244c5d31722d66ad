package parsers

import "testing"

// There is no dnf or yum here: these samples are written by hand, as dnf 4, dnf 5 and yum 3
// write their logs.
func TestDnf(t *testing.T) {
	got := parseText(t, dnf(), "/var/log/dnf.log", sampleText(t, "dnf/dnf.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:58Z linux:dnf_log:entry : --- logging initialized --- {severity=INFO}`,
		`2026-11-24T23:59:58Z linux:dnf_log:entry : Command: dnf install -y curl {command=dnf install -y curl | severity=DDEBUG}`,
		`2026-11-24T23:59:59Z linux:dnf_log:entry : Cleaning up. {severity=DEBUG}`,
	}, nil)
}

func TestDnfRPM(t *testing.T) {
	got := parseText(t, dnf(), "/var/log/dnf.rpm.log", sampleText(t, "dnf/dnf.rpm.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59Z linux:dnf_log:entry : --- logging initialized --- {severity=INFO}`,
		`2026-11-24T23:59:59Z linux:dnf_log:entry : Installed: curl-8.6.0-7.fc40.x86_64 {action=installed | package=curl-8.6.0-7.fc40.x86_64 | severity=SUBDEBUG}`,
		`2026-11-24T23:59:59Z linux:dnf_log:entry : Upgrade: zlib-1.3.1-2.fc40.x86_64 {action=upgrade | package=zlib-1.3.1-2.fc40.x86_64 | severity=SUBDEBUG}`,
	}, nil)
}

func TestDnf5(t *testing.T) {
	got := parseText(t, dnf(), "/var/log/dnf5.log", sampleText(t, "dnf/dnf5.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59Z linux:dnf_log:entry  1234: Command: dnf5 install curl {command=dnf5 install curl | severity=INFO}`,
		`2026-11-24T23:59:59Z linux:dnf_log:entry  1234: could not load the plugin {severity=WARNING}`,
	}, nil)
}

func TestYum(t *testing.T) {
	got := parseText(t, yum(), "/var/log/yum.log", sampleText(t, "yum/yum.log"))
	expectText(t, got, []string{
		`2025-12-31T23:59:59Z linux:yum_log:entry : Installed: curl-7.29.0-59.el7.x86_64 {action=installed | package=curl-7.29.0-59.el7.x86_64}`,
		`2026-01-01T00:00:01Z linux:yum_log:entry : Updated: 1:openssl-1.0.2k-26.el7.x86_64 {action=updated | package=1:openssl-1.0.2k-26.el7.x86_64}`,
		`2026-01-02T08:00:00Z linux:yum_log:entry : Erased: curl-7.29.0-59.el7.x86_64 {action=erased | package=curl-7.29.0-59.el7.x86_64}`,
	}, nil)
}

func TestRPMLines(t *testing.T) {
	got := parseText(t, dnf(), "/var/log/dnf.log", "x\n2026-11-24T23:59:59Z\n2026-11-24T23:59:59Z [x] INFO y\n  z\n2026-11-24T23:59:61Z x\n")
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z linux:dnf_log:entry : ",
		"2026-11-24T23:59:59Z linux:dnf_log:entry : y\n  z {severity=INFO}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
	got = parseText(t, yum(), "/var/log/yum.log", "x\nNov 24 23:59:59 Installed: a\nNov 24 23:59 Installed: b\nNov 31 23:59:59 Installed: c\n")
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z linux:yum_log:entry : Installed: a\nNov 24 23:59 Installed: b {action=installed | package=a}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}
