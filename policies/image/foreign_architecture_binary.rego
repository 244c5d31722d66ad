# METADATA
# title: Program for another architecture
# description: |
#   The image holds programs or libraries for an architecture that is not its
#   own. Either the wrong file was copied, and will fail, or somebody brought
#   what spreads from one kind of machine to others.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1105/
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: misconfiguration
#   attack: [T1105]
#   cis: []
#   remediation: |
#     Find the step that brought the file by its layer. Build for the image's
#     architecture ($TARGETARCH), and leave other builds out.
package rummage.image.foreign_architecture_binary

import data.rummage.lib.changes
import data.rummage.lib.files
import data.rummage.lib.keys
import data.rummage.lib.places

findings contains {
	"message": sprintf("the image is for %s, and %s is for %s", [input.image.architecture, places.title(place, "programs"), architecture]),
	"location": {"path": place.path},
	"evidence": {"architecture": architecture, "files": place.count, "examples": place.examples},
} if {
	some architecture, dirs in foreign
	some dir, paths in dirs
	some place in places.report(dir, paths)
}

# foreign are the paths of such files, by architecture and directory.
foreign[architecture][changes.dir(f.path)] contains f.path if {
	input.target.kind == "image"
	some architecture in files.architectures
	not runs(architecture)
	some f in files.of_architecture(architecture)
	is_program(f)
	not is_meant(f)
}

# runs holds for what the image's architecture executes as well.
runs(architecture) if architecture == input.image.architecture

runs(architecture) if architecture in object.get(compatible, input.image.architecture, set())

runs(_) if object.get(input.image, "architecture", "") == ""

compatible := {
	"amd64": {"386"}, "arm64": {"arm"}, "mips64": {"mips"}, "mips64le": {"mipsle"}, "ppc64": {"ppc"}, "riscv64": {"riscv"},
	"s390x": {"s390"}, "386": set(),
}

# Objects are what compilers work with.
is_program(f) if {
	changes.is_elf(f)
	f.magic != "application/x-object"
}

# is_meant holds for what is there for other machines on purpose: what packages
# bring, such as firmware and cross compilers, builds for several machines in
# the packages of languages, and tests.
is_meant(f) if object.get(f, "package", "") != ""

is_meant(f) if regex.match(`/(?:prebuilds?|prebuilt|firmware|bpf|ebpf|sysroots?|qemu[^/]*|wine[^/]*|cross[^/]*)/`, f.path)

is_meant(f) if regex.match(`^/(?:usr/|usr/local/|opt/[^/]+/)?(?:lib[^/]*/)?(?:aarch64|arm[^/-]*|i[3-6]86|mips[^/-]*|powerpc[^/-]*|riscv[^/-]*|s390x?|x86_64|sparc[^/-]*)-[^/]*(?:linux|none|elf|unknown)[^/]*/`, f.path)

is_meant(f) if {
	regex.match(`/(?:node_modules|site-packages|dist-packages|gems|pkg/mod|nuget|runtimes|jniLibs|go/(?:pkg|src))/`, f.path)
	regex.match(`(?i)(?:linux|win32|win|darwin|osx|android|freebsd|musl)?[-_/]?(?:arm|arm64|aarch64|armv?[678]\w*|x64|x86|x86_64|amd64|ia32|i[36]86|386|ppc64\w*|s390x|riscv64|mips\w*|loong\w*)(?:[-_./]|$)`, f.path)
}

is_meant(f) if keys.is_fixture(f.path)
