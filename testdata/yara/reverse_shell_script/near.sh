#!/bin/bash
# Waits for a port, as start scripts do, with a shell's own means.
until (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; do sleep 1; done
nc -z -w 5 db.example.invalid 5432 && exec bash -c "$@"
