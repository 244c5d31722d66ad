# METADATA
# description: |
#   How a command line ties a shell to a network connection. The forms are those
#   of the shells' own manuals (/dev/tcp in bash, TCP-LISTEN and EXEC in socat,
#   --exec in ncat) and of interpreters with a socket as standard streams.
package rummage.lib.shells

_shell := `(?:\S*/)?(?:ba|da|a|z|k)?sh\b`

# ways is the set of ways in which a command line does so.
ways(text) := {how | some how, patterns in ways_by_name; some pattern in patterns; regex.match(pattern, text)} | one_liners(text)

ways_by_name := {
	"a shell's /dev/tcp": {
		# The shell's own streams are the connection.
		concat("", [_shell, `(?:\s+-\w+)*\s*[0-9]*(?:>&|&>|<>|<|>)\s*/dev/(?:tcp|udp)/`]),
		# The connection is a descriptor, and a shell reads from it.
		concat("", [`/dev/(?:tcp|udp)/[^\n]*[;&|]\s*(?:exec\s+)?`, _shell, `[^;|\n]*<&\s*[0-9]`]),
		`/dev/(?:tcp|udp)/[^\n]*while\s+(?:IFS=\s*)?read[^\n]*(?:do|;)\s*(?:eval\s+)?["']?\$\{?\w+`,
		`/dev/(?:tcp|udp)/\S+\s+(?:0>&1|0<&1|<&1)`,
	},
	"nc with a program": {concat("", [
		`\b(?:nc|ncat|netcat|nc\.traditional|nc\.openbsd)(?:\s[^|;]*)?\s(?:-\w*[ec]|--exec|--sh-exec)[\s=]+["']?(?:`, _shell, `|\S*(?:python|perl)[0-9.]*\b)`,
	])},
	"socat with a shell": {
		concat("", [`(?i)\bsocat\s[^|;]*\b(?:exec|system):["']?`, _shell, `[^|;]*\b(?:tcp|udp|openssl|ssl|sctp)[\w-]*:`]),
		concat("", [`(?i)\bsocat\s[^|;]*\b(?:tcp|udp|openssl|ssl|sctp)[\w-]*:[^|;]*\b(?:exec|system):["']?`, _shell]),
	},
	"a pipe to the network and back": {concat("", [
		_shell, `[^|;\n]*(?:<\s*\S+\s+)?(?:2>&1\s*)?\|\s*(?:\S*/)?(?:nc|ncat|netcat|telnet|openssl\s+s_client|busybox\s+nc)\b[^|;\n]*[^2]>\s*/\S+`,
	])},
	"awk's /inet": {`/inet[46]?/(?:tcp|udp)/[^\n]*\|&\s*getline[^\n]*\|&`},
}

# one_liners tells of interpreters whose code has a socket and executes.
one_liners(text) := {how | some how, signs in one_liner_signs; every sign in signs { regex.match(sign, text) }}

one_liner_signs := {
	"Python's socket": [`python[0-9.]*\s[^\n]*-\w*c\s`, `\bsocket\b`, `dup2\s*\(|pty\.spawn|(?:subprocess|os\.popen|os\.system)[^\n]*\bsh\b|/bin/(?:ba)?sh`],
	"Perl's socket": [`perl[0-9.]*\s[^\n]*-\w*e\s`, `(?i)socket`, `(?:exec|system|open\s*\(?\s*STDIN)\b`],
	"PHP's socket": [`php[0-9.]*\s[^\n]*-\w*r\s`, `fsockopen|stream_socket_client|socket_connect`, `\b(?:exec|shell_exec|system|passthru|popen|proc_open)\s*\(`],
	"Ruby's socket": [`ruby[0-9.]*\s[^\n]*-\w*e\s`, `TCPSocket`, `\b(?:exec|IO\.popen|spawn|system)\b`],
	"Node's socket": [`node(?:js)?\s[^\n]*-\w*e\s`, `net\.(?:connect|createConnection|Socket)|require\(["']net["']\)`, `child_process`],
	"Lua's socket": [`lua[0-9.]*\s[^\n]*-\w*e\s`, `socket`, `os\.execute|io\.popen`],
}
