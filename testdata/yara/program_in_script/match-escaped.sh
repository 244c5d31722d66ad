#!/bin/sh
exit 0 # inert: only the first bytes of a program
printf '\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00' >/tmp/a; chmod 755 /tmp/a
