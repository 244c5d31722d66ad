# METADATA
# title: Output of a miner
# description: |
#   The container's log has lines as a mining program writes them: accepted
#   shares, jobs of a pool, hash rates. A client can write what it likes into a
#   log, so this alone is no proof.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1496.001]
#   cis: []
#   remediation: |
#     Look at the processes and their use of the processor, and at what was
#     added to the container.
package rummage.logs.miner_output

import data.rummage.lib.logs

findings contains {
	"message": sprintf("the log has %s of a miner (%s)", [logs.told(found), name]),
	"severity": logs.raised("medium"),
	"location": {"log": logs.first(found)},
	"evidence": {"rule": name, "lines": logs.shown(found)},
} if {
	some name, found in logs.tagged.miner
}
