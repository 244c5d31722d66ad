# METADATA
# description: What a process runs, and where that comes from.
# schemas:
#   - input: schema.document
package rummage.lib.processes

import data.rummage.lib.allow
import data.rummage.lib.changes
import data.rummage.lib.commands
import data.rummage.lib.interpreters
import data.rummage.lib.lineage
import data.rummage.lib.places
import data.rummage.lib.suppress
import data.rummage.lib.times

# acting is the set of processes whose arguments say what they do. That of a
# tool which only looks for or shows text says what it looks for.
acting contains p if {
	some p in input.processes
	count(p.args) > 0
	not is_searching(p)
}

is_searching(p) if {
	commands.searches(p.args)
	not is_other(p)
}

is_searching(p) if {
	path := script(p)
	commands.searches([path])
	not path in strays(p)
}

# is_other holds for a program that is known not to be such a tool: what a
# process calls itself does not count.
is_other(p) if p.exe_state in {"added", "modified", "deleted", "memfd"}

is_other(p) if {
	program(p) != ""
	interpreters.is_interpreter(p)
}

is_other(p) if regex.match(`^(nc|ncat|netcat|socat|curl|wget|openssl)([.0-9-].*)?$`, changes.base(program(p)))

# program is the path of the executable; empty when it is not known.
program(p) := object.get(p, "exe", "")

# script is the path of the script that an interpreter runs.
script(p) := interpreters.script(p)

# runs are the paths of what a process executes: its program, and its script.
runs(p) := {path | path := program(p); path != ""} | {path | path := script(p)}

# shown is the program, or without that the first argument, for a message.
shown(p) := p.exe if program(p) != ""

else := p.args[0]

# is_odd_place holds for a path in a directory for temporary files, or below a
# hidden one that no known tool makes.
is_odd_place(path) if {
	places.is_temporary(path)
	not is_unpacked(path)
	not is_supervision(path)
	path != "/run/rosetta/rosetta" # emulates another architecture
}

is_odd_place(path) if {
	some part in split(path, "/")
	regex.match(`^\.[^/]`, part)
	part != ".."
	not part in places.usual_hidden
	not part in usual_hidden
	not is_unpacked(path)
}

# usual_hidden are the hidden directories that tools make for what runs. Those
# for settings, keys and fonts are none of them.
usual_hidden := {
	".android", ".ansible", ".asdf", ".azure", ".bazel", ".bun", ".bundle", ".cabal", ".cache", ".cargo", ".composer", ".conda",
	".config", ".cpan", ".deno", ".docker", ".dotnet", ".emacs.d", ".expo", ".fnm", ".foundry", ".gem", ".ghcup", ".gradle",
	".guix-profile", ".helm", ".heroku", ".hex", ".ipython", ".ivy2", ".julia", ".linuxbrew", ".local", ".m2", ".mamba", ".meteor",
	".mix", ".nix-profile", ".node-gyp", ".npm", ".nuget", ".nvm", ".opam", ".output", ".pipx", ".pnpm-store", ".poetry", ".pulumi",
	".pyenv", ".rbenv", ".rustup", ".rye", ".sbt", ".sdkman", ".serverless", ".stack", ".svelte-kit", ".terraform.d", ".uv",
	".vercel", ".virtualenvs", ".volta", ".yarn",
}

is_unpacked(path) if places.extracted(path)

# What tools build and test in a temporary directory, by the names that they
# give it.
is_unpacked(path) if regex.match(
	`^/(var/)?tmp/(pip-(install|build-env|ephem-\w+|req-build|unpack)-\w+|npx-\w+|npm-\w+|rustdoctest\w+|cargo-install\w+|jest_\w+|bazel-\w+|embedded-pg|phantomjs|playwright[\w-]+|rust_mozprofile\w+)/`,
	path,
)

# is_supervision holds for the directories in which s6 and runit keep the
# scripts of services.
is_supervision(path) if regex.match(`^/(var/)?run/(s6[\w:.-]*|service|user-services|docker|runit[\w.-]*)/`, path)

# is_odd holds for a process that runs something in such a place.
is_odd(p) if {
	some path in runs(p)
	is_odd_place(path)
}

# mount is the type of the mount that a path lies in; empty for the container's
# own file system.
mount(path) := max({[0, ""]} | {[count(m.destination), m.type] |
	some m in mounts
	startswith(path, concat("", [trim_right(m.destination, "/"), "/"]))
})[1]

