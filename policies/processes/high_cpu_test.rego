package rummage.processes.high_cpu_test

import data.rummage.processes.high_cpu as rule

process(change) := object.union(
	{"pid": 7, "exe": "/opt/x", "exe_state": "added", "command": "x", "args": ["x"], "started": "2026-01-02T03:00:00Z", "cpu_seconds": 590.5},
	change,
)

limited(limits, p) if {
	count(rule.findings) == 1 with input as {
		"collected_at": "2026-01-02T03:10:00Z", "processes": [p], "changes": [{"path": "/var/lib/dpkg/status", "kind": "modified"}],
		"config": {"limits": limits},
	}
}

fires(p) if limited({"nano_cpus": 0, "cpu_quota": 0}, p)

test_fires_on_drift if {
	fires(process({}))
	fires(process({"exe": "/memfd:x", "exe_state": "memfd"}))
	fires(process({"exe": "/usr/bin/x", "exe_state": "deleted"}))
}

test_fires_on_a_temporary_place if fires(process({"exe": "/tmp/x", "exe_state": "unknown"}))

test_fires_on_more_than_one_processor if fires(process({"cpu_seconds": 2200}))

test_fires_with_a_limit if {
	limited({"nano_cpus": 500000000, "cpu_quota": 0}, process({"cpu_seconds": 290}))
	limited({"nano_cpus": 0, "cpu_quota": 50000}, process({"cpu_seconds": 290}))
	limited({"nano_cpus": 2000000000, "cpu_quota": 0}, process({"cpu_seconds": 1150}))
}

test_silent_below_the_limit if {
	not limited({"nano_cpus": 2000000000, "cpu_quota": 0}, process({}))
	not fires(process({"cpu_seconds": 290}))
}

test_silent_on_the_images_program if {
	not fires(process({"exe": "/usr/bin/ffmpeg", "exe_state": "image"}))
	not fires(process({"exe": "/usr/lib/jvm/java/bin/java", "exe_state": "image", "args": ["java", "-Djava.io.tmpdir=/tmp/x", "-jar", "/a.jar"]}))
}

test_silent_on_a_short_life if not fires(process({"started": "2026-01-02T03:09:20Z", "cpu_seconds": 40}))

test_silent_when_not_told if {
	not fires(object.remove(process({}), ["cpu_seconds"]))
	not fires(object.remove(process({}), ["started"]))
}

test_silent_on_what_the_site_allows if {
	not fires(process({})) with data.allow.processes as ["/opt/x"]
	not fires(process({"exe": "/tmp/x", "exe_state": "image"})) with data.allow.processes as ["x"]
}
