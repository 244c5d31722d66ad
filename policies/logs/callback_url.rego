# METADATA
# title: Place that is called back
# description: |
#   The log names a place that whoever is inside can call without being known: a
#   hidden service, a tunnel to somebody's machine, a collector of requests. The
#   address of a bot or a webhook is less, since services post messages by them
#   too.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1071/001/
#   - ref: https://attack.mitre.org/techniques/T1090/003/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1071.001, T1090.003]
#   cis: []
#   remediation: |
#     Find the process that calls there, and what it sends. Block the place.
package rummage.logs.callback_url

import data.rummage.lib.logs

found := logs.lines("callback")

# hidden are those that nobody answers for, and that no client named.
hidden contains m if {
	some m in found
	"hidden" in m.tags
	not logs.is_access(m.text)
	not is_known
}

# is_known holds where such a place is what the container is for, and where it
# is one peer of many.
is_known if {
	some word in array.concat(object.get(input, ["config", "entrypoint"], []), object.get(input, ["config", "cmd"], []))
	regex.match(purpose, word)
}

is_known if regex.match(purpose, object.get(input, ["target", "image", "name"], ""))

is_known if count({name |
	some m in found
	some name in regex.find_n(`\b[a-z2-7]{16,56}\.onion\b`, m.text, 20)
}) > 5

purpose := `(?:^|[/_-])(?:ngrok|cloudflared|tor|torproxy|tor-proxy|bore|pinggy|bitcoind?|lnd|monerod|electrs|interactsh(?:-server)?)(?:$|[\s:@_-])`

default severity := "low"

severity := "medium" if count(hidden) > 0

findings contains {
	"message": sprintf("the log has %s with a place that intruders are called back at", [logs.told(found)]),
	"severity": logs.raised(severity),
	"location": {"log": logs.first(found)},
	"evidence": {"lines": logs.shown(found), "hidden": logs.shown(hidden)},
} if {
	count(found) > 0
}
