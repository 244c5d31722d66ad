#!/bin/sh
# Asks a server for its health, and says that stratum is a word.
curl -o /tmp/answer --url http://health.example.invalid:3333/
echo "no stratum here"
exec server -u app -p 8080 --pool 10
