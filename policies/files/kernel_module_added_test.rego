package rummage.files.kernel_module_added_test

import data.rummage.files.kernel_module_added as rule

module(change) := object.union({"path": "/tmp/x.ko", "kind": "added", "type": "file", "mode": "644", "size": 9000, "magic": "application/x-object", "sha256": "a"}, change)

test_fires_on_modules_anywhere if {
	every path in ["/tmp/x.ko", "/root/rootkit.KO", "/lib/modules/6.1.0/extra/x.ko"] {
		{[f.location.path, f.message] | some f in rule.findings} == {[path, sprintf("%s is a kernel module", [path])]} with input.changes as [module({"path": path})]
	}
}

test_fires_on_compressed_ones if {
	every path, magic in {"/tmp/x.ko.xz": "application/x-xz", "/tmp/x.ko.gz": "application/gzip", "/tmp/x.ko.zst": "application/zstd"} {
		count(rule.findings) == 1 with input.changes as [module({"path": path, "magic": magic})]
	}
}

test_fires_on_one_that_could_not_be_read if {
	count(rule.findings) == 1 with input.changes as [object.remove(module({"path": "/usr/lib/modules/6.1.0/x.ko"}), ["magic"])]
}

test_fires_on_another_name_among_modules if {
	count(rule.findings) == 1 with input.changes as [module({"path": "/lib/modules/6.1.0/kernel/x.o"})]
}

test_fires_on_known_rootkits if {
	every name in ["diamorphine", "reptile", "adore-ng"] {
		count(rule.findings) == 1 with input.changes as [module({"path": concat("/", ["/opt", name])})]
	}
}

test_fires_on_a_module_that_a_rule_matches if {
	found := rule.findings with input as {
		"changes": [module({"path": "/opt/x"})],
		"matches": [{"rule": "some_rootkit", "tags": ["rootkit"], "path": "/opt/x"}],
	}
	{f.evidence.rules | some f in found} == {{"some_rootkit"}}
}

test_fires_once_for_all_reasons if {
	found := rule.findings with input as {
		"changes": [module({"path": "/lib/modules/6.1.0/reptile"})],
		"matches": [{"rule": "some_rootkit", "tags": ["rootkit"], "path": "/lib/modules/6.1.0/reptile"}],
	}
	count(found) == 1
}

test_fires_on_a_program_with_the_name_of_a_module if {
	every name in ["nf_conntrack", "kvm_intel", "br_netfilter"] {
		count(rule.findings) == 1 with input.changes as [module({"path": concat("/", ["/tmp", name]), "mode": "755", "magic": "application/x-executable"})]
	}
}

test_silent_on_a_package if {
	found := rule.findings with input.changes as [
		module({"path": "/lib/modules/6.1.0/kernel/x.ko", "package": "linux-image-6.1.0"}),
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}

test_silent_on_texts_of_that_name if {
	every c in [
		{"path": "/usr/share/doc/index.html.ko", "magic": "text/html"}, {"path": "/srv/README.ko", "magic": "text/plain"},
		{"path": "/srv/x.ko.gz", "magic": "text/plain"}, {"path": "/tmp/x.ko", "magic": "inode/x-empty"},
	] {
		count(rule.findings) == 0 with input.changes as [module(c)]
	}
	count(rule.findings) == 0 with input.changes as [object.remove(module({}), ["magic"])]
}

# What a compiler makes, and programs with other names.
test_silent_on_objects_and_programs if {
	every path in ["/build/main.o", "/tmp/x", "/opt/diamorphine.c", "/opt/ko"] {
		count(rule.findings) == 0 with input.changes as [module({"path": path})]
	}
	count(rule.findings) == 0 with input.changes as [module({"path": "/opt/reptile", "mode": "755", "magic": "application/x-executable"})]
}

test_silent_on_modules_by_name_that_are_no_programs if {
	count(rule.findings) == 0 with input.changes as [module({"path": "/sys/module/nf_tables", "type": "directory"}), module({"path": "/etc/modules/nf_tables", "magic": "text/plain"})]
}

test_silent_when_the_image_has_it if {
	count(rule.findings) == 0 with input.changes as [module({"kind": "modified", "was": {"sha256": "a"}}), module({"path": "/tmp/y.ko", "kind": "deleted"})]
}
