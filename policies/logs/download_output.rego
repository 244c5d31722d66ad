# METADATA
# title: Messages of a download
# description: |
#   The log has the messages of a program that downloads, such as curl and wget.
#   Entrypoints download what they need, so it is more where it came from a bare
#   address of the internet, or went to a place where programs are hidden.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: anomaly
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Find out what was downloaded, and by whom. What a service needs goes into
#     its image.
package rummage.logs.download_output

import data.rummage.lib.logs

found contains m if {
	some m in logs.lines("download")
	not is_own(m.text)
}

# is_own holds for what the container asks of itself, as jobs and tests do.
is_own(text) if regex.match(`(://|connect to |remote host \()(localhost|127\.[0-9.]+|\[?::1\]?)([:/ )]|$)`, text)

# odd are the lines that say more than that something was downloaded.
odd contains m if {
	some m in found
	some source in regex.find_all_string_submatch_n(`(?:https?|ftp)://(?:[^@/\s]*@)?\[?([0-9.]{7,15}|[0-9a-fA-F:]{3,45})\]?(?:[:/]|$)`, m.text, 3)
	logs.is_public(trim_right(source[1], ":"))
}

odd contains m if {
	some m in found
	regex.match("(?:^|['\"`‘“ ])(?:/dev/shm/|/var/spool/cron|/etc/cron|/root/\\.ssh|\\S*/\\.[^./\\s])", m.text)
	regex.match(`(?i)saving to|saved`, m.text)
}

default severity := "low"

severity := "medium" if count(odd) > 0

findings contains {
	"message": sprintf("the log has %s of a download", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"lines": logs.shown(found), "odd": logs.shown(odd)},
} if {
	count(found) > 0
}
