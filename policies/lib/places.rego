# METADATA
# description: Places of the file system, and what lies in them for good reason.
# schemas:
#   - input: schema.document
package rummage.lib.places

import data.rummage.lib.changes

# temporary are the directories that everybody can write to, or that a start
# empties.
temporary := ["/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run"]

# is_temporary holds for a path below one of them.
is_temporary(path) if regex.match(`^/(tmp|var/tmp|dev/shm|run|var/run)/`, path)

# runs holds for a program or library, and for a script with an interpreter:
# content that runs, whatever its mode says.
runs(c) if changes.is_elf(c)

runs(c) if c.interpreter

# extracted holds for what programs unpack in order to load it: the native
# libraries of Java packages, the bundles of PyInstaller, Perl and .NET, add-ons
# of Node, and what builds and tests leave.
extracted(path) if regex.match(
	`/(_MEI[A-Za-z0-9]+|par-[0-9a-f]+|tmp/\.net|go-build[0-9]+|pytest-of-[^/]+|pip-[a-z-]+-[^/]{8}|Rtmp[A-Za-z0-9]{6}|yarn--[0-9][^/]*|xfs-[0-9a-f]+|torchinductor_[^/]+|BridJExtractedLibraries[0-9]+)/`,
	path,
)

extracted(path) if regex.match(
	`/(lib)?(netty|io_grpc_netty|jna|jansi|jline|jffi|jnr|jcef|lz4|zstd|snappy|sqlite|duckdb|rocksdb|conscrypt|brotli|leveldb|tcnative|onnxruntime|bcrypt|javacpp|opencv|lwjgl|junixsocket|wfssl)[^/]*\.(so|tmp)[^/]*$`,
	path,
)

# Java names a temporary file by a long random number.
extracted(path) if regex.match(`/tmp/([^/]+/)*[A-Za-z_][A-Za-z_.-]*[0-9]{15,20}\.so$`, path)

extracted(path) if regex.match(`/tmp/([^/]+/)*[^/]+\.node$`, path)

# is_supervised holds for a path among the scripts by which a supervisor starts
# services: it copies them to where it can write.
is_supervised(path) if regex.match(`^/(var/)?run/(s6|s6-rc[^/]*|s6-linux-init[^/]*|service|user-services|runit|sv)/`, path)

# few is how many things of one directory are reported one by one.
few := 10

# report turns what was found in one directory into places to report: each path
# by itself, or the directory when they are many.
report(_, paths) := {{"path": path, "count": 1, "examples": [path]} | some path in paths} if count(paths) <= few

report(dir, paths) := {{"path": dir, "count": count(paths), "examples": array.slice(sort(paths), 0, few)}} if count(paths) > few

# title says what a place holds, for a message.
title(place, _) := place.path if place.count == 1

title(place, many) := sprintf("%d %s in %s", [place.count, many, place.path]) if place.count > 1

# usual_hidden are the hidden directories in trees of sources, packages and
# tools.
usual_hidden := {
	".X11-unix", ".ICE-unix", ".font-unix", ".XIM-unix", ".Test-unix", ".git", ".svn", ".hg", ".bin", ".venv", ".cache",
	".npm", ".nvm", ".pyenv", ".rbenv", ".cargo", ".rustup", ".local", ".config", ".build-id", ".pnpm", ".yarn", ".github",
	".gradle", ".m2", ".next", ".nuxt", ".tox", ".eggs", ".libs", ".bundle", ".vscode-server", ".dotnet", ".terraform", ".husky",
}
