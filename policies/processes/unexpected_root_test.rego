package rummage.processes.unexpected_root_test

import data.rummage.processes.unexpected_root as rule

process(change) := object.union({"pid": 7, "ppid": 3, "uid": 0, "exe": "/usr/bin/bash", "exe_state": "image", "command": "bash", "args": ["bash"]}, change)

init := process({"pid": 3, "ppid": 2, "uid": 101, "init": true})

document(processes) := {
	"processes": array.concat([init], processes), "engine": {"security_options": ["name=seccomp,profile=default"]},
	"image": {"config": {"user": "nginx"}}, "config": {"user": "nginx", "namespaces": {"pid": "", "user": ""}},
}

severities(doc) := {f.severity | some f in found} if found := rule.findings with input as doc

test_fires_high if severities(document([process({})])) == {"high"}

test_fires_high_for_a_number if {
	severities(json.patch(document([process({})]), [{"op": "replace", "path": "/image/config/user", "value": "1000:1000"}])) == {"high"}
}

test_fires_without_an_executable if severities(document([object.remove(process({}), ["exe"])])) == {"high"}

test_fires_medium_in_a_session if {
	severities(document([process({"exec": true, "ppid": 2})])) == {"medium"}
	severities(document([process({"exec": true, "ppid": 2}), process({"pid": 8, "ppid": 7})])) == {"medium"}
}

test_fires_high_where_a_session_became_root if {
	severities(document([process({"exec": true, "ppid": 2, "uid": 101}), process({"pid": 8, "ppid": 7})])) == {"high"}
	severities(document([process({"exec": true, "ppid": 2, "exe": "/opt/s", "exe_state": "added"})])) == {"high"}
}

test_fires_medium_by_the_images_sudo if {
	severities(document([process({"pid": 8, "exe": "/usr/bin/sudo"}), process({"ppid": 8, "exe": "/usr/sbin/cron"})])) == {"medium"}
	severities(document([process({"pid": 8, "exe": "/usr/bin/sudo", "exe_state": "added"})])) == {"high"}
}

test_fires_once_for_many if {
	count(rule.findings) == 1 with input as document([process({"pid": i}) | some i in numbers.range(10, 40)])
}

test_silent_on_the_images_user if severities(document([process({"uid": 101})])) == set()

test_silent_when_the_uid_is_not_known if severities(document([process({"uid": -1})])) == set()

test_silent_when_root_was_asked_for if {
	every user in ["root", "0", "0:0", "root:root", ""] {
		severities(json.patch(document([process({})]), [{"op": "replace", "path": "/config/user", "value": user}])) == set()
		severities(json.patch(document([process({})]), [{"op": "replace", "path": "/image/config/user", "value": user}])) == set()
	}
}

test_silent_with_user_namespaces if {
	every option in ["name=userns", "name=rootless"] {
		severities(json.patch(document([process({})]), [{"op": "replace", "path": "/engine/security_options", "value": [option]}])) == set()
	}
}

test_silent_on_ping if {
	severities(document([process({"exe": "/usr/bin/ping"})])) == set()
	severities(document([process({"exe": "/usr/bin/ping", "exe_state": "added"})])) == {"high"}
}

test_silent_on_the_runtime if severities(document([process({"exec": true, "name": "runc:[2:INIT]"})])) == set()

test_silent_without_an_image if {
	severities(object.remove(document([process({})]), ["image"])) == set()
}

test_silent_on_what_the_site_allows if {
	severities(document([process({})])) == set() with data.allow.users as ["root"]
	severities(document([process({})])) == set() with data.allow.processes as ["bash"]
}
