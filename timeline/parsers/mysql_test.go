package parsers

import (
	"strings"
	"testing"
)

func TestMysql(t *testing.T) {
	got := parseText(t, mysql(), "/var/log/mysql/error.log", sampleText(t, "mysql/error.log"))
	expectText(t, got, []string{
		`2026-11-25T00:45:22Z mysql:error_log:entry : [Note] Starting MariaDB 10.11.19-MariaDB-0+deb12u1 source revision 5843d8475120241667a7ce0f8a1abb6c9b43a273 server_uid qTDJrUss/yqHkVV1g3h8ZQwbPGs= as process 86 {severity=Note | thread=0}`,
		`2026-11-25T00:45:22Z mysql:error_log:entry : [Note] InnoDB: Compressed tables use zlib 1.2.13 {severity=Note | thread=0}`,
		`2026-11-25T00:45:22Z mysql:error_log:entry : [Warning] You need to use --log-bin to make --expire-logs-days or --binlog-expire-logs-seconds work. {severity=Warning | thread=0}`,
		"2026-11-25T00:45:22Z mysql:error_log:entry : [Note] mariadbd: ready for connections.\nVersion: '10.11.19-MariaDB-0+deb12u1'  socket: '/run/mysqld/mysqld.sock'  port: 3399  Debian 12 {severity=Note | thread=0}",
		`2026-11-25T00:45:27Z mysql:error_log:entry nobody@localhost: [Warning] Access denied for user 'nobody'@'localhost' (using password: YES) {severity=Warning | thread=3}`,
		`2026-11-25T00:45:27Z mysql:error_log:entry : [Note] mariadbd (initiated by: root[root] @ localhost []): Normal shutdown {severity=Note | thread=0}`,
		`2026-11-25T00:45:27Z mysql:error_log:entry : [Note] mariadbd: Shutdown complete {severity=Note | thread=0}`,
	}, nil)
}

// The forms of MySQL, which is not here, are written by hand.
func TestMysqlLines(t *testing.T) {
	got := parseText(t, mysql(), "/var/log/mysql/error.log", strings.Join([]string{
		"/usr/sbin/mysqld, Version: 8.0.36. started with:",
		"2026-11-24T23:59:59.123456Z 0 [System] [MY-010116] [Server] ready",
		"261124  3:59:59 [Note] old",
		"261124 23:59:59 mysqld_safe Starting",
		"2026-11-24T23:59:59.123456Z\t    8 Connect\troot@192.0.2.7 on shop using TCP/IP",
		"2026-11-24T23:59:59.123456Z\t    8 Query\tselect 1",
		"from dual",
		"2026-11-24 23:59:59 3 [Warning] Access denied for user 'a'@'b'@'192.0.2.7' (using password: YES)",
		"261324 23:59:59 [Note] x",
		"26112 23:59:59 x",
	}, "\n"))
	expectText(t, got, []string{
		"2026-11-24T23:59:59.123456Z mysql:error_log:entry : [System] [MY-010116] [Server] ready {severity=System | thread=0}",
		"2026-11-24T03:59:59Z mysql:error_log:entry : [Note] old {severity=Note}",
		"2026-11-24T23:59:59Z mysql:error_log:entry : mysqld_safe Starting",
		"2026-11-24T23:59:59.123456Z mysql:general_log:entry root@192.0.2.7: Connect\troot@192.0.2.7 on shop using TCP/IP {command=Connect | database=shop | thread=8}",
		"2026-11-24T23:59:59.123456Z mysql:general_log:entry : Query\tselect 1\nfrom dual {command=Query | thread=8}",
		"2026-11-24T23:59:59Z mysql:error_log:entry a'@'b@192.0.2.7: [Warning] Access denied for user 'a'@'b'@'192.0.2.7' (using password: YES) {severity=Warning | thread=3}",
	}, map[string]int{"lines without a time": 2, "lines with impossible times": 1})
}
