# METADATA
# title: Name made to deceive
# description: |
#   A file or directory was added with a name that is made to be overlooked, or
#   to look like another: only dots, blanks at its end, characters that cannot be
#   seen or that turn the text around, or letters of another script that look
#   like Latin ones.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/
#   - ref: https://www.unicode.org/reports/tr39/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036, T1564.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. List the directory
#     with ls -lab, which shows such characters. Look at what is in the file or
#     below the directory, and at who wrote it.
package rummage.files.deceptive_name

import data.rummage.lib.changes
import data.rummage.lib.origin
import data.rummage.lib.places

# candidates are the places in which such names are of use: what can be run,
# what is hidden, and what lies in a directory for temporary files or of settings.
candidates := [list |
	some list in array.concat(
		[changes.executable, changes.hidden],
		[changes.under(dir) | some dir in array.concat(places.temporary, ["/dev", "/etc", "/root", "/var/spool", "/var/www", "/usr/bin", "/usr/sbin"])],
	)
]

# unusual are the paths with a part that is worth a closer look.
unusual := {c.path |
	some list in candidates
	some c in list
	c.kind == "added"
	regex.match(`[^ -~]|/\.{3,}(/|$)| (/|$)|/ `, c.path)
	not origin.recorded(c)
}

# found are these up to the part that deceives, by how it does.
found[sprintf("%s/%s", [concat("/", array.slice(parts, 0, i)), part])] contains how if {
	some path in unusual
	parts := split(path, "/")
	some i, part in parts
	some how in ways(part)
}

ways(part) := {how | some how, pattern in patterns; regex.match(pattern, part)} | {how |
	is_spoofed(part)
	how := "letters that look like Latin ones"
} if {
	not is_usual(part)
}

patterns := {
	"only dots and what cannot be seen": `^[.․‥…．]{3,}$|^[․‥…．]+$|^\.{1,2}[\s\x{a0}\x{ad}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2064}\x{3000}\x{feff}\x{e0000}-\x{e007f}]+$`,
	"blanks at an end": `^[\s\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]|[\s\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]$`,
	"control characters": `[\x00-\x1f\x7f\x{80}-\x{9f}\x{2028}\x{2029}]`,
	"characters that turn the text around": `[\x{202a}-\x{202e}\x{2066}-\x{2069}]`,
	"characters that cannot be seen": `[\x{ad}\x{034f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180e}\x{200b}\x{2060}-\x{2064}\x{3164}\x{feff}\x{ffa0}\x{e0000}-\x{e007f}]|^[ -~]*[\x{200c}-\x{200f}]+[ -~]*$`,
	"characters that look like a slash": `[\x{2044}\x{2215}\x{29f8}\x{ff0f}]`,
}

# is_usual holds for a name that the tools of another system give.
is_usual("Icon\r")

# is_spoofed holds for a name with a word of Latin letters and of others that all
# look like such, or with one that reads as a name of the system.
is_spoofed(part) if {
	regex.match(`[Ͱ-ԯԱ-֏]`, part)
	some word in regex.split(`[^\pL]+`, part)
	regex.match(`[^a-zA-Z]`, word)
	read := latin(word)
	regex.match(`^[a-zA-Z]+$`, read)
	is_familiar(word, read)
}

is_familiar(word, _) if regex.match(`[a-zA-Z]`, word)

is_familiar(_, read) if lower(read) in {
	"bin", "sbin", "usr", "etc", "lib", "opt", "tmp", "var", "run", "dev", "proc", "sys", "home", "root", "boot", "srv", "ssh",
	"cron", "sh", "su", "ps", "ss", "cp", "bash",
}

# latin is a name as it reads.
latin(part) := strings.replace_n(alike, part)

alike := {
	"а": "a", "А": "A", "В": "B", "с": "c", "С": "C", "ԁ": "d", "е": "e", "Е": "E", "һ": "h", "Н": "H", "і": "i", "І": "I",
	"ј": "j", "Ј": "J", "К": "K", "ӏ": "l", "М": "M", "о": "o", "О": "O", "р": "p", "Р": "P", "ѕ": "s", "Ѕ": "S", "Т": "T",
	"х": "x", "Х": "X", "у": "y", "У": "Y", "ԛ": "q", "ԝ": "w", "ь": "b", "ո": "n", "ս": "u", "օ": "o", "հ": "h", "զ": "q",
	"Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T",
	"Υ": "Y", "Χ": "X", "α": "a", "ι": "i", "ν": "v", "ο": "o", "ρ": "p", "υ": "u", "κ": "k", "ϲ": "c", "ϳ": "j",
}

findings contains {
	"message": sprintf("a name has %s: %s", [concat(" and ", sort(how)), json.marshal(path)]),
	"location": {"path": path},
	"evidence": {"how": how, "name": json.marshal(changes.base(path)), "reads": latin(path)},
} if {
	some path, how in found
}
