# METADATA
# title: Talks to a mining pool
# description: |
#   A command line names a mining pool, or the stratum protocol that only
#   miners speak.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1496.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for how the
#     miner came in and what starts it again: cron, an entrypoint, another
#     container.
package rummage.processes.stratum

import data.rummage.lib.processes

findings contains {
	"message": "a command line names a mining pool",
	"location": {"process": p.pid},
	"evidence": {"command": substring(p.command, 0, 500), "pool": pool},
} if {
	some p in processes.acting
	pool := regex.find_n(pattern, p.command, 1)[0]
	not regex.match(`\b(e|f|z)?(grep|rg|sed|awk)\s[^|;&]*(stratum|pool)`, p.command)
}

pattern := concat("|", [
	`(?i)\bstratum[0-9]?\+(tcp|ssl|tls|udp|ws|wss)://\S*`,
	`\b(\w+[.-])*(supportxmr\.com|moneroocean\.stream|minexmr\.com|nanopool\.org|2miners\.com|hashvault\.pro|herominers\.com|unmineable\.com|c3pool\.(com|org)|f2pool\.com|nicehash\.com|viabtc\.com|kryptex\.network|miningpoolhub\.com|xmrpool\.eu|zpool\.ca):[0-9]{2,5}\b`,
])
