# METADATA
# description: |
#   The files that shells read when they start, when somebody logs in, and when
#   they end.
# schemas:
#   - input: schema.document
package rummage.lib.profiles

import data.rummage.lib.changes
import data.rummage.lib.suppress

# changed is every such file that was added, or whose content was changed, other
# than by a package.
changed contains c if {
	some c in candidates
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not regex.match(`\.(dpkg|ucf|apk|rpm)-?\w+$|~$`, c.path)
}

candidates contains changes.at(path) if {
	some path in [
		"/etc/profile", "/etc/bash.bashrc", "/etc/bashrc", "/etc/bash.bash_logout", "/etc/zshrc", "/etc/zshenv", "/etc/zprofile",
		"/etc/zlogin", "/etc/ksh.kshrc", "/etc/mkshrc", "/etc/csh.cshrc", "/etc/csh.login", "/etc/environment", "/etc/ssh/sshrc",
	]
}

candidates contains c if {
	some dir in ["/etc/profile.d", "/etc/bash", "/etc/bashrc.d", "/etc/bash_completion.d", "/etc/zsh", "/etc/fish"]
	some c in changes.under(dir)
}

candidates contains c if {
	some name in [
		".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".profile", ".zshrc", ".zshenv", ".zprofile",
		".zlogin", ".zlogout", ".kshrc", ".mkshrc", ".shrc", ".ashrc", ".cshrc", ".tcshrc", ".login", ".logout", ".aliases",
		".pam_environment", ".xprofile", ".xinitrc", ".xsession", "config.fish",
	]
	some c in changes.named(name)
}

candidates contains c if {
	some c in changes.named("rc")
	endswith(c.path, "/.ssh/rc")
}

candidates contains c if {
	some c in changes.with_extension("fish")
	regex.match(`/\.config/fish/(conf\.d|functions)/`, c.path)
}

# alias is the name and the value of an alias that a line makes.
alias(line) := [found[0][1], trim(found[0][2], `"'`)] if {
	found := regex.find_all_string_submatch_n(`^(?:builtin\s+)?alias\s+(?:-\w+\s+|--\s+)*["']?([\w.-]+)["']?(?:=|\s+)\s*(.*)$`, line, 1)
	count(found) > 0
}

# setting is the name and the value of a variable that a line sets.
setting(line) := [found[0][1], trim(found[0][2], `"'`)] if {
	found := regex.find_all_string_submatch_n(`^(?:(?:export|declare\s+-\w+|setenv|set\s+-\w+)\s+)?([A-Za-z_]\w*)(?:=|\s+)\s*(.*)$`, line, 1)
	count(found) > 0
	regex.match(`=|^setenv\s|^set\s`, line)
}
