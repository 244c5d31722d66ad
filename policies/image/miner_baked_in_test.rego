package rummage.image.miner_baked_in_test

import data.rummage.image.miner_baked_in as rule

file(change) := object.union({"path": "/opt/xmrig", "kind": "added", "type": "file", "mode": "755", "layer": "one"}, change)

match(change) := object.union({"rule": "miner_program", "namespace": "n", "tags": ["miner"], "meta": {}, "path": "/opt/app", "layer": "one", "strings": []}, change)

image(listed, matched) := {"target": {"kind": "image"}, "files": listed, "matches": matched}

test_fires_on_names if {
	every change in [{}, {"path": "/usr/bin/cpuminer-multi"}, {"path": "/usr/bin/trex", "magic": "application/x-executable"}, {"path": "/tmp/kinsing", "package": "x"}] {
		count(rule.findings) == 1 with input as image([file(change)], [])
	}
}

test_fires_on_contents if {
	found := rule.findings with input as image([file({"path": "/opt/app"})], [match({})])
	{f.message | some f in found} == {"/opt/app is a miner by its content (miner_program)"}
}

test_fires_once_on_both if {
	found := rule.findings with input as image([file({})], [match({"path": "/opt/xmrig"}), match({"path": "/opt/xmrig", "rule": "upx_packed", "tags": []})])
	[f.evidence.rules | some f in found] == [{"miner_program", "upx_packed"}]
}

test_fires_on_a_pool_in_the_command if {
	every cmd in [["-o", "stratum+tcp://pool.invalid:3333"], ["sh", "-c", "./a -o gulf.moneroocean.stream:10128"]] {
		count(rule.findings) == 1 with input as {"target": {"kind": "image"}, "image": {"config": {"entrypoint": ["/app"], "cmd": cmd}}}
	}
}

test_silent_on_namesakes if {
	every change in [{"type": "directory"}, {"mode": "644"}, {"path": "/srv/trex", "interpreter": "/bin/sh"}, {"path": "/usr/bin/xmrig-exporter"}] {
		count(rule.findings) == 0 with input as image([file(change)], [])
	}
}

test_silent_on_documentation if {
	every path in ["/usr/share/doc/xmrig/config.json", "/app/README.md"] {
		count(rule.findings) == 0 with input as image([file({"path": path})], [match({"path": path})])
	}
}

test_silent_on_other_matches_and_removed_files if {
	count(rule.findings) == 0 with input as image([file({"path": "/opt/app"})], [match({"tags": ["packer"]}), match({"layer": "zero"})])
	count(rule.findings) == 0 with input as image([file({"deleted_in": "two"})], [])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "matches": [match({})], "image": {"config": {"cmd": ["stratum+tcp://x:1"]}}}
}
