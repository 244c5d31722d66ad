package rummage.lib.tools_test

import data.rummage.lib.tools

test_plain if {
	every path, name in {
		"/opt/fscan_amd64": "fscan", "/opt/xmrig-6.21.0": "xmrig", "/x/chisel_1.9.1_linux_amd64": "chisel", "/x/linpeas.sh": "linpeas",
		"/x/linux-exploit-suggester.sh": "linux-exploit-suggester", "/x/zgrab2": "zgrab2", "/x/gs-netcat_x86_64-alpine": "gs-netcat",
		"/usr/bin/nmap": "nmap", "/x/Docker": "docker", "/x/cpuminer-sse2": "cpuminer-sse2",
	} {
		tools.plain(path) == name
	}
}
