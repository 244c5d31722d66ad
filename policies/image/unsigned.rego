# METADATA
# title: Image is not signed
# description: |
#   A signature of the image was looked for in its registry, as --signatures
#   asks, and there is none. Whoever can push to the repository, or change what
#   is transferred, can put another image in its place.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/trust/
#   - ref: https://attack.mitre.org/techniques/T1525/
# schemas:
#   - input: schema.document
# custom:
#   severity: info
#   category: misconfiguration
#   attack: [T1525]
#   cis: []
#   remediation: |
#     Sign images where they are built, and have hosts verify the signature
#     before they run one.
package rummage.image.unsigned

findings contains {
	"message": "no signature was found with the image",
	"location": {"config": "image.signatures"},
	"evidence": {"digests": object.get(input.image, "digests", [])},
} if {
	input.target.kind == "image"
	input.image.signatures == []
}
