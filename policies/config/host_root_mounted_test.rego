package rummage.config.host_root_mounted_test

import data.rummage.config.host_root_mounted as rule

mounted(source, rw) := {"mounts": [{"type": "bind", "source": source, "destination": "/host", "rw": rw}]}

test_fires_critical_when_writable if {
	{f.severity | some f in rule.findings} == {"critical"} with input.config as mounted("/", true)
}

test_fires_high_when_read_only if {
	{f.severity | some f in rule.findings} == {"high"} with input.config as mounted("/", false)
}

test_fires_on_other_names_of_the_root if {
	every source in ["//", "/.", "/../", "/proc/1/root"] {
		count(rule.findings) == 1 with input.config as mounted(source, true)
	}
}

test_silent_on_other_directories if {
	every source in ["/srv", "/.cache", "/...", "/proc/1/rootfs"] {
		count(rule.findings) == 0 with input.config as mounted(source, true)
	}
}

test_silent_on_volumes if {
	count(rule.findings) == 0 with input.config.mounts as [{"type": "volume", "source": "/", "destination": "/x", "rw": true}]
}

test_silent_on_what_the_site_allows if {
	count(rule.findings) == 0 with input.config as mounted("/", false) with data.allow.mounts as ["/:ro"]
}

test_fires_on_more_than_the_site_allows if {
	count(rule.findings) == 1 with input.config as mounted("/", true) with data.allow.mounts as ["/:ro"]
	count(rule.findings) == 1 with input.config as mounted("/proc/1/root", true) with data.allow.mounts as ["/"]
}
