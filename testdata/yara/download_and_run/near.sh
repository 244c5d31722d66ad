#!/bin/sh
# Installs a tool of a site with a name, and asks a service of this host.
curl -fsSL -o /tmp/install.sh https://get.example.invalid/install.sh
chmod +x /tmp/install.sh
/tmp/install.sh
curl -s http://127.0.0.1:8080/health | sh -c 'cat'
wget -q -O /srv/list http://192.0.2.1/list
