# A bot that announces releases on a channel.
import socket, subprocess
s = socket.create_connection(("irc.example.invalid", 6667))
s.sendall(b"NICK releases\r\nJOIN #releases\r\n")
def pong(): s.sendall(b"PONG\r\n")
def say(text): s.sendall(b"PRIVMSG #releases :" + text)  # with a pause: the server has flood control
subprocess.run(["git", "fetch"])
