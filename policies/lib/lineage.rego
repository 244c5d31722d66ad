# METADATA
# description: |
#   Which process started which, and which came from outside of the container.
# schemas:
#   - input: schema.document
package rummage.lib.lineage

import data.rummage.lib.changes
import data.rummage.lib.config
import data.rummage.lib.times

# with_pid are the processes by their number.
with_pid[p.pid] contains p if some p in input.processes

# by_pid is the process of each number. A recorded document may have two.
by_pid := {pid: min(found) | some pid, found in with_pid}

# commands are the first few command lines of these processes, as evidence.
commands(pids) := array.slice(sort({substring(by_pid[pid].command, 0, 300) | some pid in pids}), 0, 5)

parent(p) := by_pid[p.ppid]

# ancestors are those who started the process, the nearest first. Eight
# generations are enough to see through wrappers, and bound what a long chain
# of processes costs.
ancestors(p) := [a | some pid in generations(p.ppid); a := by_pid[pid]]

generations(first) := [pid | some pid in [first, second, third, fourth, fifth, sixth, seventh, eighth]; pid > 0] if {
	second := above(first)
	third := above(second)
	fourth := above(third)
	fifth := above(fourth)
	sixth := above(fifth)
	seventh := above(sixth)
	eighth := above(seventh)
}

above(pid) := by_pid[pid].ppid if by_pid[pid]

else := 0

# is_executed holds for a process that came from outside, as docker exec starts
# them. In a namespace of others, orphans have a parent outside as well.
is_executed(p) if {
	p.exec
	object.get(input, ["config", "namespaces", "pid"], "") in {"", "private"}
}

# in_session holds for such a process and what it started, but not for a health
# check.
in_session(p) if {
	some q in array.concat([p], ancestors(p))
	is_executed(q)
	not is_health_check(q)
	not of_engine(q)
}

# is_health_check holds for a process that the engine started to test the
# container's health.
is_health_check(p) if {
	p.exec
	health_check != ""
	is_test(plain(p.command))
}

is_test(given) if given == health_check

# With a shell: its path, its options, and the test.
is_test(given) if {
	before := trim_suffix(given, concat("", [" -c ", health_check]))
	before != given
	regex.match(`^\S+( -\w+( \w+)?)*$`, before)
}

default health_check := ""

health_check := plain(concat(" ", array.slice(test, 1, count(test)))) if {
	test := input.config.healthcheck.test
	test[0] in {"CMD", "CMD-SHELL"}
}

# plain is a command line without quotes, and with single blanks.
plain(text) := trim_space(regex.replace(regex.replace(text, `["']`, ""), `\s+`, " "))

# is_own_command holds for a process that is part of what the container was
# made to start: its first process, or one with arguments of its command.
is_own_command(p) if p.init

is_own_command(p) if {
	not p.init
	not in_session(p)
	given := plain(concat(" ", array.slice(p.args, 1, count(p.args))))
	given != ""
	contains(plain(config.command), given)
}

# of_engine holds for the engine's own helpers in a container: the first process
# of --init, and the runtime while it starts a process. Only the engine starts
# these from outside, and the runtime is gone in a moment.
of_engine(p) if {
	p.init
	regex.match(`^(/usr)?/sbin/docker-init$|^/dev/init$|^/run/podman-init$`, p.exe)
}

of_engine(p) if {
	is_outside_child(p)
	is_runtime(p)
	not is_older(p, 30)
}

is_outside_child(p) if p.exec

is_outside_child(p) if p.init

is_runtime(p) if regex.match(`^(runc:\[|crun$|nvc:\[)`, p.name)

is_runtime(p) if regex.match(`^/memfd:(runc_cloned|crun_cloned|ldconfig|nvc:)`, p.exe)

is_runtime(p) if {
	count(p.args) == 2
	p.args[1] == "init"
	changes.base(p.args[0]) in {"runc", "crun", "youki", "exe"}
}

# age is how long the process had lived when it was looked at, in seconds.
age(p) := (times.nanoseconds(input.collected_at) - times.nanoseconds(p.started)) / 1000000000

is_older(p, seconds) if age(p) > seconds
