# METADATA
# description: Processes that run a tool of a certain name, and who brought it.
# schemas:
#   - input: schema.document
package rummage.lib.tools

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.interpreters
import data.rummage.lib.processes

# uses are the tools of these names that the process is, by its executable and
# the script that it runs: the executable counts, not what it calls itself.
uses(p, names) := {{"name": called, "path": path, "baked": is_baked(p, path)} |
	not allow.process(p)
	some path in told(p)
	called := plain(path)
	called in names
}

told(p) := {path | some path in processes.runs(p)} | {p.args[0] | processes.program(p) == ""}

# plain is the name of a program or script, without what languages and
# distributions append to it.
plain(path) := regex.replace(lower(changes.base(path)), `[-_.](linux|amd64|x86_64|x64|arm64|aarch64|static|v?[0-9]+(\.[0-9]+)+|py|pl|rb|sh|js)([-_.].*)?$`, "")

# is_baked tells whether the image brought it.
default is_baked(_, _) := false

is_baked(p, path) if {
	path == p.exe
	p.exe_state == "image"
}

is_baked(p, path) if {
	path == interpreters.script(p)
	not changes.at(path)
	processes.mount(path) == ""
}
