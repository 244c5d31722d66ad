#!/bin/sh
# Waits for a service.
while true; do
  curl -fs http://app.example.invalid/health && break
  sleep 1
done
