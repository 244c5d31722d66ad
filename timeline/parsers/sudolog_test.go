package parsers

import "testing"

func TestSudoLog(t *testing.T) {
	got := parseText(t, sudoLog(), "/var/log/sudo.log", sampleText(t, "sudo_log/sudo.log"))
	expectText(t, got, []string{
		`2026-11-25T00:31:26Z sudo:log:entry alice: alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/id {command=/usr/bin/id | pwd=/ | target_user=root}`,
		`2026-11-25T00:31:26Z sudo:log:entry alice: alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/sh -c 'echo a ; id' {command=/usr/bin/sh -c 'echo a ; id' | pwd=/ | target_user=root}`,
		`2026-11-25T00:31:26Z sudo:log:entry alice: alice : PWD=/ ; USER=nobody ; COMMAND=/bin/true {command=/bin/true | pwd=/ | target_user=nobody}`,
		`2026-11-25T00:31:29Z sudo:log:entry alice: alice : PWD=/ ; USER=root ; COMMAND=/bin/echo a very long line which goes on and on so that the log of sudo has to break it somewhere, at blanks {command=/bin/echo a very long line which goes on and on so that the log of sudo has to break it somewhere, at blanks | pwd=/ | target_user=root}`,
	}, nil)
}

func TestSudoLogLines(t *testing.T) {
	got := parseText(t, sudoLog(), "/var/log/sudo.log", `    COMMAND=/bin/x
Dec 31 23:59:59 : alice : command not allowed ; TTY=pts/0 ; PWD=/root ;
    USER=root ; COMMAND=/usr/bin/id
Jan  1 00:00:01 : alice : HOST=web1 ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=list
Jan  2 00:00:01 2026 : alice : PWD=/ ; USER=root ; COMMAND=/bin/sh
Jan  2 00:00:01 alice : x
Jan 32 00:00:01 2026 : alice : x
`)
	expectText(t, got, []string{
		"2025-12-31T23:59:59Z sudo:log:entry alice: alice : command not allowed ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/id {command=/usr/bin/id | pwd=/root | reason=command not allowed | target_user=root | tty=pts/0}",
		"2026-01-01T00:00:01Z sudo:log:entry alice: alice : HOST=web1 ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=list {command=list | host=web1 | pwd=/ | target_user=root | tty=pts/0}",
		"2026-01-02T00:00:01Z sudo:log:entry alice: alice : PWD=/ ; USER=root ; COMMAND=/bin/sh\nJan  2 00:00:01 alice : x {command=/bin/sh\nJan  2 00:00:01 alice : x | pwd=/ | target_user=root}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}
