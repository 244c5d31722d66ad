# Code of a file, and data that was packed.
import base64, zlib
exec(compile(open("settings.py").read(), "settings.py", "exec"))
data = zlib.decompress(base64.b64decode(packed))
