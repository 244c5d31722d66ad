# METADATA
# title: Miner
# description: |
#   A process has the name of a program that mines, or its options, and the
#   image does not have what it runs, or it names a pool.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1496.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for how the
#     miner came in and what starts it again: cron, an entrypoint, another
#     container.
package rummage.processes.miner

import data.rummage.lib.changes
import data.rummage.lib.lineage
import data.rummage.lib.mining
import data.rummage.lib.processes
import data.rummage.lib.tools

mining_by[[processes.shown(p), signs]] contains p.pid if {
	some p in processes.acting
	signs := named(p) | mining.signs(p.command)
	count(signs) > 0
	is_foreign(p, signs)
}

# Here a process's own name counts as well: it is not chosen by accident.
named(p) := {sprintf("the name %s", [tool.name]) | some tool in tools.uses(p, mining.names)} | {sprintf("the name %s", [name]) | some name in {tools.plain(p.args[0]), lower(object.get(p, "name", ""))}; name in mining.names}

is_foreign(p, _) if p.pid in processes.drifted

is_foreign(p, _) if count(processes.strays(p)) > 0

is_foreign(p, _) if mining.pool(p.command)

# Other programs have a wallet and a server too.
is_foreign(p, signs) if {
	mining.server(p.command)
	count(signs - {"a wallet"}) > 0
}

is_foreign(p, _) if {
	some port in regex.find_n(`[0-9]+$`, mining.server(p.command), 1)
	to_number(port) in mining.ports
}

is_foreign(p, _) if {
	some s in input.sockets
	s.pid == p.pid
	s.state in {"ESTABLISHED", "SYN_SENT"}
	s.remote_port in mining.ports
}

findings contains {
	"message": sprintf("%s is a miner by %s", [key[0], concat(", ", sort(key[1]))]),
	"location": {"process": min(pids)},
	"evidence": {
		"program": key[0], "signs": key[1], "pids": pids, "sha256": object.get(object.union({}, change(key[0])), "sha256", ""),
		"commands": lineage.commands(pids),
	},
} if {
	some key, pids in mining_by
}

default change(_) := {}

change(path) := changes.at(path)
