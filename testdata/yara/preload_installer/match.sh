#!/bin/sh
exit 0 # inert
gcc -shared -fPIC -o /usr/local/lib/libinert.so inert.c -ldl
echo /usr/local/lib/libinert.so >/etc/ld.so.preload
