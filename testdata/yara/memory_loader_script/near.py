# A buffer that is handed to a child, which reads it.
import os, subprocess
fd = os.memfd_create("settings")
subprocess.run(["/usr/bin/app", "--settings", "/proc/self/fd/%d" % fd], pass_fds=[fd])
