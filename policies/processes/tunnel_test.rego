package rummage.processes.tunnel_test

import data.rummage.processes.tunnel as rule

process(exe, state, args) := {"pid": 7, "exe": exe, "exe_state": state, "command": concat(" ", args), "args": args, "cwd": "/"}

severities(exe, state, args) := {f.severity | some f in found} if {
	found := rule.findings with input.processes as [process(exe, state, args)]
}

test_fires_medium if {
	every name in ["tmate", "ngrok", "frpc", "chisel", "gs-netcat", "tor", "cloudflared", "chisel_1.9.1_linux_amd64", "frpc-linux-arm64"] {
		severities(concat("/", ["/opt", name]), "added", ["x"]) == {"medium"}
		severities(concat("/", ["/opt", name]), "deleted", ["x"]) == {"medium"}
		severities("", "unknown", [concat("/", ["/opt", name]), "-c", "x"]) == {"medium"}
	}
	severities("/root/code", "added", ["code", "tunnel", "--name", "x"]) == {"medium"}
}

test_fires_low_in_the_image if {
	severities("/usr/local/bin/cloudflared", "image", ["cloudflared", "tunnel", "run"]) == {"low"}
	severities("/usr/bin/tor", "image", ["tor"]) == {"low"}
}

test_silent_on_others if {
	every p in [
		["/usr/bin/code", ["code", "--serve"]], ["/usr/bin/socat", ["socat", "TCP-LISTEN:80,fork", "TCP:web:80"]], ["/usr/bin/torsocks", ["x"]],
		["/usr/sbin/openvpn", ["openvpn", "x"]], ["/usr/bin/grep", ["grep", "ngrok"]], ["/usr/bin/monitor", ["monitor"]],
	] {
		severities(p[0], "added", p[1]) == set()
	}
}
