# METADATA
# title: Package cache in the image
# description: |
#   The image holds what a package manager downloaded or indexed in order to
#   install something. Nothing needs it at run time; it makes the image larger,
#   and an old index is what later installations go by. What a later layer
#   removed is in the image all the same.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
# schemas:
#   - input: schema.document
# custom:
#   severity: low
#   category: misconfiguration
#   attack: []
#   cis: []
#   remediation: |
#     Remove the cache in the step that fills it, turn it off (apk
#     --no-cache, pip --no-cache-dir), or keep it out with RUN
#     --mount=type=cache.
package rummage.image.package_cache

import data.rummage.lib.changes
import data.rummage.lib.files

findings contains {
	"message": sprintf("%s holds %d files of %s, %d MB%s", [dir, count(all), manager, round(bytes / 1000000), removed[count(seen) == 0]]),
	"location": {"path": dir},
	"evidence": {"files": count(all), "bytes": bytes, "removed": count(all) - count(seen), "layers": sort({f.layer | some f in all})},
} if {
	some dir, manager in caches
	seen := held(dir, files.under(dir))
	all := array.concat(seen, held(dir, files.removed_under(dir)))
	bytes := sum([object.get(f, "size", 0) | some f in all])
	bytes >= least
}

removed := {true: ", which a later layer removed", false: ""}

# least is what a cache must hold to be told of: base images leave an empty one,
# and a few marks.
least := 1000000

held(dir, listed) := [f |
	some f in listed
	f.type == "file"
	regex.match(object.get(names, dir, `.`), changes.base(f.path))
]

# names are what counts in directories that hold other things too.
names := {"/var/cache/apt": `\.deb$|^(src)?pkgcache\.bin$`}

caches[dir] := manager if some dir, manager in fixed

# Those in home directories are found by their name.
caches[found.path] := manager if {
	some path, manager in in_homes
	some found in files.named(changes.base(path))
	found.type == "directory"
	endswith(found.path, path)
}

fixed := {
	"/var/lib/apt/lists": "apt", "/var/cache/apt": "apt", "/var/cache/apk": "apk", "/etc/apk/cache": "apk", "/var/cache/yum": "yum", "/var/cache/dnf": "dnf",
	"/var/cache/libdnf5": "dnf", "/var/cache/zypp": "zypper", "/var/cache/pacman/pkg": "pacman", "/usr/local/share/.cache/yarn": "yarn",
	"/tmp/pear/cache": "pear", "/root/.cache/pip": "pip", "/root/.npm/_cacache": "npm", "/root/.composer/cache": "composer",
}

in_homes := {
	"/.cache/pip": "pip", "/.npm/_cacache": "npm", "/.cache/yarn": "yarn", "/.cache/pypoetry/cache": "poetry", "/.cache/uv": "uv",
	"/.cache/composer": "composer", "/.cache/go-build": "go",
}
