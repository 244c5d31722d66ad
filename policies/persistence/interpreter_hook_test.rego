package rummage.persistence.interpreter_hook_test

import data.rummage.persistence.interpreter_hook as rule

file(path, text) := {"path": path, "kind": "added", "type": "file", "mode": "644", "size": 20, "sha256": "a", "text": text}

pth(text) := file("/usr/lib/python3/dist-packages/x.pth", text)

modified(path) := {"path": path, "kind": "modified", "type": "file", "size": 20, "sha256": "a", "was": {"sha256": "b"}}

transaction := {"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"}

found(changes) := result if {
	result := {[f.severity, f.location.path] | some f in rule.findings} with input.changes as changes
}

test_fires_on_code_in_pth_files if {
	every path in ["/usr/lib/python3/dist-packages/x.pth", "/usr/local/lib/python3.11/site-packages/x.pth", "/root/.local/lib/python3.12/site-packages/x.pth"] {
		found([file(path, "/srv/lib\nimport x\n")]) == {["medium", path]}
	}
	found([object.union(pth("/srv/lib\nimport x\n"), {"kind": "modified", "was": {"text": "/srv/lib\n"}})]) == {["medium", "/usr/lib/python3/dist-packages/x.pth"]}
}

test_fires_high_on_code_that_runs_something if {
	every line in ["import os; os.system('x')", "import base64; exec(base64.b64decode('aGkK'))", "import subprocess; subprocess.Popen(['x'])"] {
		found([pth(line)]) == {["high", "/usr/lib/python3/dist-packages/x.pth"]}
	}
}

test_fires_on_modules_by_name if {
	every path in [
		"/usr/lib/python3/dist-packages/sitecustomize.py", "/root/.local/lib/python3.11/site-packages/usercustomize.py", "/etc/perl/sitecustomize.pl",
		"/etc/perl/Foo.pm", "/usr/local/share/perl/5.36.0/strict.pm", "/usr/local/lib/site_perl/warnings.pm",
		"/usr/lib/ruby/vendor_ruby/rubygems/defaults/operating_system.rb",
	] {
		found([file(path, "x")]) == {["medium", path]}
	}
}

test_fires_on_changes_of_the_standard_library if {
	every path in ["/usr/lib/python3.11/os.py", "/usr/local/lib/python3.12/site.py", "/usr/share/perl/5.36.0/strict.pm", "/usr/lib/ruby/3.1.0/rubygems.rb"] {
		found([modified(path)]) == {["medium", path]}
	}
}

test_fires_on_settings if {
	cases := {
		"export NODE_OPTIONS='--require /opt/x.js'": "Node", "NODE_OPTIONS=\"-r /opt/x.js\"": "Node", "export PERL5OPT=-Mx": "Perl", "RUBYOPT=-r/opt/x": "Ruby",
		"export JAVA_TOOL_OPTIONS=-javaagent:/opt/x.jar": "Java", "DOTNET_STARTUP_HOOKS=/opt/x.dll": ".NET", "LUA_INIT=@/opt/x.lua": "Lua",
		"export PYTHONPATH=/tmp/x:$PYTHONPATH": "Python", "PHP_INI_SCAN_DIR=/dev/shm": "PHP",
	}
	every line, language in cases {
		every path in ["/etc/environment", "/root/.bashrc", "/etc/profile.d/x.sh"] {
			findings := rule.findings with input.changes as [file(path, line)]
			{f.message | some f in findings} == {sprintf("%s has %s load something whenever it starts", [path, language])}
		}
	}
	found([file("/root/.npmrc", "node-options=--require /opt/x.js\n")]) == {["medium", "/root/.npmrc"]}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/entrypoint.sh"], "cmd": []},
		"changes": [object.union(file("/etc/environment", "NODE_OPTIONS=--require=/opt/x.js"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_silent_on_paths_in_pth_files if found([pth("# import os\n/srv/app/src\nimporter\n")]) == set()

test_silent_on_what_pip_lists if {
	found([object.union(pth("import x\n"), {"package": "pip:x"}), object.union(file("/usr/local/lib/python3.11/site-packages/ddtrace/bootstrap/sitecustomize.py", "x"), {"package": "pip:ddtrace"})]) == set()
}

test_silent_on_packages if {
	found([
		object.union(pth("import x\n"), {"package": "python3-x"}), object.union(file("/etc/python3.11/sitecustomize.py", "x"), {"package": "libpython3.11-minimal"}),
		{"path": "/usr/lib/python3.11/sitecustomize.py", "kind": "added", "type": "symlink", "link_target": "/etc/python3.11/sitecustomize.py"},
		object.union(modified("/usr/lib/python3.11/os.py"), {"package": "libpython3.11-minimal"}), transaction,
	]) == set()
}

# What setuptools, virtualenv and coverage write, and do not list.
test_silent_on_usual_code if {
	every line in [
		"import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack'); ",
		"import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); ",
		"import __editable___app_0_1_finder; __editable___app_0_1_finder.install()", "import coverage; coverage.process_startup()",
		"import sys; sys.__plen = len(sys.path)",
		"import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('google',));importlib = has_mfs and __import__('importlib.util')",
	] {
		found([pth(line)]) == set()
	}
	found([file("/srv/.venv/lib/python3.11/site-packages/_virtualenv.pth", "import _virtualenv"), file("/srv/.venv/pyvenv.cfg", "home = /usr/bin")]) == set()
}

test_silent_on_weights_of_models if found([file("/srv/models/site.pth", "import x")]) == set()

test_silent_on_empty_modules if found([object.union(file("/usr/lib/python3/dist-packages/sitecustomize.py", ""), {"size": 0})]) == set()

test_silent_on_modules_of_the_same_name if {
	found([
		file("/srv/app/site.py", "x"), modified("/srv/app/os.py"), file("/root/perl5/perlbrew/perls/5.38/lib/5.38.0/strict.pm", "x"),
		file("/srv/app/operating_system.rb", "x"), file("/usr/lib/python3.12/os.py", "x"), {"path": "/usr/lib/python3.11/os.py", "kind": "deleted"},
	]) == set()
}

test_silent_on_other_settings if {
	every line in [
		"export NODE_OPTIONS=--max-old-space-size=4096", "export NODE_ENV=production", "PERL5LIB=/srv/lib", "RUBYOPT=-W0", "JAVA_TOOL_OPTIONS=-Xmx1g",
		"JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket", "PYTHONPATH=/srv/app", "# NODE_OPTIONS=--require x", "registry=https://registry.example.com/",
	] {
		found([file("/root/.bashrc", line), file("/root/.npmrc", line)]) == set()
	}
}
