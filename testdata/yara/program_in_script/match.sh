#!/bin/sh
exit 0 # inert: only the first bytes of a program
echo f0VMRgIBAQAAAAAAAAAAAA== | base64 -d >/tmp/a; chmod +x /tmp/a; /tmp/a
