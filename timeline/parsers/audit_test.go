package parsers

import (
	"strings"
	"testing"
)

// There is no audit here: the sample is written by hand, in the form of the documentation
// of auditd.
func TestAudit(t *testing.T) {
	got := parseText(t, audit(), "/var/log/audit/audit.log", sampleText(t, "audit/audit.log"))
	expectText(t, got, []string{
		`2023-11-14T22:13:20.123Z selinux:line 1000 3538: SYSCALL: arch=c000003e syscall=59 success=yes exit=0 a0=55d0c1a2b3c0 a1=55d0c1a2b4d0 a2=55d0c1a2b5e0 a3=8 items=2 ppid=2686 pid=3538 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1 comm="sh" exe="/usr/bin/dash" subj=unconfined key="exec" {auid=1000 | comm=sh | exe=/usr/bin/dash | exit=0 | key=exec | ppid=2686 | serial=456 | ses=1 | success=yes | syscall=59 | tty=pts0 | type=SYSCALL | uid=0}`,
		`2023-11-14T22:13:20.123Z selinux:line : EXECVE: sh -c echo "a b" {argc=3 | command=sh -c echo "a b" | serial=456 | type=EXECVE}`,
		`2023-11-14T22:13:20.123Z selinux:line : CWD: cwd="/root" {cwd=/root | serial=456 | type=CWD}`,
		"2023-11-14T22:13:20.123Z selinux:line : PATH: item=0 name=2F746D702F6120620A63 inode=7 dev=08:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL {name=/tmp/a b\nc | nametype=NORMAL | serial=456 | type=PATH}",
		`2023-11-14T22:13:20.123Z selinux:line : PROCTITLE: sh -c echo "a b" {proctitle=sh -c echo "a b" | serial=456 | type=PROCTITLE}`,
		`2023-11-14T22:13:21.5Z selinux:line alice@192.0.2.7 12: USER_LOGIN: pid=12 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct="alice" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=failed' {exe=/usr/sbin/sshd | op=login | res=failed | serial=457 | terminal=ssh | type=USER_LOGIN | uid=0}`,
		`2023-11-14T22:13:22.5Z selinux:line 1000@web1 13: USER_CMD: pid=13 uid=1000 auid=1000 ses=1 msg='cwd="/" cmd=6964202D61 terminal=pts/0 res=success' {auid=1000 | cmd=id -a | cwd=/ | res=success | serial=458 | ses=1 | terminal=pts/0 | type=USER_CMD | uid=1000}`,
	}, nil)
}

func TestAuditLines(t *testing.T) {
	got := parseText(t, audit(), "/var/log/audit/audit.log", strings.Join([]string{
		`type=SYSCALL msg=audit(1700000000.123:456): comm=6 exe="open`,
		`type=SYSCALL msg=audit(1700000000.123:456): comm=zz exe=(null) pid=99999999999 x=`,
		`type=EXECVE msg=audit(1700000000.123:456): a0=zz a1=70732061 a99="x"`,
		`type=X msg=audit(1700000000.123456789:1):`,
		`type=X msg=audit(-5.123:456): x`,
		`type=X msg=audit(99999999999999.1:456): x`,
		`type=X msg=audit(1700000000.123): x`,
		`type=X msg=audit(1700000000.123:456`,
		`msg=audit(1700000000.123:456): x`,
		`x`,
	}, "\n"))
	expectText(t, got, []string{
		`2023-11-14T22:13:20.123Z selinux:line : SYSCALL: comm=6 exe="open {comm=6 | exe=open | serial=456 | type=SYSCALL}`,
		`2023-11-14T22:13:20.123Z selinux:line : SYSCALL: comm=zz exe=(null) pid=99999999999 x= {comm=zz | serial=456 | type=SYSCALL}`,
		`2023-11-14T22:13:20.123Z selinux:line : EXECVE: zz ps a {command=zz ps a | serial=456 | type=EXECVE}`,
		`2023-11-14T22:13:20.123456789Z selinux:line : X:  {serial=1 | type=X}`,
	}, map[string]int{"lines of another format": 4, "lines with impossible times": 2})
}
