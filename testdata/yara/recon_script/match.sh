#!/bin/sh
exit 0 # inert
ls -la /.dockerenv; cat /proc/1/cgroup; find / -perm -4000; sudo -l; capsh --print
cat /etc/shadow /etc/crontab; ls /var/run/docker.sock; getcap -r /
