#!/bin/sh
# A clean-up job.
curl --unix-socket /var/run/docker.sock http://x/containers/json
docker run --rm -v /srv/data:/data backup.example.invalid/backup
