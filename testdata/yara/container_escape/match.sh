#!/bin/sh
# Inert: it stops before it does anything.
exit 0
mount -t cgroup -o rdma cgroup /mnt/c
echo 1 > /mnt/c/x/notify_on_release
echo "$host/run" > /mnt/c/release_agent
