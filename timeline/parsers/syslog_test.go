package parsers

import (
	"strings"
	"testing"
)

func TestSyslogTraditional(t *testing.T) {
	got := parseText(t, syslog(), "/var/log/auth.log", sampleText(t, "syslog/auth.log"))
	expectText(t, got, []string{
		`2026-11-25T00:31:19Z syslog:line @web1 15: useradd[15]: new group: name=alice, GID=1000 {gid=1000 | group=alice | program=useradd}`,
		`2026-11-25T00:31:19Z syslog:line alice@web1 15: useradd[15]: new user: name=alice, UID=1000, GID=1000, home=/home/alice, shell=/bin/bash, from=none {from=none | gid=1000 | home=/home/alice | program=useradd | shell=/bin/bash | uid=1000}`,
		`2026-11-25T00:31:19Z syslog:line alice@web1 23: chpasswd[23]: pam_unix(chpasswd:chauthtok): password changed for alice {program=chpasswd | service=chpasswd:chauthtok}`,
		`2026-11-25T00:31:19Z syslog:line alice@web1 26: usermod[26]: add 'alice' to group 'sudo' {group=sudo | program=usermod}`,
		`2026-11-25T00:31:19Z syslog:line root@web1 40: crontab[40]: (root) REPLACE (alice) {action=replace | program=crontab}`,
		`2026-11-25T00:31:20Z syslog:ssh:login alice@192.0.2.7 47: sshd[47]: Accepted password for alice from 192.0.2.7 port 55368 ssh2 {authentication_method=password | hostname=web1 | port=55368 | program=sshd | result=accepted}`,
		`2026-11-25T00:31:20Z syslog:line alice@web1 47: sshd[47]: pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0) {program=sshd | service=sshd:session | session=opened}`,
		`2026-11-25T00:31:20Z syslog:line alice@192.0.2.7 53: sshd[53]: Disconnected from user alice 192.0.2.7 port 55368 {hostname=web1 | port=55368 | program=sshd}`,
		`2026-11-25T00:31:21Z syslog:line alice@192.0.2.7 57: sshd[57]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=alice {hostname=web1 | program=sshd | result=failed | service=sshd:auth | tty=ssh | uid=0}`,
		`2026-11-25T00:31:23Z syslog:ssh:failed_connection alice@192.0.2.7 57: sshd[57]: Failed password for alice from 192.0.2.7 port 55376 ssh2 {authentication_method=password | hostname=web1 | port=55376 | program=sshd | result=failed}`,
		`2026-11-25T00:31:24Z syslog:line alice@192.0.2.7 57: sshd[57]: Connection closed by authenticating user alice 192.0.2.7 port 55376 [preauth] {hostname=web1 | port=55376 | program=sshd}`,
		`2026-11-25T00:31:24Z syslog:line a from 192.0.2.9 port 1@192.0.2.7 61: sshd[61]: Invalid user a from 192.0.2.9 port 1 from 192.0.2.7 port 53098 {hostname=web1 | port=53098 | program=sshd | result=invalid user}`,
		`2026-11-25T00:31:25Z syslog:ssh:failed_connection a from 192.0.2.9 port 1@192.0.2.7 61: sshd[61]: Failed password for invalid user a from 192.0.2.9 port 1 from 192.0.2.7 port 53098 ssh2 {authentication_method=password | hostname=web1 | invalid_user=true | port=53098 | program=sshd | result=failed}`,
		`2026-11-25T00:31:26Z syslog:line a from 192.0.2.9 port 1@192.0.2.7 61: sshd[61]: Connection closed by invalid user a from 192.0.2.9 port 1 192.0.2.7 port 53098 [preauth] {hostname=web1 | invalid_user=true | port=53098 | program=sshd}`,
		`2026-11-25T00:31:26Z syslog:line root@web1 63: su[63]: (to alice) root on none {program=su | target_user=alice | tty=none}`,
		`2026-11-25T00:31:26Z syslog:line alice@web1: sudo:    alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/id {command=/usr/bin/id | program=sudo | pwd=/ | target_user=root}`,
		`2026-11-25T00:31:26Z syslog:line alice@web1: sudo:    alice : PWD=/ ; USER=root ; COMMAND=/usr/bin/sh -c 'echo a ; id' {command=/usr/bin/sh -c 'echo a ; id' | program=sudo | pwd=/ | target_user=root}`,
		`2026-11-25T00:31:26Z syslog:line nobody@web1: sudo: pam_unix(sudo:session): session closed for user nobody {program=sudo | service=sudo:session | session=closed}`,
		`2026-11-25T00:31:28Z syslog:line alice@web1 73: su[73]: FAILED SU (to root) alice on none {program=su | result=failed | target_user=root | tty=none}`,
		`2026-11-25T00:31:29Z syslog:line alice@web1 78: userdel[78]: delete user 'alice' {program=userdel}`,
		`2026-11-25T00:31:29Z syslog:line alice@web1 78: userdel[78]: delete 'alice' from group 'sudo' {group=sudo | program=userdel}`,
		`2026-11-25T00:31:29Z syslog:line @web1 78: userdel[78]: removed group 'alice' owned by 'alice' {group=alice | program=userdel}`,
		`2026-11-25T00:31:29Z syslog:line @web1 78: userdel[78]: removed shadow group 'alice' owned by 'alice' {group=alice | program=userdel}`,
		`2026-11-25T00:31:29Z syslog:line @web1 85: groupadd[85]: group added to /etc/group: name=staff2, GID=1000 {gid=1000 | group=staff2 | program=groupadd}`,
	}, nil)
}

