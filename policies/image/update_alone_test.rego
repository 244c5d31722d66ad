package rummage.image.update_alone_test

import data.rummage.image.update_alone as rule

built(command) := {"target": {"kind": "image"}, "image": {"history": [{"created_by": concat("", ["RUN /bin/sh -c ", command, " # buildkit"])}]}}

test_fires_on_each_manager if {
	every command in [
		"apt-get update", "apt-get -qq update && rm -rf /tmp/x", "apt update", "apk update", "apk --no-cache update", "yum makecache", "dnf -y makecache",
		"zypper --non-interactive ref", "pacman -Sy",
	] {
		count(rule.findings) == 1 with input as built(command)
	}
}

test_silent_when_it_installs if {
	every command in [
		"apt-get update && apt-get install -y nginx", "set -eux; apt-get update; apt-get -y upgrade", "apk update && apk add --no-cache curl",
		"zypper ref && zypper -n in curl", "yum makecache && yum -y install x", "apt-get update\napt-get build-dep -y x", "pacman -Syu --noconfirm x",
		"apt-get update && ./setup.sh", "apt-get update && make deps",
	] {
		count(rule.findings) == 0 with input as built(command)
	}
}

test_silent_on_other_updates if {
	every command in ["yum -y update", "apk add --no-cache curl", "update-ca-certificates", "git submodule update"] {
		count(rule.findings) == 0 with input as built(command)
	}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(built("apt-get update"), {"target": {"kind": "container"}})
}
