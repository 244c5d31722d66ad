# METADATA
# title: Build takes what nobody verified
# description: |
#   A step of the build executes what it downloads, installs packages without
#   their signatures, or unpacks or installs a download without a checksum or
#   signature. Whoever controls the address or the way to it decides what is
#   in the image, and the next build may hold something else.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
#   - ref: https://attack.mitre.org/techniques/T1195/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1195.002]
#   cis: ["4.11"]
#   remediation: |
#     Download a fixed version, verify its checksum or signature in the same
#     step, and only then unpack or run it. Leave the checks of the package
#     manager on.
package rummage.image.download_in_build

import data.rummage.lib.commands
import data.rummage.lib.history

findings contains {
	"message": sprintf("a step of the build %s", [concat(" and ", sort(reasons))]),
	"severity": severity(step, reasons),
	"location": history.location(step),
	"evidence": {"step": substring(step.text, 0, 500), "layer": step.layer},
} if {
	some step in history.runs
	reasons := does(step.text)
	count(reasons) > 0
}

runs := "executes what it downloads"

skips := "installs packages without verifying them"

unverified := "installs a download without verifying it"

does(text) := {reason |
	some reason, holds in {
		runs: is_run(text),
		skips: is_skipping(text),
		unverified: is_unverified(text),
	}
	holds
}

# A download over TLS from a known address is common, and less bad.
severity(step, reasons) := "low" if {
	reasons == {unverified}
	not regex.match(`\b(?:curl|wget)\s[^|;&\n]*\bhttp://`, step.text)
}

else := "medium"

default is_run(_) := false

# A pipe leaves no moment to verify anything.
is_run(text) if {
	some part in regex.split(`&&|;|\n`, text)
	commands.downloads_and_runs(part)
}

is_run(text) if {
	commands.downloads_and_runs(text)
	not verifies(text)
}

default is_skipping(_) := false

is_skipping(text) if regex.match(
	concat("|", [
		`--(?:allow-unauthenticated|force-yes|nogpgcheck|no-gpg-checks|allow-untrusted|trusted-host)\b`,
		`\[[^\]]*trusted=yes`, `\bgpgcheck\s*=\s*0`, `AllowUnauthenticated\b`, `AllowInsecureRepositories\b`,
		`\bstrict-ssl[\s=]+false`, `\bhttp\.sslVerify[\s=]+false`, `\bGIT_SSL_NO_VERIFY=(?:1|true)`, `\bNODE_TLS_REJECT_UNAUTHORIZED=0`,
	]),
	text,
)

is_skipping(text) if {
	regex.match(`\bcurl\s(?:[^|;&\n]*\s)?(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?:\s|$)|\bwget\s[^|;&\n]*--no-check-certificate`, text)
	not verifies(text)
}

default is_unverified(_) := false

is_unverified(text) if {
	not is_run(text)
	commands.downloads(text)
	regex.match(installs, text)
	not verifies(text)
}

installs := `\b(?:bsd)?tar\s+(?:--?\S+\s+)*(?:-\w*x|x|--extract)|\bunzip\s|\bchmod\s+(?:-\w+\s+)*(?:\S*\+\w*x|0?7)|\bdpkg\s+(?:-\S+\s+)*(?:-i|--install)|\brpm\s+-\w*[iU]|\binstall\s+-\w*m|\b(?:apt-get|apt|yum|dnf)\s[^;&|]*\s(?:\./|/)\S+\.(?:deb|rpm)`

verifies(text) if regex.match(
	`(?i)\bsha(?:1|224|256|384|512)?sum\b|\bshasum\b|\bmd5sum\b|\bb[23]sum\b|\bgpg2?\s[^;&|]*--(?:batch\s[^;&|]*)?verify|\bgpgv\b|\bcosign\s+verify|\bminisign\b|\bsignify\b|\bopenssl\s+dgst|--require-hashes|\brpm\s+(?:-K|--checksig)|\bslsa-verifier\b|\battestation\s+verify|checksum`,
	text,
)
