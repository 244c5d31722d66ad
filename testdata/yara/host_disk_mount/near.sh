#!/bin/sh
# A volume for data.
mkfs.ext4 /dev/vdb
mount /dev/vdb /var/lib/postgresql
cp -a /srv/backup/. /var/lib/postgresql/
