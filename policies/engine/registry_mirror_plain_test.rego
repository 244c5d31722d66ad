package rummage.engine.registry_mirror_plain_test

import data.rummage.engine.registry_mirror_plain as rule

engine_with(mirrors) := {"target": {"kind": "engine"}, "engine": {"registries": {"insecure": [], "mirrors": mirrors}}}

test_fires_on_plain_http if {
	found := rule.findings with input as engine_with(["https://mirror.example.com/", "http://mirror.lan:5000/"])
	{f.evidence.mirror | some f in found} == {"http://mirror.lan:5000/"}
}

test_silent_on_tls_and_loopback if {
	count(rule.findings) == 0 with input as engine_with(["https://mirror.example.com/", "http://localhost:5000/", "http://127.0.0.1:5000/"])
}
