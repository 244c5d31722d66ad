#!/bin/sh
exit 0 # inert
mount /dev/sda1 /mnt
echo inert >>/mnt/root/.ssh/authorized_keys
