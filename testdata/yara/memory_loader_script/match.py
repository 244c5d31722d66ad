raise SystemExit  # inert
import os
fd = os.memfd_create("x")
os.execv("/proc/self/fd/%d" % fd, ["x"])
