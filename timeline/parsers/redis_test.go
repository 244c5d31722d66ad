package parsers

import (
	"strings"
	"testing"
)

func TestRedis(t *testing.T) {
	got := parseText(t, redis(), "/var/log/redis/redis-server.log", sampleText(t, "redis/redis.log"))
	expectText(t, got, []string{
		`2026-11-25T00:32:35.718Z redis:log:entry  129: oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo {role=child | severity=warning}`,
		`2026-11-25T00:32:35.718Z redis:log:entry  129: Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=129, just started {role=child | severity=warning}`,
		`2026-11-25T00:32:35.718Z redis:log:entry  129: Configuration loaded {role=child | severity=warning}`,
		`2026-11-25T00:32:35.72Z redis:log:entry  129: Ready to accept connections {role=master | severity=notice}`,
		`2026-11-25T00:32:36.729Z redis:log:entry  129: Background saving started by pid 138 {role=master | severity=notice}`,
		`2026-11-25T00:32:36.733Z redis:log:entry  138: DB saved on disk {role=child | severity=notice}`,
		`2026-11-25T00:32:37.736Z redis:log:entry @192.0.2.7 129: REPLICAOF 192.0.2.7:1 enabled (user request from 'id=6 addr=192.0.2.7:42900 laddr=192.0.2.7:6399 fd=8 name= age=0 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=41 qbuf-free=20433 argv-mem=19 multi-mem=0 rbs=16384 rbp=16384 obl=0 oll=0 omem=0 tot-mem=37675 events=r cmd=replicaof user=default redir=-1 resp=2') {port=42900 | role=replica | severity=notice}`,
		`2026-11-25T00:32:38.745Z redis:log:entry  129: User requested shutdown... {role=replica | severity=warning}`,
	}, nil)
}

func TestRedisLines(t *testing.T) {
	got := parseText(t, redis(), "/var/log/redis/redis.log", strings.Join([]string{
		"                _._",
		"1:M 5 Nov 2026 00:32:35.719 * Ready",
		"1:X 05 Nov 2026 00:32:35.719 # addr=[2001:db8::1]:5 cmd=x",
		"1:M 31 Nov 2026 00:32:35.719 * x",
		"1:M 05 Nox 2026 00:32:35.719 * x",
		"1:Q 05 Nov 2026 00:32:35.719 * x",
		"0:M 05 Nov 2026 00:32:35.719 * x",
		"1:M 005 Nov 2026 00:32:35.719 * x",
	}, "\n"))
	expectText(t, got, []string{
		"2026-11-05T00:32:35.719Z redis:log:entry  1: Ready {role=master | severity=notice}",
		"2026-11-05T00:32:35.719Z redis:log:entry  1: addr=[2001:db8::1]:5 cmd=x {role=sentinel | severity=warning}",
	}, map[string]int{"lines without a time": 5, "lines with impossible times": 1})
}
