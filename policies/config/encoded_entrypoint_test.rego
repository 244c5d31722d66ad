package rummage.config.encoded_entrypoint_test

import data.rummage.config.encoded_entrypoint as rule

started(cmd) := {"entrypoint": [], "cmd": ["sh", "-c", cmd]}

test_fires_on_base64_to_a_shell if {
	count(rule.findings) == 1 with input.config as started("echo aGkK | base64 -d | bash")
}

test_silent_on_a_decoded_file if {
	count(rule.findings) == 0 with input.config as started("echo $KEY | base64 -d > /run/key; exec /app")
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