func TestSyslogRFC3339(t *testing.T) {
	got := parseText(t, syslog(), "/var/log/syslog", sampleText(t, "syslog/syslog"))
	expectText(t, got, []string{
		`2026-11-25T00:31:19.57888Z syslog:line @web1 15: useradd[15]: new group: name=alice, GID=1000 {gid=1000 | group=alice | program=useradd}`,
		`2026-11-25T00:31:19.578986Z syslog:line alice@web1 15: useradd[15]: new user: name=alice, UID=1000, GID=1000, home=/home/alice, shell=/bin/bash, from=none {from=none | gid=1000 | home=/home/alice | program=useradd | shell=/bin/bash | uid=1000}`,
		`2026-11-25T00:31:20.879617Z syslog:ssh:login alice@192.0.2.7 47: sshd[47]: Accepted password for alice from 192.0.2.7 port 55368 ssh2 {authentication_method=password | hostname=web1 | port=55368 | program=sshd | result=accepted}`,
	}, nil)
}

func TestSyslogRFC5424(t *testing.T) {
	got := parseText(t, syslog(), "/var/log/messages", sampleText(t, "syslog/messages"))
	expectText(t, got, []string{
		`2026-11-25T00:31:19.57888Z syslog:line @web1 15: useradd: new group: name=alice, GID=1000 {gid=1000 | group=alice | program=useradd}`,
		`2026-11-25T00:31:19.578986Z syslog:line alice@web1 15: useradd: new user: name=alice, UID=1000, GID=1000, home=/home/alice, shell=/bin/bash, from=none {from=none | gid=1000 | home=/home/alice | program=useradd | shell=/bin/bash | uid=1000}`,
		`2026-11-25T00:31:20.879617Z syslog:ssh:login alice@192.0.2.7 47: sshd: Accepted password for alice from 192.0.2.7 port 55368 ssh2 {authentication_method=password | hostname=web1 | port=55368 | program=sshd | result=accepted}`,
	}, nil)
}

