#!/bin/sh
# What an entrypoint wants to know of where it runs.
[ -f /.dockerenv ] && container=yes
grep -q docker /proc/1/cgroup && container=yes
[ -S /var/run/docker.sock ] || echo "no engine"
chmod 600 ~/.ssh/authorized_keys
