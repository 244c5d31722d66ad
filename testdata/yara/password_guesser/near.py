# Copies a file to one host.
import paramiko
c = paramiko.SSHClient()
try:
    c.connect("files.example.invalid", password=settings["password"])
except paramiko.AuthenticationException as e:
    raise SystemExit(e)
