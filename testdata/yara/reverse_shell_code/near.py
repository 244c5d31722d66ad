# A server that detaches itself: it speaks to a socket, and starts no shell.
import os, socket, subprocess
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("127.0.0.1", 8080))
null = open(os.devnull)
os.dup2(null.fileno(), 0)
subprocess.run(["/usr/bin/logger", "started"])