func TestSyslogBusybox(t *testing.T) {
	got := parseText(t, syslog(), "/var/log/messages", sampleText(t, "syslog/busybox.log"))
	expectText(t, got, []string{
		`2026-11-25T01:05:45Z syslog:ssh:failed_connection root@192.0.2.7: sshd: Failed password for root from 192.0.2.7 port 50000 ssh2 {authentication_method=password | facility=auth | hostname=web1 | port=50000 | program=sshd | result=failed | severity=info}`,
		`2026-11-25T01:05:45Z syslog:line @web1: root: no tag {facility=daemon | program=root | severity=err}`,
		`2026-11-25T01:06:00Z syslog:line @web1 13: crond[13]:  line echo hi {facility=cron | program=crond | severity=info}`,
		`2026-11-25T01:06:00Z syslog:cron:task_run root@web1 13: crond[13]: USER root pid  17 cmd echo hi {command=echo hi | facility=cron | program=crond | severity=info}`,
	}, nil)
}

// What programs say that the samples do not have.
func TestSyslogPrograms(t *testing.T) {
	for line, want := range map[string]string{
		// sshd
		"sshd[9]: Accepted publickey for root from 192.0.2.7 port 50000 ssh2: ED25519 SHA256:abc":                          "syslog:ssh:login root@192.0.2.7 9 {authentication_method=publickey | fingerprint=ED25519 SHA256:abc | hostname=web1 | port=50000 | program=sshd | result=accepted}",
		"sshd-session[9]: Failed password for root from 2001:db8::1 port 5 ssh2":                                           "syslog:ssh:failed_connection root@2001:db8::1 9 {authentication_method=password | hostname=web1 | port=5 | program=sshd-session | result=failed}",
		"sshd[9]: Failed none for invalid user  from 192.0.2.7 port 5 ssh2":                                                "syslog:ssh:failed_connection @192.0.2.7 9 {authentication_method=none | hostname=web1 | invalid_user=true | port=5 | program=sshd | result=failed}",
		"sshd[9]: Connection from 192.0.2.7 port 5 on 192.0.2.1 port 22 rdomain \"\"":                                      "syslog:ssh:opened_connection @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		"sshd[9]: Connection reset by 192.0.2.7 port 5 [preauth]":                                                          "syslog:line @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		"sshd[9]: Accepted password for root":                                                                              "syslog:ssh:login @web1 9 {authentication_method=password | program=sshd | result=accepted}",
		"sshd[9]: Server listening on 0.0.0.0 port 22.":                                                                    "syslog:line @web1 9 {program=sshd}",
		"sshd[9]: error: maximum authentication attempts exceeded for invalid user x from 192.0.2.7 port 5 ssh2 [preauth]": "syslog:line x@192.0.2.7 9 {hostname=web1 | invalid_user=true | port=5 | program=sshd}",
		"sshd[9]: User a from 192.0.2.9 from 192.0.2.7 not allowed because not listed in AllowUsers":                       "syslog:line a from 192.0.2.9@192.0.2.7 9 {hostname=web1 | program=sshd}",
		"sshd[9]: Unable to negotiate with 192.0.2.7 port 5: no matching cipher found.":                                    "syslog:line @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		"sshd[9]: Did not receive identification string from 192.0.2.7 port 5":                                             "syslog:line @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		"sshd[9]: Bad protocol version identification 'x from y' from 192.0.2.7 port 5":                                    "syslog:line @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		"sshd[9]: banner exchange: Connection from 192.0.2.7 port 5: invalid format":                                       "syslog:ssh:opened_connection @192.0.2.7 9 {hostname=web1 | port=5 | program=sshd}",
		// The name of the program has to be whole.
		"sshdx[9]: Failed password for root from 192.0.2.7 port 5 ssh2": "syslog:line @web1 9 {program=sshdx}",
		// sudo
		"sudo:    bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/sh -c id ; COMMAND=x": "syslog:line bob@web1 {command=/bin/sh -c id ; COMMAND=x | program=sudo | pwd=/root | reason=3 incorrect password attempts | target_user=root | tty=pts/0}",
		"sudo:    bob : command not allowed ; PWD=/ ; USER=root ; GROUP=adm ; ENV=A=1 ; COMMAND=list":                          "syslog:line bob@web1 {command=list | env=A=1 | program=sudo | pwd=/ | reason=command not allowed | target_group=adm | target_user=root}",
		// su, of util-linux and of shadow
		"su[9]: (to root) bob on pts/0":        "syslog:line bob@web1 9 {program=su | target_user=root | tty=pts/0}",
		"su[9]: Successful su for root by bob": "syslog:line bob@web1 9 {program=su | target_user=root}",
		// cron of Debian and of busybox
		"CRON[9]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)":       "syslog:cron:task_run root@web1 9 {action=cmd | command=cd / && run-parts --report /etc/cron.hourly | program=CRON}",
		"/usr/sbin/cron[9]: (root) CMD (x)":                                       "syslog:cron:task_run root@web1 9 {action=cmd | command=x | program=/usr/sbin/cron}",
		"cron.info crond[9]: USER root pid  12 cmd run-parts /etc/periodic/15min": "syslog:cron:task_run root@web1 9 {command=run-parts /etc/periodic/15min | facility=cron | program=crond | severity=info}",
		"crond[9]: (root) CMD": "syslog:line root@web1 9 {program=crond}",
		// accounts
		"passwd[9]: password for 'bob' changed by 'root'":  "syslog:line bob@web1 9 {program=passwd}",
		"usermod[9]: change user 'bob' password":           "syslog:line bob@web1 9 {program=usermod}",
		"gpasswd[9]: user bob added by root to group sudo": "syslog:line bob@web1 9 {group=sudo | program=gpasswd}",
		// systemd
		"systemd[1]: Started nginx.service - A web server.":    "syslog:line @web1 1 {action=started | program=systemd | unit=nginx.service}",
		"systemd[1]: nginx.service: Deactivated successfully.": "syslog:line @web1 1 {program=systemd | unit=nginx.service}",
		"systemd-logind[9]: New session 3 of user bob.":        "syslog:line bob@web1 9 {program=systemd-logind | session=3}",
		// login
		"login[9]: FAILED LOGIN (1) on '/dev/tty1' from '192.0.2.7' FOR 'bob', Authentication failure": "syslog:line bob@192.0.2.7 9 {hostname=web1 | program=login | result=failed | tty=/dev/tty1}",
		// pkexec and doas
		"pkexec[9]: bob: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/] [COMMAND=/bin/sh [x]]": "syslog:line bob@web1 9 {command=/bin/sh [x] | program=pkexec | pwd=/ | target_user=root | tty=/dev/pts/0}",
		"doas: bob ran command id as x from y as root from /home/bob":                                  "syslog:line bob@web1 {command=id as x from y | program=doas | pwd=/home/bob | target_user=root}",
		"doas: command not permitted for bob: id":                                                      "syslog:line bob@web1 {command=id | program=doas | result=failed}",
		// packets
		"kernel: [12.3] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 PROTO=TCP SPT=5 DPT=22": "syslog:line @192.0.2.7 {dpt=22 | dst=192.0.2.1 | hostname=web1 | in=eth0 | program=kernel | proto=TCP | spt=5}",
		"kernel: SRC=192.0.2.7": "syslog:line @web1 {program=kernel}",
		// mail
		"postfix/smtpd[9]: disconnect from mail.example.com[192.0.2.7] ehlo=1":                    "syslog:line @192.0.2.7 9 {hostname=web1 | program=postfix/smtpd}",
		"postfix/smtpd[9]: 4ABC: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=bob": "syslog:line bob@192.0.2.7 9 {hostname=web1 | program=postfix/smtpd}",
		"postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1":              "syslog:line @192.0.2.7 9 {hostname=web1 | program=postfix/smtpd}",
		"dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1":      "syslog:line bob@192.0.2.7 {hostname=web1 | program=dovecot}",
		// No program
		"-- MARK --":                    "syslog:line @web1",
		"last message repeated 3 times": "syslog:line @web1",
		"kernel: [   12.3] eth0: up":    "syslog:line @web1 {program=kernel}",
		"a b: c":                        "syslog:line @web1",
		"":                              "syslog:line @web1",
	} {
		t.Run(line, func(t *testing.T) {
			got := parseText(t, syslog(), "/var/log/syslog", "Nov 24 23:59:59 web1 "+line+"\n")
			if len(got.events) != 1 {
				t.Fatalf("%d events; passed over %v", len(got.events), got.skipped)
			}
			e := got.events[0]
			if _, message, _ := strings.Cut(line, ".info "); e.Message != line && e.Message != message {
				t.Errorf("message is %q", e.Message)
			}
			e.Message = ""
			shown := strings.TrimSuffix(strings.TrimPrefix(strings.Replace(show(e), ": ", " ", 1), "2026-11-24T23:59:59Z "), " ")
			if shown = strings.Replace(shown, "  {", " {", 1); shown != want {
				t.Errorf("got  %s\nwant %s", shown, want)
			}
		})
	}
}

