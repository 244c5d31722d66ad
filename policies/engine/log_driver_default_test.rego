package rummage.engine.log_driver_default_test

import data.rummage.engine.log_driver_default as rule

engine_with(fields) := {"target": {"kind": "engine"}, "engine": fields}

test_fires_on_files_and_on_none if {
	every driver in ["json-file", "local", "none"] {
		count(rule.findings) == 1 with input as engine_with({"logging_driver": driver})
	}
}

test_silent_on_collectors if {
	every driver in ["syslog", "journald", "fluentd", "gelf", "awslogs"] {
		count(rule.findings) == 0 with input as engine_with({"logging_driver": driver})
	}
	count(rule.findings) == 0 with input as engine_with({})
}

test_silent_about_podman if {
	count(rule.findings) == 0 with input as engine_with(object.union({"logging_driver": "json-file"}, {"product": "podman"}))
}

test_silent_in_the_document_of_a_container if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}, "engine": {"logging_driver": "json-file"}}
}
