# METADATA
# title: Switches off a defence
# description: |
#   A command line makes files undeletable, loads kernel modules, changes the
#   packet filter, switches mandatory access control or auditing off, or stops
#   an agent that watches the host.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1562/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1562.001, T1562.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at whether the
#     command could succeed: what the container may do, and what of the host it
#     has mounted. Compare the packet filter and the services of the host.
package rummage.processes.defence_tampering

import data.rummage.lib.allow
import data.rummage.lib.commands
import data.rummage.lib.config
import data.rummage.lib.processes

acts[[what, substring(p.command, 0, 500)]] contains p.pid if {
	some p in processes.acting
	some what, pattern in patterns
	commands.starts(commands.plain(p.command), pattern)
	not is_purpose(what)
	not is_reload(p.command)
	not allow.process(p)
}

# is_reload holds for a signal at which a daemon reads its settings or opens its
# files anew, as logrotate sends it.
is_reload(command) if regex.match(`kill(?:all)?\s+(?:-s\s+|--signal[=\s]|-)(?:SIG)?(?:HUP|USR1|USR2|WINCH|CONT|0|1|10|12)\s`, command)

patterns := {
	"changes whether a file can be written to": `chattr\s+(?:-[RVf]+\s+)*[-+=]\w*[ia]\w*(?:\s|$)`,
	"loads or removes a kernel module": `(?:insmod\s+\S*\.ko|rmmod\s+[\w-]|modprobe\s+(?:-[^\sDnLcV]\w*\s+|--(?:remove|force|all)\s+)*[\w]|kmod\s+(?:insert|load|remove|unload)\b)`,
	"changes the packet filter": concat("", [
		`(?:(?:ip6?tables|ebtables|arptables)(?:-legacy|-nft)?\s+(?:[^|;&]*\s)?(?:-[AIDFXPRNZ]|--(?:append|insert|delete|flush|policy|delete-chain))\b`,
		`|nft\s+(?:add|delete|flush|insert|-f)\b|ufw\s+(?:disable|reset|allow|delete)\b|firewall-cmd\s+--(?:add|remove|panic))`,
	]),
	"switches mandatory access control off": `(?:setenforce\s+(?:0|[Pp]ermissive)|aa-(?:teardown|disable|complain)\b|apparmor_parser\s+(?:[^|;&]*\s)?(?:-\w*R|--remove))`,
	"switches auditing off": `auditctl\s+(?:[^|;&]*\s)?(?:-e\s*0|-D|-d)\b`,
	"stops an agent": concat("", [
		`(?:(?:pkill|killall|killall5)\s+(?:-\S+\s+)*\S*`, agents,
		`|kill\s+(?:-\S+\s+)*["'$(\x60]+(?:pidof|pgrep)\s+(?:-\S+\s+)*\S*`, agents,
		`|(?:systemctl|rc-service|service)\s+(?:(?:stop|disable|mask|kill)\s+(?:--now\s+)?\S*`, agents, `|\S*`, agents, `\S*\s+stop\b))`,
	]),
}

agents := concat("", [
	`(?:falco|sysdig|auditd|auditbeat|filebeat|osqueryd?|wazuh|ossec|clamd|clamav|freshclam|crowdstrike|falcon-sensor|sentinel(?:one|d|agent)|`,
	`datadog-agent|aliyun|aegis|cloudmonitor|AliYunDun|YDService|qcloud|tat_agent|hostguard|wdavdaemon|mdatp|apparmor|firewalld|iptables|ufw|`,
	`fail2ban|rsyslogd?|syslogd?|syslog-ng|tetragon|tracee|cbagent|cylance|sophos|ds_agent|newrelic-infra)`,
])

# is_purpose holds for what the container was given the capability for.
is_purpose("changes the packet filter") if manages_network

is_purpose("loads or removes a kernel module") if manages_network

manages_network if {
	some name in {"NET_ADMIN", "SYS_MODULE", "ALL"}
	name in config.added
}

manages_network if input.config.privileged

findings contains {
	"message": sprintf("a command line %s", [key[0]]),
	"location": {"process": min(pids)},
	"evidence": {"command": key[1], "pids": pids},
} if {
	some key, pids in acts
}
