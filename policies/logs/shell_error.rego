# METADATA
# title: Complaint of a shell
# description: |
#   The log has what a shell writes when it is given a command that does not
#   exist or is malformed. A service that starts shells with what clients sent
#   writes such lines while somebody tries. It is more where the command is one
#   that intruders look for, where it is malformed, or where several of them
#   fail.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1190/
#   - ref: https://attack.mitre.org/techniques/T1059/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: anomaly
#   attack: [T1190, T1059.004]
#   cis: []
#   remediation: |
#     Find what of the service starts a shell, and with what. Look at the
#     requests before the line.
package rummage.logs.shell_error

import data.rummage.lib.logs

found := logs.lines("shell_error")

# tools are the programs that somebody looks for who got in, and no service has
# a use for.
tools := {
	"chattr", "ftpget", "ftpput", "hping3", "lwp-download", "masscan", "msfconsole", "ncat", "netcat", "nmap", "pnscan", "rustscan", "socat", "sshpass",
	"tftp", "whoami", "xmrig", "zgrab", "zmap",
}

# fetchers are those that entrypoints call as well.
fetchers := {"axel", "base64", "busybox", "crontab", "curl", "gcc", "id", "lynx", "nc", "perl", "python", "python2", "python3", "wget"}

# command is what a shell was told to run.
command(text) := regex.find_all_string_submatch_n(`(?:^|[\s\]>"'/])(?:ba|da|a|z|k|mk)?sh: (?:(?:-c: )?(?:line )?[0-9]{1,5}: |eval: )?([^:]{1,200}): (?:command )?(?:not found|Permission denied|No such file)`, text, 1)[0][1]

odd contains m if {
	some m in found
	command(m.text) in tools
}

odd contains m if {
	some m in found
	command(m.text) in fetchers
	logs.in_service(m)
}

# Nobody installs a service in such a place.
odd contains m if {
	some m in found
	regex.match(`(?:^|[\s"'])/(?:var/)?(?:tmp|dev/shm)/`, m.text)
}

# A malformed command is a quote or a bracket that was in what somebody sent.
odd contains m if {
	some m in found
	regex.match(`(?i)syntax error|unexpected EOF|unterminated quoted string|bad substitution|no job control|terminal process group`, m.text)
	logs.in_service(m)
}

# Who tries one command after another is somebody.
odd contains m if {
	count({command(n.text) | some n in found; logs.in_service(n)}) > 2
	some m in found
	logs.in_service(m)
}

default severity := "low"

severity := "medium" if count(odd) > 0

findings contains {
	"message": sprintf("the log has %s with complaints of a shell", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"lines": logs.shown(found), "odd": logs.shown(odd)},
} if {
	count(found) > 0
}
