package parsers

import "testing"

// There is no apk 2 here that keeps a log: the sample is written by hand, in the form of
// its source.
func TestApk(t *testing.T) {
	got := parseText(t, apk(), "/var/log/apk.log", sampleText(t, "apk/apk.log"))
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z linux:apk_log:entry : Running apk add curl\napk-tools 2.14.4, compiled for x86_64. {command=apk add curl}",
		`2026-11-24T23:59:59Z linux:apk_log:entry : Installing libcurl (8.9.1-r1) {action=installing | command=apk add curl | package=libcurl | version=8.9.1-r1}`,
		"2026-11-24T23:59:59Z linux:apk_log:entry : Installing curl (8.9.1-r1)\nExecuting busybox-1.36.1-r29.trigger\nOK: 13 MiB in 25 packages {action=installing | command=apk add curl | package=curl | version=8.9.1-r1}",
		"2026-11-25T00:10:00Z linux:apk_log:entry : Running apk upgrade\napk-tools 2.14.4, compiled for x86_64. {command=apk upgrade}",
		"2026-11-25T00:10:00Z linux:apk_log:entry : Upgrading musl (1.2.5-r0 -> 1.2.5-r1)\nOK: 13 MiB in 25 packages {action=upgrading | command=apk upgrade | old_version=1.2.5-r0 | package=musl | version=1.2.5-r1}",
		`2026-11-25T00:20:00Z linux:apk_log:entry : Running apk del curl {command=apk del curl}`,
		`2026-11-25T00:20:00Z linux:apk_log:entry : Purging curl (8.9.1-r1) {action=purging | command=apk del curl | package=curl | version=8.9.1-r1}`,
		`2026-11-25T00:20:00Z linux:apk_log:entry : ERROR: unable to lock the database {action=error | command=apk del curl}`,
	}, nil)
}

func TestApkLines(t *testing.T) {
	got := parseText(t, apk(), "/var/log/apk.log", "(1/1) Installing a (1)\nRunning `apk add b` at 2026-02-30 00:00:00\n(1/1) Installing b (1)\n"+
		"Running `sh -c \"` at 2026-11-24 23:59:59\"` at 2026-11-24 23:59:58\n(1/1) Installing\nRunning `apk` at x\nRunning `apk\n")
	expectText(t, got, []string{
		"2026-11-24T23:59:58Z linux:apk_log:entry : Running sh -c \"` at 2026-11-24 23:59:59\" {command=sh -c \"` at 2026-11-24 23:59:59\"}",
		"2026-11-24T23:59:58Z linux:apk_log:entry : Installing\nRunning `apk` at x\nRunning `apk {action=installing | command=sh -c \"` at 2026-11-24 23:59:59\"}",
	}, map[string]int{"lines without a time": 2, "lines with impossible times": 1})
}
