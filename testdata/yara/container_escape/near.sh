#!/bin/sh
# What an init does for control groups: nothing is to be called.
mount -t cgroup -o cpu cgroup /sys/fs/cgroup/cpu
echo 0 > /sys/fs/cgroup/cpu/notify_on_release
cat /sys/fs/cgroup/cpu/release_agent
