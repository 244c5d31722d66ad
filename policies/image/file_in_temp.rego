# METADATA
# title: Left in a temporary directory
# description: |
#   The image has files in a directory for temporary files. They are what a
#   build left behind; programs among them deserve a look.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: []
#   remediation: |
#     Remove temporary files in the step that makes them, or mount /tmp with
#     RUN --mount=type=tmpfs.
package rummage.image.file_in_temp

import data.rummage.lib.files
import data.rummage.lib.places

findings contains {
	"message": sprintf("the image has %s", [places.title(place, "files")]),
	"severity": severity(place),
	"location": {"path": place.path},
	"evidence": {"files": place.count, "examples": place.examples},
} if {
	some dir, paths in left
	some place in places.report(dir, paths)
}

# left are the files by the directory for temporary files that they are in.
left[dir] contains f.path if {
	some dir in ["/tmp", "/var/tmp", "/dev/shm"]
	some f in files.under(dir)
	f.type in {"file", "symlink"}
	not is_harmless(f)
}

# Marks of programs that have ended are empty or small, and X servers have
# directories of their own.
is_harmless(f) if {
	f.type == "file"
	f.size == 0
}

is_harmless(f) if regex.match(`^/tmp/(\.X[^/]*-(unix|lock)|hsperfdata_[^/]+/.*|v8-compile-cache.*|\.s\.PGSQL\..*)$`, f.path)

severity(place) := "medium" if {
	some path in place.examples
	places.runs(files.at(path))
	not places.extracted(path)
}

else := "low"
