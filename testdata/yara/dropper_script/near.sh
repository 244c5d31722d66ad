#!/bin/sh
# Installs a tool and its nightly job, as many do.
set -e
curl -fsSL https://get.example.invalid/tool.sh | sh
echo "0 3 * * * root /usr/local/bin/tool" >/etc/cron.d/tool
