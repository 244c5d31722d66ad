#!/usr/bin/env python3
"""Makes the archives of this directory with GNU tar, bsdtar and Python's tarfile, in
all formats that they write, and notes what GNU tar extracts of each.

Run as root, with tar, bsdtar (Debian: libarchive-tools) and setfattr (attr)."""

import gzip
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile


def make_tree(root):
    """A tree with whatever tar has a way to store."""

    def write(name, content, mode=0o644, mtime=1_600_000_000_123_456_789, uid=0, gid=0):
        full = os.path.join(os.fsencode(root), os.fsencode(name))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(content)
        os.chown(full, uid, gid)
        os.chmod(full, mode)
        os.utime(full, ns=(mtime, mtime))

    write("etc/passwd", b"root:x:0:0::/root:/bin/sh\n")
    write("usr/bin/su", b"\x7fELF" * 40, mode=0o4755)
    write("empty", b"")
    write("block", b"b" * 512)
    write("old", b"before 1970", mtime=-86_400_000_000_000)
    write("future", b"after 2242", mtime=9_000_000_000_000_000_000)
    write("ids", b"big ids", uid=3_000_000, gid=4_000_000)
    write("a name with\nblanks and \u00fcml\u00e4uts", b"utf-8")
    write(b"not \xff\xfe utf-8", b"bytes")
    write("long/" + "d" * 90 + "/" + "f" * 90, b"150 to 255 bytes")
    write("longer/" + "/".join(["e" * 60] * 6) + "/" + "g" * 200, b"more than 255 bytes")
    with open(os.path.join(root, "sparse"), "wb") as f:
        for at in range(30):
            f.seek(at * 65536 * 3)
            f.write(b"data %d" % at)
        f.truncate(8 << 20)
    with open(os.path.join(root, "hole"), "wb") as f:
        f.truncate(1 << 20)
    with open(os.path.join(root, "begins"), "wb") as f:
        f.write(b"x" * 70000)
        f.truncate(1 << 20)
    os.link(os.path.join(root, "etc/passwd"), os.path.join(root, "etc/passwd-"))
    os.link(os.path.join(root, "sparse"), os.path.join(root, "sparse too"))
    os.symlink("../etc/passwd", os.path.join(root, "usr/link"))
    os.symlink("x" * 300, os.path.join(root, "long link"))
    os.symlink("loop", os.path.join(root, "loop"))
    os.mkfifo(os.path.join(root, "fifo"))
    os.mknod(os.path.join(root, "null"), 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    os.mknod(os.path.join(root, "disk"), 0o660 | stat.S_IFBLK, os.makedev(259, 70000))
    os.mkdir(os.path.join(root, "sticky"))
    os.chmod(os.path.join(root, "sticky"), 0o1777)
    for name in ("sparse", "hole", "begins", "fifo", "null", "disk", "sticky"):
        os.utime(os.path.join(root, name), (1_500_000_000, 1_500_000_000))


def describe(root):
    """What is below a directory, by path."""
    found = []
    for at, dirs, files in os.walk(os.fsencode(root)):
        for name in dirs + files:
            full = os.path.join(at, name)
            s = os.lstat(full)
            e = {
                "path": os.path.relpath(full, os.fsencode(root)).hex(),
                "mode": "%o" % s.st_mode,
                "uid": s.st_uid,
                "gid": s.st_gid,
                "mtime": s.st_mtime_ns,
            }
            if stat.S_ISREG(s.st_mode):
                e["size"] = s.st_size
                with open(full, "rb") as f:
                    e["sha256"] = hashlib.sha256(f.read()).hexdigest()
            if stat.S_ISLNK(s.st_mode):
                e["link"] = os.readlink(full).hex()
            if stat.S_ISCHR(s.st_mode) or stat.S_ISBLK(s.st_mode):
                e["device"] = [os.major(s.st_rdev), os.minor(s.st_rdev)]
            found.append(e)
    return sorted(found, key=lambda e: e["path"])


def python_tar(format, root, out):
    with tarfile.open(out, "w", format=format, encoding="utf-8", errors="surrogateescape") as t:
        for at, dirs, files in os.walk(root):
            dirs.sort()
            for name in dirs + sorted(files):
                full = os.path.join(at, name)
                try:
                    t.add(full, os.path.relpath(full, root), recursive=False)
                except ValueError:  # the format cannot have it
                    pass


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    work = tempfile.mkdtemp()
    root = os.path.join(work, "root")
    os.mkdir(root)
    make_tree(root)
    gnu = lambda *args: lambda out: subprocess.run(["tar", "-C", root, *args, "-cf", out, "."], stderr=subprocess.DEVNULL)
    bsd = lambda format: lambda out: subprocess.run(["bsdtar", "-C", root, "--format", format, "-cf", out, "."], stderr=subprocess.DEVNULL)
    tools = {
        "gnu-v7": gnu("--format=v7"),
        "gnu-ustar": gnu("--format=ustar"),
        "gnu-oldgnu": gnu("--format=oldgnu"),
        "gnu-gnu": gnu("--format=gnu"),
        "gnu-posix": gnu("--format=posix"),
        "gnu-sparse": gnu("--format=gnu", "-S"),
        "gnu-sparse00": gnu("--format=posix", "-S", "--sparse-version=0.0"),
        "gnu-sparse01": gnu("--format=posix", "-S", "--sparse-version=0.1"),
        "gnu-sparse10": gnu("--format=posix", "-S", "--sparse-version=1.0"),
        "bsd-ustar": bsd("ustar"),
        "bsd-gnutar": bsd("gnutar"),
        "bsd-pax": bsd("pax"),
        "bsd-v7": bsd("v7tar"),
        "python-ustar": lambda out: python_tar(tarfile.USTAR_FORMAT, root, out),
        "python-gnu": lambda out: python_tar(tarfile.GNU_FORMAT, root, out),
        "python-pax": lambda out: python_tar(tarfile.PAX_FORMAT, root, out),
    }
    for name, tool in tools.items():
        out = os.path.join(work, name + ".tar")
        tool(out)
        into = os.path.join(work, name)
        os.mkdir(into)
        subprocess.run(["tar", "-C", into, "-xpf", out, "--numeric-owner"], stderr=subprocess.DEVNULL)
        with open(out, "rb") as f, gzip.GzipFile(os.path.join(here, name + ".tar.gz"), "wb", 9, mtime=0) as z:
            shutil.copyfileobj(f, z)
        with open(os.path.join(here, name + ".json"), "w") as f:
            f.write("[\n" + ",\n".join(json.dumps(e) for e in describe(into)) + "\n]\n")
    shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
