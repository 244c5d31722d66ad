# METADATA
# title: Note of a ransom, and renamed files
# description: |
#   A note was added that tells how to get files back, and many files have been
#   given another name, as by a program that encrypts them for a ransom.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1486/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1486]
#   cis: []
#   remediation: |
#     Stop the container's network, and pause it: the key may be in the memory of
#     the program that encrypts. Keep it as evidence. Restore from the image and
#     from backups, not by way of the note.
package rummage.files.ransom_note

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names

# many is how many renamed files make it a ransom.
many := 10

# By the names that such notes have, and by rules that know their text.
notes contains c.path if {
	some c in names.called(of_notes)
	c.kind == "added"
	c.type == "file"
}

notes contains path if {
	some path in matches.tagged.ransom
	c := changes.at(path)
	c.kind == "added"
	not changes.is_executable(c)
}

of_notes := {concat(".", [form, extension]) |
	some title in titles
	some form in {title, upper(title), lower(title)}
	some extension in ["txt", "html", "hta"]
}

titles := {
	"How_To_Decrypt", "How_To_Decrypt_Files", "How_To_Recover", "How_To_Recover_Files", "How_To_Restore", "How_To_Restore_Files",
	"How_To_Back_Files", "How-To-Decrypt", "How-To-Recover-Files", "How-To-Restore-Files", "How to decrypt files",
	"How to restore your files", "How_To_Get_Files_Back", "Decrypt_Instruction", "Decrypt_Instructions", "Decrypt-Files",
	"Decrypt_My_Files", "Decrypt_Your_Files", "Recover_Files", "Recover_Your_Files", "Recover-Files", "Recovery_Instructions",
	"Recovery_Instruction", "Restore_Files", "Restore_Your_Files", "Restore-My-Files", "Restore_Instructions", "Readme_To_Decrypt",
	"Readme_For_Decrypt", "Readme_To_Restore", "Readme_To_Recover", "Readme-Decrypt", "Readme_Decrypt", "Read_Me_To_Decrypt",
	"Read_Me_Decrypt", "_Readme_Decrypt_", "!Readme!", "!!Readme!!", "!!!Readme!!!", "!!!Read_Me!!!", "!Read_Me!", "_Readme",
	"Files_Encrypted", "Your_Files_Are_Encrypted", "Your files are encrypted", "Ransom_Note", "Warning_Your_Data",
	"akira_readme", "READ_IT_NOW", "Unlock_Files", "Help_Decrypt", "Help_Restore", "Help_Your_Files", "Instructions_To_Decrypt",
}

# places are the directories near the root in which files are looked for that
# were renamed.
places := {place |
	some path in (changes.gone | notes)
	place := regex.find_n(`^/[^/]+(/[^/]+)?`, changes.dir(path), 1)[0]
}

# renamed are the files whose name is that of a file of the image that is gone,
# or of a document, with something behind: by what that is.
renamed[mark] contains c.path if {
	some place in places
	some c in changes.under(place)
	c.kind == "added"
	c.type == "file"
	mark := mark_of(c.path)
	not lower(mark) in harmless
}

mark_of(path) := mark if {
	parts := split(changes.base(path), ".")
	some n in [1, 2, 3, 4, 5]
	at := count(parts) - n
	at > 0
	original := concat("/", [trim_suffix(changes.dir(path), "/"), concat(".", array.slice(parts, 0, at))])
	original in changes.gone
	mark := parts[count(parts) - 1]
}

else := regex.find_all_string_submatch_n(
	`(?i)\.(?:docx?|xlsx?|pptx?|odt|pdf|jpe?g|png|gif|txt|csv|sql|db|sqlite3?|mdb|ibd|frm|myd|zip|tar|php|html?|js|css|json|xml|py|java|mp[34]|key|pem|cfg|conf|ini|log|md)\.(?:[^/]*\.)?([a-z0-9_-]{3,32})$`,
	path, 1,
)[0][1]

# harmless are extensions that tools add to a name.
harmless := {
	"gz", "xz", "br", "bak", "old", "orig", "tmp", "swp", "lock", "part", "log", "map", "gzip", "bz2", "zst", "lz4", "tgz", "zip", "md5", "sha1",
	"sha256", "sha512", "sig", "asc", "gpg", "pem", "crt", "json", "yaml", "yml", "txt", "html", "css", "template", "tmpl", "tpl",
	"dist", "example", "sample", "default", "min", "erb", "ejs", "jinja", "jinja2", "twig", "php", "pyc", "class", "dpkg-old",
	"dpkg-dist", "dpkg-new", "rpmnew", "rpmsave", "snap", "meta", "license", "properties", "index", "journal", "wal", "shm",
}

most := max({count(paths) | some paths in renamed})

findings contains {
	"message": sprintf("there is a note, %s, and %d files were given another name", [min(notes), most]),
	"location": {"path": min(notes)},
	"evidence": {
		"notes": array.slice(sort(notes), 0, 10), "marks": marks, "count": most,
		"examples": array.slice(sort({path | some mark in marks; some path in renamed[mark]}), 0, 10),
		"rules": {rule | some note in notes; some rule in matches.rules[note]},
	},
} if {
	count(notes) > 0
	most >= many
	marks := {mark | some mark, paths in renamed; count(paths) >= many}
}
