# METADATA
# title: Kernel module added
# description: |
#   A kernel module was added, or a program that has the name of one. Containers
#   share the kernel of their host: a module that is loaded from one takes over
#   all of it, and hides whatever it likes.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1547/006/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1547.006, T1014]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Compare the host's
#     /proc/modules with what belongs there, and do not trust the host if
#     something does not. Take SYS_MODULE from the container.
package rummage.files.kernel_module_added

import data.rummage.lib.changes
import data.rummage.lib.matches
import data.rummage.lib.names
import data.rummage.lib.suppress

# modules are names of modules of the kernel that no program has.
modules := {
	"nf_conntrack", "nf_nat", "nf_tables", "ip_tables", "ip6_tables", "iptable_nat", "iptable_filter", "br_netfilter", "x_tables",
	"xt_conntrack", "kvm_intel", "kvm_amd", "snd_hda_intel", "xhci_hcd", "ehci_hcd", "usb_storage", "usbcore", "dm_mod",
	"md_mod", "scsi_mod", "i2c_core", "drm_kms_helper", "virtio_net", "virtio_blk", "virtio_pci", "vmw_vmci", "vmxnet3",
	"hv_vmbus", "cryptd", "aesni_intel", "crc32c_intel", "intel_rapl", "bluetooth_6lowpan",
}

# rootkits are names of modules that hide what an intruder does.
rootkits := {"diamorphine", "reptile", "reptile_module", "adore-ng", "suterusu", "knark", "kbeast", "drovorub", "puszek", "singularity", "kovid"}

found[c.path] contains "is a kernel module" if {
	some c in names.extended({"ko", "xz", "gz", "zst"})
	regex.match(`\.ko(\.(xz|gz|zst))?$`, lower(c.path))
	is_module(c)
}

found[c.path] contains "is a kernel module without its usual name" if {
	some dir in ["/lib/modules", "/usr/lib/modules"]
	some c in changes.under(dir)
	is_object(c)
	not regex.match(`\.ko$`, lower(c.path))
}

found[c.path] contains "has the name of a module that hides things" if {
	some c in names.programs(rootkits)
	is_object(c)
}

found[path] contains "is a kernel module that a rule for rootkits matches" if {
	some path in matches.tagged.rootkit
	is_object(changes.at(path))
}

found[c.path] contains "is a program with the name of a kernel module" if {
	some c in names.programs(modules)
	changes.is_elf(c)
	not is_library(c.path)
}

is_library(path) if regex.match(`^/(usr/)?lib/modules/`, path)

# What is not compressed must be an ELF file: other languages and Korean texts
# have names that end like this.
is_module(c) if changes.is_elf(c)

is_module(c) if {
	not endswith(lower(c.path), ".ko")
	regex.match(`^application/(x-)?(xz|gzip|zstd)$`, c.magic)
}

# Where the content could not be read, the place tells.
is_module(c) if {
	not c.magic
	is_library(c.path)
}

is_object(c) if c.magic in {"application/x-object", "application/x-elf"}

findings contains {
	"message": sprintf("%s %s", [path, concat(", and ", sort(why))]),
	"location": {"path": path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "size": object.get(c, "size", 0), "rules": object.get(matches.rules, path, set())},
} if {
	some path, why in found
	c := changes.at(path)
	c.kind != "deleted"
	c.type == "file"
	changes.content_changed(c)
	not suppress.packaged(c)
}
