package rummage.image.preload_baked_in_test

import data.rummage.image.preload_baked_in as rule

preload(change) := object.union({"path": "/etc/ld.so.preload", "kind": "added", "type": "file", "size": 24, "layer": "one", "text": "/usr/local/lib/inert.so\n"}, change)

env(name, value) := {"target": {"kind": "image"}, "image": {"config": {"env": [{"name": name, "value": value}]}}}

test_fires_on_the_file if {
	every change in [{}, {"text": "# malloc\n/usr/lib/libjemalloc.so.2 /tmp/libjemalloc.so.2\n"}, {"text": "/dev/shm/x.so:/usr/lib/libtcmalloc.so"}] {
		count(rule.findings) == 1 with input.files as [preload(change)]
	}
}

test_fires_when_its_content_is_not_known if {
	count(rule.findings) == 1 with input.files as [object.remove(preload({}), {"text"})]
	count(rule.findings) == 1 with input.files as [object.remove(preload({"type": "symlink", "size": 0, "link_target": "/tmp/p"}), {"text"})]
}

test_fires_on_a_variable if {
	every v in [["LD_PRELOAD", "/opt/x/hook.so"], ["LD_AUDIT", "/lib/audit.so"], ["LD_PRELOAD", "libjemalloc.so.2 /tmp/h.so"]] {
		count(rule.findings) == 1 with input as env(v[0], v[1])
	}
}

test_silent_on_allocators if {
	every library in [
		"/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "/usr/local/lib/libtcmalloc_minimal.so.4", "/lib/libgcompat.so.0",
		"/opt/bitnami/common/lib/libnss_wrapper.so", "/usr/lib/preloadable_libiconv.so",
	] {
		count(rule.findings) == 0 with input.files as [preload({"text": library})]
		count(rule.findings) == 0 with input as env("LD_PRELOAD", library)
	}
	count(rule.findings) == 0 with input as env("LD_PRELOAD", "libjemalloc.so.2")
}

test_silent_when_empty if {
	count(rule.findings) == 0 with input.files as [preload({"text": "# none\n"})]
	count(rule.findings) == 0 with input.files as [preload({"text": "", "size": 0})]
	count(rule.findings) == 0 with input as env("LD_PRELOAD", "")
}

test_silent_on_other_variables_removed_files_and_containers if {
	count(rule.findings) == 0 with input as env("LD_LIBRARY_PATH", "/opt/x")
	count(rule.findings) == 0 with input.files as [preload({"deleted_in": "two"})]
	count(rule.findings) == 0 with input as object.union(env("LD_PRELOAD", "/opt/x/hook.so"), {"target": {"kind": "container"}})
}
