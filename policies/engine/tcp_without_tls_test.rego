package rummage.engine.tcp_without_tls_test

import data.rummage.engine.tcp_without_tls as rule

told(warnings) := {"target": {"kind": "engine"}, "engine": {"warnings": warnings}}

set_up(settings, listeners) := {"target": {"kind": "engine"}, "engine": {"daemon": {
	"settings": object.union({"hosts": ["unix:///run/docker.sock"], "tls": false, "tls_verify": false}, settings),
	"listeners": listeners,
}}}

severities(found) := {f.location.config: f.severity | some f in found}

test_fires_on_what_the_engine_warns_of if {
	found := rule.findings with input as told([
		"WARNING: API is accessible on http://0.0.0.0:2375 without encryption.\n         Access to the remote API is equivalent to root access",
		"[DEPRECATION NOTICE]: API is accessible on https://10.0.0.5:2376 without TLS client verification.",
		"WARNING: No swap limit support",
	])
	severities(found) == {
		"engine.daemon.settings.hosts.0.0.0.0:2375": "critical",
		"engine.daemon.settings.hosts.10.0.0.5:2376": "critical",
	}
	{f.message | some f in found} == {
		"the engine's API answers on tcp://0.0.0.0:2375 without TLS",
		"the engine's API answers on tcp://10.0.0.5:2376 with TLS that verifies no clients",
	}
}

test_fires_on_settings if {
	found := rule.findings with input as set_up({"hosts": ["fd://", "tcp://0.0.0.0:2375"]}, [{"address": "::", "port": 2375}])
	severities(found) == {"engine.daemon.settings.hosts.0.0.0.0:2375": "critical"}
}

test_fires_once_for_an_address_that_both_tell_of if {
	both := object.union(set_up({"hosts": ["tcp://0.0.0.0:2375"]}, []), told(["API is accessible on http://0.0.0.0:2375 without encryption."]))
	count(rule.findings) == 1 with input as both
}

test_fires_on_unverified_clients if {
	found := rule.findings with input as set_up({"hosts": ["tcp://0.0.0.0:2376"], "tls": true}, [])
	{f.evidence.tls | some f in found} == {true}
}

test_fires_with_less_on_loopback if {
	found := rule.findings with input as set_up({"hosts": ["tcp://127.0.0.1:2375", "tcp://[::1]:2375"]}, [])
	{f.severity | some f in found} == {"high"}
	count(found) == 2
}

test_fires_on_a_socket_of_systemd if {
	found := rule.findings with input as set_up({"hosts": ["fd://"], "metrics_address": "0.0.0.0:9323"}, [
		{"address": "::", "port": 2375}, {"address": "::", "port": 2377}, {"address": "0.0.0.0", "port": 9323},
	])
	severities(found) == {"engine.daemon.settings.hosts.[::]:2375": "critical"}
	one_address := rule.findings with input as set_up({"hosts": ["fd://"]}, [{"address": "192.0.2.5", "port": 2375}])
	severities(one_address) == {"engine.daemon.settings.hosts.192.0.2.5:2375": "critical"}
}

test_silent_with_verified_clients if {
	count(rule.findings) == 0 with input as set_up({"hosts": ["tcp://0.0.0.0:2376", "fd://"], "tls": true, "tls_verify": true}, [{"address": "::", "port": 2376}])
}

test_silent_without_tcp if {
	count(rule.findings) == 0 with input as set_up({"hosts": ["fd://", "unix:///run/docker.sock"]}, [{"address": "::", "port": 7946}])
}

test_silent_about_ports_of_its_own_without_systemd if {
	count(rule.findings) == 0 with input as set_up({}, [{"address": "::", "port": 9323}])
}

test_silent_in_the_document_of_a_container if {
	exposed := object.union(told(["API is accessible on http://0.0.0.0:2375 without encryption."]), {"target": {"kind": "container"}})
	count(rule.findings) == 0 with input as exposed
}
