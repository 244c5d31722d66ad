# METADATA
# title: Tunnel
# description: |
#   A process is a program that opens a way into the container, or out of it,
#   past firewalls and published ports.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1572/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1572, T1090]
#   cis: []
#   remediation: |
#     Find out who started it, and what its configuration says of the other
#     end. Close the tunnel at the network's edge, where its command line shows
#     nothing of it.
package rummage.processes.tunnel

import data.rummage.lib.lineage
import data.rummage.lib.tools

tunnels[[tool.name, severity(tool)]] contains p.pid if {
	some p in input.processes
	some tool in tools.uses(p, names)
	not is_namesake(p, tool.name)
}

severity(tool) := "low" if tool.baked

else := "medium"

names := {
	"autossh", "bore", "chisel", "chisel-ng", "cloudflared", "code", "code-tunnel", "dns2tcpc", "dnscat", "dnscat2", "frpc",
	"frps", "gost", "gs-netcat", "gsocket", "inlets", "inlets-pro", "iodine", "iodined", "iox", "ligolo", "ligolo-agent", "ligolo-ng", "localtonet",
	"loclx", "ngrok", "pagekite", "pingtunnel", "ptunnel", "ptunnel-ng", "pwncat", "rathole", "revsocks", "rpivot",
	"sish", "stowaway", "tmate", "tor", "udp2raw", "upterm", "wstunnel", "zrok",
}

# is_namesake holds for other programs of these names.
is_namesake(p, "code") if not regex.match(`\stunnel\b`, p.command)

findings contains {
	"message": sprintf("%s runs", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {
		"tool": key[0], "pids": pids,
		"commands": lineage.commands(pids),
	},
} if {
	some key, pids in tunnels
}
