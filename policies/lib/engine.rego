# METADATA
# description: What rules about the engine ask of its document.
# schemas:
#   - input: schema.document
package rummage.lib.engine

import data.rummage.lib.times

# judged holds for the document of an engine. Other documents tell of the engine
# too, and it is not judged anew for each container.
judged if {
	input.target.kind == "engine"
	input.engine
}

# docker holds when that engine is Docker's on Linux. Podman has no daemon of
# which most rules tell.
docker if {
	judged
	object.get(input.engine, "product", "docker") == "docker"
	object.get(input.engine, "storage_driver", "") != "windowsfilter"
}

# settings are those of the daemon; undefined where its host cannot be seen.
settings := input.engine.daemon.settings if docker

# has holds for a security option of the engine, such as seccomp.
has(option) if {
	some given in input.engine.security_options
	split(given, ",")[0] == concat("=", ["name", option])
}

rootless if has("rootless")

# in_swarm holds for an engine that takes part in a swarm.
in_swarm if {
	docker
	not object.get(input.engine, ["swarm", "state"], "inactive") in {"inactive", "error", ""}
}

manager if {
	in_swarm
	input.engine.swarm.manager
}

# loopback holds for a host, or a range of addresses, that other hosts do not
# reach.
loopback(host) if host in {"localhost", "::1", "::1/128"}

loopback(host) if startswith(host, "127.")

# host is the host of HOST:PORT.
host(address) := trim(regex.replace(address, `:[0-9]*$`, ""), "[]")

# files are the engine's files with a role, as far as they exist.
files(role) := [f |
	docker
	some f in input.engine.files
	f.role == role
	f.exists
]

# digits are the three digits of a file's mode: what its owner, its group and
# others may do.
digits(f) := [to_number(d) | some d in split(substring(padded, count(padded) - 3, 3), "")] if {
	padded := concat("", ["000", object.get(f, "mode", "")])
}

# writes holds for a digit with the bit to write.
writes(digit) if bits.and(digit, 2) != 0

# owners are the users that the engine's files may belong to: root, and the user
# of a rootless engine.
owners := {0} | {uid | uid := input.engine.daemon.uid}

# age is how many days before the collection a time was.
age(time_then) := (times.nanoseconds(input.collected_at) - times.nanoseconds(time_then)) / ((24 * 3600) * 1000000000)
