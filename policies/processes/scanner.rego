# METADATA
# title: Scanner or cracker
# description: |
#   A process is a tool that looks for open ports, tries passwords or searches
#   for holes. A container that does so looks for its next victims.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1046/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1046, T1110]
#   cis: []
#   remediation: |
#     Cut the container off the network, and keep it as evidence. The command
#     line and what lies beside the tool tell who the targets are. Except a
#     scanner of your own by name.
package rummage.processes.scanner

import data.rummage.lib.lineage
import data.rummage.lib.tools

scanning[[tool.name, severity(tool)]] contains p.pid if {
	some p in input.processes
	some tool in tools.uses(p, names)
	not is_namesake(p, tool.name)
}

severity(tool) := "medium" if tool.baked

else := "high"

names := {
	"amass", "arp-scan", "bettercap", "brutespray", "crackmapexec", "dirb", "dirbuster", "dirsearch", "dnsenum", "dnsrecon", "enum4linux",
	"ettercap", "evil-winrm", "feroxbuster", "ffuf", "fscan", "gobuster", "hashcat", "hping3", "httpx-toolkit", "hydra", "john", "kscan",
	"linpeas", "linux-exploit-suggester", "masscan", "medusa", "naabu", "ncrack", "netdiscover", "netexec", "nikto", "nmap", "nping", "nuclei", "nxc",
	"onesixtyone", "patator", "pnscan", "pupy", "responder", "routersploit", "rustscan", "scapy", "sqlmap", "theharvester", "thc-hydra",
	"unicornscan", "wfuzz", "whatweb", "wpscan", "xray", "zgrab", "zgrab2", "zmap",
}

# is_namesake holds for other programs of these names, which are not given what
# the tools need.
is_namesake(p, name) if {
	pattern := needs[name]
	not regex.match(pattern, p.command)
}

needs := {
	"hydra": `\s(-[lLpPCMtxRS]|--?h)\b|\s\w+://`,
	"john": `\s--(wordlist|format|incremental|single|rules|fork|session|stdin)|\.(hash|hashes|txt)\b`,
	"medusa": `\s-[hHuUpPCM]\s`,
	"nuclei": `\s-(u|target|l|list|t|templates|tags|as|nt)\b`,
	"responder": `\s-I\b|--interface`,
	"scapy": `^scapy|/scapy`,
	"xray": `\s(webscan|servicescan|subdomain)\b`,
}

findings contains {
	"message": sprintf("%s runs", [key[0]]),
	"severity": key[1],
	"location": {"process": min(pids)},
	"evidence": {
		"tool": key[0], "pids": pids,
		"commands": lineage.commands(pids),
	},
} if {
	some key, pids in scanning
}
