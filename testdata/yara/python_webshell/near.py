# A service that runs a fixed command, and answers with a name.
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.route("/uptime")
def uptime():
    name = request.args.get("name", "")
    return name + subprocess.check_output(["/usr/bin/uptime"]).decode()
