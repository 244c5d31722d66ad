# A test of a decoder, and a callback of a library.
import ctypes, mmap
data = b"\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90"
callback = ctypes.CFUNCTYPE(None)(print)
m = mmap.mmap(-1, 4096, prot=mmap.PROT_READ)
