package rummage.lib.acts_test

import data.rummage.lib.acts

test_paths_run if {
	cases := {
		"/tmp/x -a": {"/tmp/x"},
		"sudo -E nohup /tmp/x &": {"/tmp/x"},
		"FOO=1 exec /tmp/x": {"/tmp/x"},
		`bash -c "/tmp/x -a"`: {"/tmp/x"},
		"sh -e /tmp/x": {"/tmp/x"},
		"python3 -u ~/x.py": {"/root/x.py"},
		". $HOME/.x/env": {"/root/.x/env"},
		"test -x /tmp/x && /tmp/y | /tmp/z": {"/tmp/y", "/tmp/z"},
		"if [ -f /tmp/x ]; then /tmp/y; fi": {"/tmp/y"},
		"V=$(/tmp/x)": {"/tmp/x"},
		"(/tmp/x)": {"/tmp/x"},
		"cat /tmp/x": set(),
		"echo > /tmp/x": set(),
		"": set(),
	}
	every command, paths in cases {
		acts.paths_run(command) == paths
	}
}

test_of_nothing if {
	every command in ["", "true", "export PATH=/tmp/x:$PATH", "curl --version", ". ~/.bash_aliases", "source /root/.acme.sh/acme.sh.env"] {
		acts.of(command) == set()
	}
}

test_of_downloads if {
	every command in ["curl -o /usr/bin/x http://198.51.100.7/x", "curl --output x http://198.51.100.7/x", "wget --output-document=/opt/x http://198.51.100.7/x"] {
		acts.of(command) == {"downloads something"}
	}
}
