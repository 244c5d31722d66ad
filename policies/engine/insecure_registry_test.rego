package rummage.engine.insecure_registry_test

import data.rummage.engine.insecure_registry as rule

engine_with(registries) := {"target": {"kind": "engine"}, "engine": {"registries": {"insecure": registries, "mirrors": []}}}

test_fires_on_a_registry if {
	every registry in ["registry.example.com:5000", "10.0.0.0/8", "registry.lan"] {
		found := rule.findings with input as engine_with(["127.0.0.0/8", registry])
		{f.evidence.registry | some f in found} == {registry}
		{f.severity | some f in found} == {"medium"}
	}
}

test_fires_louder_on_every_address if {
	{f.severity | some f in rule.findings} == {"high"} with input as engine_with(["0.0.0.0/0"])
}

test_silent_on_loopback if {
	count(rule.findings) == 0 with input as engine_with(["127.0.0.0/8", "::1/128", "localhost:5000", "127.0.0.1:5000", "[::1]:5000"])
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as object.union(engine_with(["registry.lan"]), {"target": {"kind": "container"}})
}