mounts := array.concat([{"type": "tmpfs", "destination": "/dev/shm"}], object.get(input, ["config", "mounts"], []))

# strays are the paths of what a process runs that are not what the image has.
strays(p) := {path |
	some path in runs(p)
	is_stray(p, path)
	not lineage.of_engine(p)
	not allow.program(path)
}

is_stray(p, path) if {
	path == p.exe
	p.exe_state in {"added", "modified"}
	not is_image(path)
}

is_stray(p, path) if {
	path == script(p)
	changes.at(target(path)).kind in {"added", "modified"}
	not is_image(path)
	not is_supervised(p, path)
}

# is_image holds for a path with the image's content, and for a link to a file
# of the image, such as the python of a virtual environment.
is_image(path) if changes.same_content(changes.at(path))

is_image(path) if {
	changes.at(path).type == "symlink"
	not changes.at(target(path))
}

is_image(path) if changes.same_content(changes.at(target(path)))

# target is where a changed path leads by way of at most three links.
target(path) := step(step(step(path)))

step(path) := linked(path, changes.at(path).link_target) if changes.at(path).type == "symlink"

else := path

linked(_, to) := to if startswith(to, "/")

linked(path, to) := concat("/", array.concat(kept, down)) if {
	not startswith(to, "/")
	parts := [part | some part in split(to, "/"); not part in {"", "."}]
	down := [part | some part in parts; part != ".."]
	here := split(changes.dir(path), "/")
	kept := array.slice(here, 0, max([1, count(here) - (count(parts) - count(down))]))
}

# is_supervised holds for a service's script that s6 or runit keeps in /run and
# starts itself.
is_supervised(p, path) if {
	is_supervision(path)
	interpreters.name(lineage.parent(p)) in {"s6-supervise", "runsv"}
}

# packaged holds for a stray path that the package manager brought.
packaged(path) if suppress.packaged(changes.at(target(path)))

# is_installed holds for a script that pip or npm brought while the container
# ran, by their own records. Whoever can write the script can write these, so
# that they explain no program of its own.
is_installed(p, path) if {
	path == script(p)
	recorded(path)
}

is_installed(p, path) if {
	path == script(p)
	is_of_npm(target(path))
}

# The record of a project is written last: what came after it was not installed
# with it.
is_of_npm(path) if {
	parts := split(path, "/node_modules/")
	count(parts) > 1
	some record in [".package-lock.json", ".yarn-integrity", ".yarn-state.yml", ".modules.yaml"]
	written(changes.at(path)) <= written(changes.at(concat("", [parts[0], "/node_modules/", record]))) + 2000000000
}

# A tool for all has none, and is unpacked together with what describes it.
is_of_npm(path) if {
	home := regex.find_n(`^.*/node_modules/(?:@[^/]+/)?[^/]+/`, path, 1)[0]
	written(changes.at(path)) <= written(changes.at(concat("", [home, "package.json"]))) + 60000000000
}

written(c) := times.nanoseconds(c.ctime)

written(c) := times.nanoseconds(c.mtime) if not c.ctime

# recorded holds for a stray path in a record of pip.
recorded(path) if suppress.recorded(changes.at(target(path)))

# drifted are the processes that run what neither the image nor a package
# manager brought, or what is no file at all.
drifted contains p.pid if {
	some p in input.processes
	some path in strays(p)
	not packaged(path)
	not is_installed(p, path)
}

drifted contains p.pid if {
	some p in input.processes
	p.exe_state == "deleted"
	not was_upgraded(p.exe)
	not lineage.of_engine(p)
	not allow.program(p.exe)
}

drifted contains p.pid if {
	some p in input.processes
	p.exe_state == "memfd"
	not lineage.of_engine(p)
}

# was_upgraded holds for a deleted program whose place a package has taken, or
# that was the image's and went when packages were changed.
was_upgraded(path) if suppress.packaged(changes.at(path))

was_upgraded(path) if {
	suppress.transaction
	path in changes.gone
}

# share is the part of the container's processors that the process had over its
# life, which must have lasted a minute to say anything.
share(p) := p.cpu_seconds / (lineage.age(p) * processors) if lineage.age(p) >= 60

is_busy(p) if share(p) >= 0.8

# processors is how many the container may use; one where nothing is set.
processors := input.config.limits.nano_cpus / 1000000000 if input.config.limits.nano_cpus > 0

else := input.config.limits.cpu_quota / 100000 if input.config.limits.cpu_quota > 0

else := 1
