# METADATA
# title: Shell below a service
# description: |
#   A web server, database or application server has a shell below it, or an
#   interpreter with code on its command line. Services do their work
#   themselves; who finds a hole in one starts a shell by it.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1190/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1190, T1059.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look in the
#     service's log for the requests at the time when the shell was started,
#     and close the hole that they used.
package rummage.processes.shell_under_service

import data.rummage.lib.interpreters
import data.rummage.lib.lineage
import data.rummage.lib.processes
import data.rummage.lib.services

below[service.pid] contains p if {
	some p in input.processes
	is_commanded(p)
	service := services.service(p)
	not is_duty(service, p)
	not is_worker(service, p)
}

# is_commanded holds for a shell or interpreter that does what somebody tells
# it: by its command line or its input, or by a script that the image does not
# have. A script of the image is part of the service.
is_commanded(p) if {
	interpreters.is_interpreter(p)
	interpreters.has_code(p)
}

is_commanded(p) if interpreters.is_bare(p)

is_commanded(p) if {
	path := interpreters.script(p)
	is_foreign(p, path)
}

is_foreign(p, path) if path in processes.strays(p)

is_foreign(_, path) if processes.is_odd_place(path)

# is_duty holds for commands that a service is set up to start: an errand to a
# single tool, or what its own helpers run.
is_duty(_, p) if {
	text := interpreters.code(p)
	interpreters.is_shell(p)
	regex.match(errand, simple(text))
}

is_duty(service, p) if {
	services.name(service) in {"postgres", "postmaster"}
	is_helper(p)
}

is_duty(service, p) if {
	regex.match(`^(?:mysqld|mariadbd)`, services.name(service))
	regex.match(`^(?:exec\s+)?(?:/usr/bin/)?wsrep_(?:sst|notify)_?[\w-]*\s[^;&|$\x60<>()]*$`, interpreters.code(p))
}

# PostgreSQL's helpers archive and restore with commands of its configuration;
# what a client sends runs below that client's own process.
is_helper(p) if {
	some a in lineage.ancestors(p)
	regex.match(`^postgres: (?:[\w.-]+: )?(?:archiver|startup|checkpointer|walreceiver|logger)\b`, a.command)
}

errand := concat("", [
	`^\s*(?:exec\s+)?(?:(?:nice|ionice)(?:\s+-\w+(?:\s*[0-9]+)?)*\s+)?["']?(?:/(?:usr/)?(?:local/)?s?bin/)?(?:sendmail|msmtp|ssmtp|convert|magick|identify|mogrify|composite|`,
	`ffmpeg|ffprobe|gs|pdf\w+|wkhtmlto\w+|exiftool|gifsicle|jpegoptim|optipng|pngquant|cwebp|soffice|libreoffice|rotatelogs|cronolog|logger|`,
	`multilog|svlogd|git|svn|hg|mysqldump|pg_dump|stty|locale|uname|hostname|nproc|lscpu|getconf|sysctl|tput|which|mktemp|date)["']?(?:\s|$)`,
	`[^;&|<>$\x60\n()]*$`,
])

# simple is a command without the redirections that discard output.
simple(text) := regex.replace(text, `\s*[0-9&]?>>?\s*(?:&[0-9]|/dev/null)`, "")

# is_worker holds for a process of the service's own program that its runtime
# starts to share the work.
is_worker(service, p) if {
	interpreters.kind(p) == interpreters.kind(service)
	regex.match(
		`^from (?:multiprocessing|billiard|joblib\.externals\.loky\.backend|loky\.backend)(?:\.\w+)* import \w+; ?\w+\([\w=,\s.\[\]'"-]*\)(?: --multiprocessing-fork)?$`,
		interpreters.code(p),
	)
}

severity(service) := "high" if services.is_known(service)

else := "medium"

findings contains {
	"message": sprintf("%s has %s below it", [services.name(service), interpreters.name(first)]),
	"severity": severity(service),
	"location": {"process": first.pid},
	"evidence": {
		"service": services.name(service), "service_pid": pid, "pids": {p.pid | some p in found},
		"commands": array.slice(sort({substring(p.command, 0, 300) | some p in found}), 0, 5),
	},
} if {
	some pid, found in below
	service := lineage.by_pid[pid]
	lowest := min({p.pid | some p in found})
	some first in found
	first.pid == lowest
}
