# METADATA
# title: Settings of a miner added
# description: |
#   A file was added with the settings of a cryptocurrency miner: the pools it
#   works for, the account that is paid, and what share is donated. Nothing but
#   a miner has a use for it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1496/001/
# schemas:
#   - input: schema.document
# custom:
#   severity: critical
#   category: anomaly
#   attack: [T1496.001]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. The file names the
#     pool and the account: block the one, and look for the other elsewhere.
#     Find the miner, and how it was brought in.
package rummage.files.miner_config_added

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names

# By a rule that knows such settings.
found contains path if {
	some path in matches.tagged.miner
	is_settings(changes.at(path))
}

# By their text, where the document has it.
found contains c.path if {
	some c in names.called({"config.json", "xmrig.json", ".xmrig.json", "xmrig-config.json", "miner.json", "pools.json", "config_background.json"})
	says_so(c.text)
}

says_so(text) if every word in [`"pools"`, `"user"`, `"donate-level"`] { contains(text, word) }

# is_settings holds for JSON, and for another text when the rule says that it
# knows settings: other rules know scripts that start a miner.
is_settings(c) if c.magic == "application/json"

is_settings(c) if {
	is_text(c)
	names.extension(c.path) in {"json", "jsonc", "json5"}
}

is_settings(c) if {
	is_text(c)
	some rule in matches.rules[c.path]
	regex.match(`(?i)settings|config`, rule)
	not is_script(c.path)
}

is_script(path) if names.extension(path) in {"py", "sh", "pl", "rb", "js", "lua", "php", "service"}

is_text(c) if {
	not changes.is_elf(c)
	not c.interpreter
}

# is_documentation holds for what describes such settings.
is_documentation(path) if regex.match(`\.(md|rst|adoc|html?|tex|ipynb|[1-8])(\.gz)?$|/(readme|install|changelog|news)[^/]*$`, lower(path))

is_documentation(path) if regex.match(`/(docs?|documentation|man|help|examples?|samples?|fixtures?|testdata|__tests__|tests?)/`, lower(path))

findings contains {
	"message": sprintf("%s has the settings of a miner", [path]),
	"location": {"path": path},
	"evidence": {
		"pools": pools(object.get(c, "text", "")), "sha256": object.get(c, "sha256", ""),
		"rules": object.get(matches.rules, path, set()), "package": object.get(c, "package", ""),
	},
} if {
	some path in found
	not is_documentation(path)
	c := changes.at(path)
	c.kind != "deleted"
	c.type == "file"
	changes.content_changed(c)
}

# pools are the addresses that a text names.
pools(text) := array.slice(sort({m[1] | some m in regex.find_all_string_submatch_n(`"url"\s*:\s*"([^"\s]{3,200})"`, text, 10)}), 0, 5)
