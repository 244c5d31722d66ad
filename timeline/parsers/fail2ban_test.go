package parsers

import "testing"

func TestFail2ban(t *testing.T) {
	got := parseText(t, fail2ban(), "/var/log/fail2ban.log", sampleText(t, "fail2ban/fail2ban.log"))
	expectText(t, got, []string{
		`2026-11-25T00:34:21.646Z fail2ban:log:entry  53: Starting Fail2ban v1.0.2 {program=fail2ban.server | severity=INFO}`,
		`2026-11-25T00:34:21.655Z fail2ban:log:entry  53: New database created. Version '4' {program=fail2ban.database | severity=WARNING}`,
		`2026-11-25T00:34:21.675Z fail2ban:log:entry  53: Jail 'sshd' started {program=fail2ban.jail | severity=INFO}`,
		`2026-11-25T00:34:24.88Z fail2ban:log:entry @192.0.2.66 53: [sshd] Found 192.0.2.66 - 2026-11-25 00:34:24 {action=found | jail=sshd | program=fail2ban.filter | severity=INFO}`,
		`2026-11-25T00:34:26.276Z fail2ban:log:entry @192.0.2.66 53: [sshd] Ban 192.0.2.66 {action=ban | jail=sshd | program=fail2ban.actions | severity=NOTICE}`,
		`2026-11-25T00:34:29.41Z fail2ban:log:entry  53: Shutdown in progress... {program=fail2ban.server | severity=INFO}`,
		`2026-11-25T00:34:29.486Z fail2ban:log:entry @192.0.2.66 53: [sshd] Unban 192.0.2.66 {action=unban | jail=sshd | program=fail2ban.actions | severity=NOTICE}`,
	}, nil)
}