// Lines without a time go on with the event before them, up to a bound.
func TestSyslogLines(t *testing.T) {
	got := parseText(t, syslog(), "/var/log/syslog", strings.Join([]string{
		"begins in the middle",
		"Nov  2 23:59:59 web1 app: one",
		"  at line two",
		"",
		"Nov  3 24:00:00 web1 app: no time",
		"belongs to what has no time",
		"<13>Nov  5 01:02:03 web1 app: three",
		"Nov 5 01:02:03 web1 app: four",
		"Nov 05 01:02:03 web1 app: \xff\x1b[31mfive\x00",
		"Nox 24 23:59:59 web1 app: x",
		`<34>1 2026-11-24T23:59:59.5Z web1 app 7 ID47 [a@1 b="c \"]"][d e="]"] ` + "\ufefftext",
		`<34>1 2026-11-24T23:59:59Z - - - - - six`,
		`<34>1 2026-11-24T23:59:59Z web1 app`,
		"2026-02-30T00:00:00Z web1 app: x",
	}, "\n"))
	expectText(t, got, []string{
		"2026-11-02T23:59:59Z syslog:line @web1: app: one\n  at line two {program=app}",
		"2026-11-05T01:02:03Z syslog:line @web1: app: three {program=app}",
		"2026-11-05T01:02:03Z syslog:line @web1: app: four {program=app}",
		"2026-11-05T01:02:03Z syslog:line @web1: app: \xff\x1b[31mfive\x00\nNox 24 23:59:59 web1 app: x {program=app}",
		`2026-11-24T23:59:59.5Z syslog:line @web1 7: app: text {message_id=ID47 | program=app | structured_data=[a@1 b="c \"]"][d e="]"]}`,
		"2026-11-24T23:59:59Z syslog:line : -: six",
		"2026-11-24T23:59:59Z syslog:line @web1: app",
	}, map[string]int{"lines without a time": 2, "lines with impossible times": 2})
}

func TestLongMessage(t *testing.T) {
	line := strings.Repeat("x", 1000) + "\n"
	got := parseText(t, syslog(), "/var/log/syslog", "Nov 24 23:59:59 web1 app: one\n"+strings.Repeat(line, 100)+"Nov 24 23:59:59 web1 app: two\n")
	if len(got.events) != 2 || len(got.events[0].Message) > maxLine || len(got.events[0].Message) < maxLine-2000 {
		t.Errorf("%d events, the first one of %d bytes", len(got.events), len(got.events[0].Message))
	}
	if got.skipped[longMessage] != 35 {
		t.Errorf("passed over %v", got.skipped)
	}
}
