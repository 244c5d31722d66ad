package rummage.lib.links_test

import data.rummage.lib.links

link(path, target) := {"path": path, "kind": "added", "type": "symlink", "link_target": target}

test_target if {
	cases := [
		["/etc/rc2.d/S01x", "../init.d/x", "/etc/init.d/x"], ["/etc/x", "y", "/etc/y"], ["/etc/x", "./y/z", "/etc/y/z"],
		["/x", "y", "/y"], ["/etc/a/b", "../../tmp/y", "/tmp/y"], ["/etc/a", "../../../tmp/y", "/tmp/y"], ["/etc/x", "/opt/y", "/opt/y"],
	]
	every case in cases {
		links.target(link(case[0], case[1])) == case[2]
	}
}

test_is_settled if {
	links.is_settled(link("/etc/rc2.d/S01x", "../init.d/x")) with input.changes as []
	not links.is_settled(link("/etc/rc2.d/S01x", "../init.d/x")) with input.changes as [{"path": "/etc/init.d/x", "kind": "added", "type": "file"}]
	not links.is_settled(link("/etc/x", "/lib/x")) with input.changes as [{"path": "/usr/lib/x", "kind": "added", "type": "file"}]
	not links.is_settled(link("/etc/x", "/tmp/x")) with input.changes as []
	not links.is_settled({"path": "/etc/x", "type": "file"}) with input.changes as []
}
