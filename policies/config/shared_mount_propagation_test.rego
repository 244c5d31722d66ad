package rummage.config.shared_mount_propagation_test

import data.rummage.config.shared_mount_propagation as rule

test_fires_on_rshared if {
	count(rule.findings) == 1 with input.config as {"mounts": [{"type": "bind", "source": "/srv", "destination": "/srv", "propagation": "rshared"}]}
}

test_silent_on_the_default if {
	count(rule.findings) == 0 with input.config as {"mounts": [{"type": "bind", "source": "/srv", "destination": "/srv", "propagation": "rprivate"}]}
}

test_silent_on_slave if {
	count(rule.findings) == 0 with input.config as {"mounts": [{"type": "bind", "source": "/srv", "destination": "/srv", "propagation": "rslave"}]}
}

test_silent_without_a_configuration if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
