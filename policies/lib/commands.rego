# METADATA
# description: |
#   What a command line or a line of a script does, told by its text.
package rummage.lib.commands

# The pieces of the patterns. A backtick is \x60.
_start := `(?:^|[\s;&|("'\x60=/])`

_fetch := concat("", [_start, `(?:curl|wget|fetch|aria2c|axel|tftp|ftpget)\s`])

_interpreter := `(?:\S*/)?(?:sh|bash|dash|ash|zsh|ksh|python[0-9.]*|perl|php[0-9.]*|node|ruby|lua)(?:$|[\s;&|)"'\x60])`

_prefix := `(?:(?:sudo|exec|env|nohup|busybox|setsid)(?:\s+(?:-\S+|\w+=\S*))*\s+)*`

_pipe := concat("", [`(?:[^;\n]*[^|;\n])?\|\s*`, _prefix, _interpreter])

_decode := `(?:base64\s+(?:-\w*[dD]\w*|--decode)|xxd\s+(?:-\w+\s+)*-\w*r|openssl\s+(?:enc|base64)\s[^|;\n]*-d|base32\s+(?:-d|--decode))`

# downloads holds for a command that fetches something from an address.
downloads(text) if regex.match(concat("", [_fetch, `[^\n]*(?:[a-z]+://|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\w+\.\w+/)`]), text)

# downloads_and_runs holds for a command that fetches something and executes
# it: through a pipe, a substitution, or by way of a file.
downloads_and_runs(text) if regex.match(concat("", [_fetch, _pipe]), text)

downloads_and_runs(text) if {
	regex.match(concat("", [`(?:eval|source|\.|`, _interpreter, `(?:-\w*c\s+)?)\s*["']?(?:<\(|\$\(|\x60)\s*(?:curl|wget)\s`]), text)
}

# It is saved, made executable, and something else follows.
downloads_and_runs(text) if regex.match(concat("", [_fetch, `[^\n]*[;&]\s*chmod\s+\S*(?:x|[0-7]{3,4})\S*\s[^\n]*[;&]\s*\S`]), text)

# It is saved in a place for temporary files and handed to an interpreter.
downloads_and_runs(text) if {
	regex.match(concat("", [_fetch, `[^\n]*[;&]\s*`, _prefix, `(?:\.\s+|`, _interpreter, `\s*)["']?(?:/tmp|/var/tmp|/dev/shm|\./)\S*`]), text)
}

# An interpreter's one-liner fetches code and evaluates it.
downloads_and_runs(text) if {
	regex.match(`urlopen|urlretrieve|requests\.get|LWP::|file_get_contents\(["']https?:`, text)
	regex.match(`\b(?:exec|eval|os\.system|subprocess\.\w+|system)\b\s*\(?`, text)
	regex.match(concat("", [_start, `(?:python[0-9.]*|perl|php[0-9.]*|ruby|node)\s+-\w*[cer]`]), text)
}

# decodes_and_runs holds for a command that executes what it first decodes.
decodes_and_runs(text) if regex.match(concat("", [_decode, _pipe]), text)

decodes_and_runs(text) if {
	regex.match(concat("", [`(?:eval|source|`, _interpreter, `(?:-\w*c)?)\s*["']?(?:<\(|\$\(|\x60)[^\n]*`, _decode]), text)
}

decodes_and_runs(text) if {
	regex.match(`(?:exec|eval)\s*\(?[^\n]*(?:b64decode|decode_base64|base64_decode|fromhex|gzinflate)`, text)
}

# plain is a command line without what hides words of it: blanks written as
# $IFS, or as a list in braces. What a search in it looks for is left out, since
# it is not done.
plain(text) := regex.replace(
	regex.replace(
		regex.replace(text, `\$IFS(?:\$[0-9])?|\$\{IFS[^}]*\}`, " "),
		`\{(\w+),([^{}]*)\}`, "$1 $2",
	),
	`\b(?:[efz]?grep|rg|ag|sed)\s+(?:-\S+\s+)*(?:"[^"$\x60]*"|'[^']*')`, "grep",
)

# starts holds for a command line, or a piece of one, that begins with what the
# pattern says: at the start, after a separator, or as what a shell or a wrapper
# is given.
starts(text, pattern) if regex.match(
	concat("", [
		`(?:^|[;&|(){\x60\n]\s*|\b(?:sudo|exec|nohup|env|setsid|then|do|else|busybox|timeout\s+\S+)\s+|\s-\w*c\s+["']?)(?:\S*/)?`,
		pattern,
	]),
	text,
)

# searches holds for the argument vector of a tool that only looks for or shows
# text: what it is given is not what it does.
searches(args) if regex.match(
	`(?:^|/)(?:e|f|z|p)?(?:grep|rg|ag|ack|less|more|view|vi|vim|nano|emacs|cat|head|tail|man|echo|printf|jq|locate|sed|git|diff|logger)$`,
	args[0],
)
