#!/bin/bash
# A health check with a shell's own means.
exec 3<>/dev/tcp/127.0.0.1/80
printf 'GET /health HTTP/1.0\r\n\r\n' >&3
cat <&3 | grep -q ok 2>&1
socat TCP-LISTEN:8080,fork TCP:127.0.0.1:80
