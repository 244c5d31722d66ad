# METADATA
# title: Service added
# description: |
#   A unit of systemd, an init script, an rc.local, a program for supervisord or
#   s6, or a script that the image's entrypoint runs was added or changed, other
#   than by a package. It is started again with the container.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1543/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1543.002, T1037.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Read what the
#     service starts. Put services into the image; one container needs one.
package rummage.persistence.service_added

import data.rummage.lib.acts
import data.rummage.lib.changes
import data.rummage.lib.links
import data.rummage.lib.suppress
import data.rummage.lib.texts

findings contains {
	"message": message(c, deeds),
	"severity": suppress.lowered(c, severity(deeds)),
	"location": {"path": c.path},
	"evidence": {"starts": texts.shown(starts), "link_target": object.get(c, "link_target", "")},
} if {
	some c in services
	c.kind != "deleted"
	c.type in {"file", "symlink"}
	changes.content_changed(c)
	not suppress.packaged(c)
	not links.is_settled(c)
	not is_masked(c)
	not is_rest(c.path)
	starts := [command | some line in texts.new(c); command := started(c, line)]
	says_something(c, starts)
	deeds := {deed | some command in starts; some deed in acts.of(command)}
}

message(c, deeds) := sprintf("the service %s was %s", [c.path, c.kind]) if count(deeds) == 0

message(c, deeds) := sprintf("the service %s was %s, and %s", [c.path, c.kind, concat(" and ", sort(deeds))]) if count(deeds) > 0

severity(deeds) := "medium" if count(deeds) == 0

severity(deeds) := "high" if count(deeds) > 0

# Where systems and images keep what they start.
services contains changes.at(path) if {
	some path in [
		"/etc/rc.local", "/etc/rc.d/rc.local", "/etc/inittab", "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf",
		"/usr/local/etc/supervisord.conf",
	]
}

services contains c if {
	some dir, pattern in directories
	some c in changes.under(dir)
	regex.match(pattern, c.path)
}

units := `\.(service|timer|socket|path|target|mount|automount|conf)$`

directories := {
	"/etc/systemd": units,
	"/lib/systemd": units,
	"/usr/lib/systemd": units,
	"/usr/local/lib/systemd": units,
	"/run/systemd/system": units,
	"/etc/init.d": `^/etc/init\.d/[^/]+$`,
	"/etc/rc.d": `/(init|rc[0-6S])\.d/[^/]+$`,
	"/etc/rc0.d": ``, "/etc/rc1.d": ``, "/etc/rc2.d": ``, "/etc/rc3.d": ``, "/etc/rc4.d": ``, "/etc/rc5.d": ``, "/etc/rc6.d": ``, "/etc/rcS.d": ``,
	"/etc/runlevels": ``,
	"/etc/local.d": `\.(start|stop)$`,
	"/etc/init": `\.conf$`,
	"/etc/supervisor/conf.d": `\.(conf|ini)$`,
	"/etc/supervisor.d": `\.(conf|ini)$`,
	"/etc/supervisord.d": `\.(conf|ini)$`,
	"/etc/services.d": `/(run|finish)$`,
	"/etc/s6-overlay": `/(run|finish|up|down)$|/scripts/[^/]+$`,
	"/etc/cont-init.d": ``,
	"/etc/cont-finish.d": ``,
	"/etc/my_init.d": ``,
	"/etc/my_init.pre_shutdown.d": ``,
	"/etc/service": `/(run|finish)$`,
	"/etc/sv": `/(run|finish)$`,
	"/service": `/(run|finish)$`,
	"/docker-entrypoint.d": ``,
	"/docker-entrypoint-initdb.d": `\.sh$`,
}

services contains c if {
	some extension in ["service", "timer"]
	some c in changes.with_extension(extension)
	regex.match(`/\.(config|local/share)/systemd/user/`, c.path)
}

# is_masked holds for a unit that was switched off.
is_masked(c) if links.target(c) == "/dev/null"

# is_rest holds for what is no service in these directories.
is_rest(path) if regex.match(`/(README|\.[^/]*|[^/]*~|[^/]*\.(dpkg|ucf|rpm)-?\w+)$|^/(usr/)?lib/systemd/(network|ntp-units\.d|system-preset|user-preset|catalog)/`, path)

is_rest(path) if regex.match(`^/etc/systemd/(network/|[^/]+\.conf(\.d/|$))`, path)

# says_something holds unless it is known that nothing is started.
says_something(c, _) if texts.of(c) == ""

says_something(c, starts) if {
	texts.of(c) != ""
	count(starts) > 0
}

# started is what a line starts. Units and the settings of supervisord say it
# by a key, and scripts by every line.
started(c, line) := value(line) if {
	regex.match(`\.(service|timer|socket|path|target|mount|automount|conf|ini)$`, c.path)
	regex.match(`^(?:Exec\w+|OnUnitActiveSec|OnCalendar|OnBootSec|Unit|ListenStream|Path\w+|What|command|exec|environment|Environment\w*|files|events)\s*[=\s]`, line)
}

started(c, line) := line if {
	not regex.match(`\.(service|timer|socket|path|target|mount|automount|conf|ini)$`, c.path)
	not regex.match(`^(?:exit(?:\s+[0-9]+)?|set\s+-\w+|:|fi|done|then|else|esac|[{}])$`, line)
}

value(line) := regex.replace(line, `^\w+\s*=?\s*[-@:+!]*`, "")
