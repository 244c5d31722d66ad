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

import data.rummage.lib.interpreters
import data.rummage.lib.mining
import data.rummage.lib.processes

findings contains {
	"message": "a command line names a mining pool",
	"location": {"process": p.pid},
	"evidence": {"command": substring(p.command, 0, 500), "pool": pool},
} if {
	some p in processes.acting
	pool := mining.pool(p.command)
	not has_search(p)
}

# has_search holds for a shell in whose command another tool looks for it.
has_search(p) if {
	interpreters.is_shell(p)
	regex.match(`\b(e|f|z)?(grep|rg|sed|awk)\s[^|;&]*(stratum|pool)`, p.command)
}
