# METADATA
# description: What several rules ask of a container's configuration.
# schemas:
#   - input: schema.document
package rummage.lib.config

# known holds when the document tells how the container was set up. Rules about
# something that is missing ask it first.
known if input.config

# confined holds for a container that is not privileged: a privileged one is
# told of once, and not again by each rule about what that implies.
confined if {
	known
	not input.config.privileged
}

# added is the set of added capabilities, without their prefix.
added contains trim_prefix(upper(name), "CAP_") if some name in input.config.cap_add

# remapped holds when root in the container is nobody on the host.
remapped if {
	some option in input.engine.security_options
	startswith(option, "name=rootless")
}

remapped if {
	some option in input.engine.security_options
	startswith(option, "name=userns")
	input.config.namespaces.user != "host"
}

# command is what the container starts, as one text.
command := concat(" ", array.concat(input.config.entrypoint, input.config.cmd))

# everywhere holds for a published port that is bound to all addresses.
everywhere(port) if port.host_ip in {"", "0.0.0.0", "::"}

# as_root holds for a user, with or without a group, that is root.
as_root(user) if regex.match(`^(root|0+)?(:|$)`, user)
