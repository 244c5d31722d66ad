package rummage.image.foreign_architecture_binary_test

import data.rummage.image.foreign_architecture_binary as rule

image(own, change) := {
	"target": {"kind": "image"}, "image": {"architecture": own},
	"files": [object.union({"path": "/opt/app/run", "kind": "added", "type": "file", "mode": "755", "layer": "one", "magic": "application/x-executable", "architecture": "arm64"}, change)],
}

test_fires_on_other_architectures if {
	every pair in [["amd64", "arm64"], ["amd64", "mips"], ["arm64", "amd64"], ["386", "amd64"], ["arm", "arm64"], ["s390x", "386"]] {
		count(rule.findings) == 1 with input as image(pair[0], {"architecture": pair[1]})
	}
}

test_fires_where_the_name_says_it if {
	every path in ["/tmp/x.mips", "/usr/bin/bot-arm64", "/root/.x/aarch64"] {
		count(rule.findings) == 1 with input as image("amd64", {"path": path})
	}
}

test_silent_on_what_runs if {
	every pair in [["amd64", "amd64"], ["amd64", "386"], ["arm64", "arm"], ["", "arm64"]] {
		count(rule.findings) == 0 with input as image(pair[0], {"architecture": pair[1]})
	}
}

test_silent_on_what_is_meant_for_others if {
	every path in [
		"/app/node_modules/bufferutil/prebuilds/linux-arm64/node.napi.node", "/app/node_modules/@esbuild/linux-arm64/bin/esbuild", "/usr/lib/firmware/x/fw.elf",
		"/usr/aarch64-linux-gnu/lib/libc.so.6", "/usr/lib/aarch64-linux-gnu/libc.so.6", "/usr/local/go/src/debug/elf/testdata/gcc-arm64", "/usr/local/go/src/debug/elf/testdata/hello",
		"/app/runtimes/linux-arm64/native/libSystem.so", "/usr/local/lib/python3.12/site-packages/x/_native.aarch64-linux-gnu.so",
	] {
		count(rule.findings) == 0 with input as image("amd64", {"path": path})
	}
	count(rule.findings) == 0 with input as image("amd64", {"package": "gcc-aarch64-linux-gnu"})
}

test_silent_on_objects_and_other_files if {
	count(rule.findings) == 0 with input as image("amd64", {"magic": "application/x-object"})
	count(rule.findings) == 0 with input as image("amd64", {"deleted_in": "two"})
}

test_silent_without_an_architecture if {
	document := image("amd64", {})
	count(rule.findings) == 0 with input as json.remove(document, ["image/architecture"])
	count(rule.findings) == 0 with input as json.remove(document, ["files/0/architecture"])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(image("amd64", {}), {"target": {"kind": "container"}})
}
