# METADATA
# title: Tool of attackers added
# description: |
#   A program or script was added that has the name of a tool for scanning
#   networks, guessing passwords, leaving a container, becoming root, stealing
#   credentials or leading a tunnel. Services do not need them; who has come in
#   does.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1046/
#   - ref: https://attack.mitre.org/techniques/T1588/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1046, T1588.002]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look for what the
#     tool was used on: its output, its processes, and the connections of this
#     container. Find out who brought it.
package rummage.files.attack_tool_added

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names
import data.rummage.lib.suppress

# tools are names of programs, by what they do.
tools := {
	"scans networks and services": {
		"masscan", "zmap", "zgrab", "zgrab2", "nmap", "pnscan", "rustscan", "naabu", "unicornscan", "hping3", "nbtscan",
		"onesixtyone", "arp-scan", "netdiscover", "fscan", "fscan64", "fscan_amd64", "fscan_linux_amd64", "kscan",
		"kscan_linux_amd64", "ladon", "LadonGo", "nuclei", "nikto", "nikto.pl", "sqlmap", "sqlmap.py", "wpscan", "gobuster",
		"ffuf", "feroxbuster", "dirb", "dirsearch.py", "wfuzz", "enum4linux", "enum4linux.pl", "enum4linux-ng.py", "smbmap",
		"crackmapexec", "netexec", "nxc", "xray_linux_amd64", "zgrab_linux_amd64",
	},
	"guesses passwords": {
		"hydra", "medusa", "ncrack", "patator", "patator.py", "brutespray", "crowbar", "kerbrute", "kerbrute_linux_amd64",
		"john", "hashcat", "hashcat.bin", "sshbrute", "ssh_brute", "thc-hydra",
	},
	"leads a tunnel": {
		"chisel", "chisel_linux_amd64", "frpc", "frps", "gost", "gost-linux-amd64", "gost_linux_amd64", "tmate", "ngrok", "npc",
		"nps", "ligolo-ng", "ligolo-agent", "ligolo-proxy", "gs-netcat", "gsocket", "iox", "iox_linux_amd64", "ew_for_linux64",
		"stowaway_agent", "stowaway_admin", "linux_x64_agent", "rathole", "reverse-ssh", "reverse-sshx64", "revsocks", "rsocx",
		"wstunnel", "dnscat", "dnscat2", "iodine", "ptunnel", "ptunnel-ng", "proxychains", "proxychains4", "suo5", "neoreg.py",
		"cloudflared", "cloudflared-linux-amd64", "tor", "pagekite.py",
	},
	"leads out of containers, or through a cluster": {
		"peirates", "peirates-linux-amd64", "deepce.sh", "cdk", "cdk_linux_amd64", "cdk_linux_amd64_upx", "cdk_linux_amd64_thin",
		"botb", "botb-linux-amd64", "kubeletctl", "kubeletctl_linux_amd64", "kube-hunter", "kubesploit", "amicontained",
		"amicontained-linux-amd64", "ctrsploit", "ctrsploit_linux_amd64", "kdigger", "kdigger-linux-amd64", "kubeletmein",
		"redkube",
	},
	"looks for ways to become root": {
		"linpeas", "linpeas.sh", "linpeas_fat.sh", "linpeas_small.sh", "linpeas_linux_amd64", "linpeas_linux_arm64", "LinEnum.sh",
		"linenum.sh", "lse.sh", "les.sh", "linux-exploit-suggester.sh", "linux-exploit-suggester-2.pl", "linuxprivchecker.py",
		"pspy", "pspy32", "pspy32s", "pspy64", "pspy64s", "unix-privesc-check", "traitor", "traitor-amd64", "PwnKit", "pwnkit",
		"dirtypipe", "dirtycow", "dirtyc0w", "dirty_sock.py", "gtfonow.py", "beroot.py", "SUDO_KILLERv3.sh",
	},
	"steals credentials": {
		"mimipenguin", "mimipenguin.sh", "mimipenguin.py", "laZagne.py", "lazagne", "3snake", "swap_digger.sh", "secretsdump.py",
		"Responder.py", "bettercap", "ettercap", "dsniff", "keylogger.py", "logkeys",
	},
	"takes over other hosts": {
		"msfconsole", "msfvenom", "sliver-client", "sliver-server", "merlinAgent-Linux-x64", "pwncat", "pwncat-cs", "psexec.py",
		"wmiexec.py", "smbexec.py", "evil-winrm", "geacon", "revshell", "revshell.sh", "revshell.py", "reverse_shell.py",
		"reverse_shell.sh", "meterpreter", "meterpreter.elf", "pupysh.py", "Villain.py",
	},
	"removes traces": {"moonwalk", "logtamper", "logtamper.py", "mig-logcleaner", "vanish2", "wipelog"},
}

what[name] := does if {
	some does, set in tools
	some name in set
}

found[c.path] := sprintf("by its name, it %s", [what[changes.base(c.path)]]) if {
	some c in names.programs(object.keys(what))
	not is_namesake(c)
}

found[path] := sprintf("by its content, it %s", [concat(" and ", sort(does))]) if {
	some path, does in by_content
	c := changes.at(path)
	changes.content_changed(c)
	can_run(c)
	not what[changes.base(path)]
}

by_content[path] contains does if {
	some tag, does in {"scanner": "scans hosts, or guesses passwords", "tunnel": "leads a tunnel"}
	some path in matches.tagged[tag]
}

can_run(c) if changes.is_executable(c)

can_run(c) if {
	c.kind != "deleted"
	names.extension(c.path) in {"py", "sh", "pl", "rb", "js", "lua"}
}

# is_namesake holds for scripts with a name that harmless ones have as well.
is_namesake(c) if {
	changes.base(c.path) in {"cdk", "tor", "nps", "npc", "john", "gost", "iox", "ladon", "hydra", "medusa", "traitor", "moonwalk", "dirb", "nxc", "chisel"}
	not changes.is_elf(c)
}

findings contains {
	"message": sprintf("%s was added: %s", [path, why]),
	"severity": severity(c),
	"location": {"path": path},
	"evidence": {
		"sha256": object.get(c, "sha256", ""), "size": c.size, "package": object.get(c, "package", ""),
		"rules": object.get(matches.rules, path, set()),
	},
} if {
	some path, why in found
	c := changes.at(path)
	not allow.program(path)
}

severity(c) := "low" if is_of_package(c)

else := "medium"

is_of_package(c) if suppress.packaged(c)

is_of_package(c) if suppress.recorded(c)

is_of_package(_) if suppress.unlisted
