# METADATA
# description: What people and tools leave in home directories.
# schemas:
#   - input: schema.document
package rummage.lib.homes

import data.rummage.lib.changes
import data.rummage.lib.places

# strange is every file that was added below /root or a directory of /home, and
# that no known tool keeps there.
strange := [c |
	some dir in ["/root", "/home"]
	some c in changes.under(dir)
	c.kind == "added"
	c.type != "directory"
	not _is_of_tool(c.path)
	inside(c.path)
	not is_known(c)
]

# Most of what is in a home is in few directories, and is told by them.
_is_of_tool(path) if {
	parts := split(path, "/")
	parts[_depth[parts[1]]] in known
}

_depth := {"root": 2, "home": 3}

# inside is a path below its home directory.
inside(path) := regex.find_all_string_submatch_n(`^/(?:root|home/[^/]+)/((?s).+)$`, path, 1)[0][1]

# is_known holds for histories, settings and caches of shells and tools, and
# for what package managers unpack into a project.
is_known(c) if split(inside(c.path), "/")[0] in known

is_known(c) if regex.match(`^\.\w*hist(ory|sqlite)?\w*([-.~].*)?$`, inside(c.path))

is_known(c) if regex.match(`^\.(vscode|cursor|idea|JetBrains|vim|emacs|z[a-z]+|bash[a-z_]+|zcompdump)`, inside(c.path))

is_known(c) if regex.match(`^\.ssh/(known_hosts2?(\.old)?|config|environment|id_\w+(\.pub)?|authorized_keys2?)$`, inside(c.path))

is_known(c) if regex.match(`/(node_modules|site-packages|dist-packages|\.venv|venv|\.git|\.svn|__pycache__|pkg/mod)/`, c.path)

known := {
	".Xauthority", ".android", ".ansible", ".aws", ".azure", ".bash_login", ".bash_logout", ".bash_profile", ".bashrc",
	".bazel", ".bundle", ".cabal", ".cache", ".cargo", ".ccache", ".composer", ".conda", ".condarc", ".config", ".cpan",
	".curlrc", ".dbus", ".docker", ".dotnet", ".emacs.d", ".erlang.cookie", ".expo", ".fontconfig", ".fonts", ".gem",
	".ghcup", ".gitconfig", ".gnupg", ".gradle", ".helm", ".hex", ".hushlogin", ".inputrc", ".ipython", ".ivy2", ".java",
	".julia", ".jupyter", ".keras", ".kube", ".lesshst", ".local", ".m2", ".matplotlib", ".mix", ".motd_shown", ".mozilla",
	".my.cnf", ".nanorc", ".netrc", ".node-gyp", ".npm", ".npmrc", ".nuget", ".nvm", ".opam", ".pgpass", ".pki",
	".pnpm-store", ".profile", ".pyenv", ".pypirc", ".rbenv", ".rnd", ".rustup", ".sbt", ".screenrc", ".selected_editor",
	".stack", ".subversion", ".sudo_as_admin_successful", ".terraform.d", ".tmux.conf", ".vimrc", ".viminfo", ".wget-hsts",
	".wgetrc", ".yarn", ".yarnrc", ".zprofile", ".zshenv", ".zshrc",
}

# is_program holds for content that runs, and for a script that lies about in a
# home directory, which an interpreter runs as well without an execute bit.
is_program(c) if places.runs(c)

is_program(c) if {
	c.type == "file"
	regex.match(`^[^/]+\.(py|pyc|sh|bash|pl|rb|js|php|ps1|lua|elf|bin|run)$`, inside(c.path))
}

# is_hidden holds for a path with a hidden part below the home directory.
is_hidden(c) if regex.match(`(^|/)\.[^/]`, inside(c.path))
