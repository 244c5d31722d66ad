# METADATA
# title: Scheduled job of the image runs what it fetches
# description: |
#   A job of cron or at in the image executes what it downloads or decodes,
#   ties a shell to the network, or runs a program from a temporary or hidden
#   place. Jobs that download data, or that call a service, are not told of.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1053/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1053.003, T1525]
#   cis: []
#   remediation: |
#     Do not run the image. Find the step that brought the job by its layer,
#     and other images with the same job or address.
package rummage.image.cron_download_baked_in

import data.rummage.lib.acts
import data.rummage.lib.commands
import data.rummage.lib.cron
import data.rummage.lib.files
import data.rummage.lib.texts

findings contains {
	"message": sprintf("a job in %s %s", [f.path, concat(" and ", sort(reasons))]),
	"location": {"path": f.path},
	"evidence": {"lines": texts.shown(lines), "layer": f.layer},
} if {
	some f in jobs
	not f.package
	lines := [line | some line in cron.lines(texts.of(f)); count(does(f, line)) > 0]
	reasons := {reason | some line in lines; some reason in does(f, line)}
	count(reasons) > 0
}

jobs contains f if {
	some dir in cron.directories
	some f in files.under(dir)
	f.type == "file"
	not cron.is_state(f.path)
}

jobs contains files.at("/etc/crontab")

jobs contains files.at("/etc/anacrontab")

# What is fetched or decoded is looked for in the whole line, since a table may
# be written in the form of the other kind.
does(f, line) := ((acts.of(cron.command(f.path, line)) | (acts.of(line) - {acts.odd_place})) - {"downloads something"}) | {"executes what it downloads" | commands.downloads_and_runs(line)}
