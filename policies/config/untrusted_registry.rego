# METADATA
# title: Image from another registry
# description: |
#   The image is from none of the registries that the site's data allows. What
#   is in it was not looked at by those who look after the others. The rule
#   does nothing unless data.allow.registries is given.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1195/002/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1195.002, T1204.003]
#   cis: ["4.2"]
#   remediation: |
#     Get the image from a registry of the list, or build it from an image that
#     is, and push it to one. Where the image may be used, allow its registry,
#     for this image alone or for all.
package rummage.config.untrusted_registry

import data.rummage.lib.allow
import data.rummage.lib.references

findings contains {
	"message": sprintf("the image %s is from none of the allowed registries", [references.name]),
	"location": {"config": "target.image.name"},
	"evidence": {"image": references.name, "allowed": allow.lists.registries},
} if {
	allow.registries
	references.name
	not allow.registry(references.name)
}
