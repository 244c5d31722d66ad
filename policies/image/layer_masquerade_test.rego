package rummage.image.layer_masquerade_test

import data.rummage.image.layer_masquerade as rule

file(path, layer) := {"path": path, "kind": "added", "type": "file", "mode": "755", "layer": layer, "magic": "application/x-executable"}

image(entries, listed) := {
	"target": {"kind": "image"}, "files": array.concat([object.union(file("/usr/bin/dpkg", "base"), {"package": "dpkg"})], listed),
	"image": {
		"os": "linux", "history": array.concat([{"created_by": "/bin/sh -c #(nop) ADD file:0123 in / "}], entries),
		"layers": array.concat(["base"], [sprintf("l%d", [i]) | some i in numbers.range(1, count([e | some e in entries; not e.empty_layer]))]),
	},
}

step(line) := {"created_by": line, "comment": "buildkit.dockerfile.v0"}

found_in(line, paths) := found if {
	found := {f.message | some f in rule.findings} with input as image([step(line)], [file(path, "l1") | some path in paths])
}

test_fires_on_files_beside_the_place if {
	found_in("COPY app /app # buildkit", ["/app/run", "/usr/sbin/sshd"]) == {"the layer of step 2 (COPY) holds /usr/sbin/sshd: it copies to another place"}
	every line in [
		"COPY --chown=1:1 a b /srv/x/ # buildkit", "/bin/sh -c #(nop) COPY dir:0123 in /srv/x ", "ADD a.tar.gz /srv/x # buildkit", "COPY /out/app /srv/x/app # buildkit",
	] {
		count(found_in(line, ["/srv/x/app", "/etc/ld.so.preload", "/lib/x.so"])) == 1
	}
}

test_fires_on_files_of_a_step_that_makes_none if {
	every line in ["ENV A=b", "WORKDIR /app", "CMD [\"x\"]", "/bin/sh -c #(nop)  USER app"] {
		count(found_in(line, ["/app/x"])) == 1
	}
}

test_fires_on_programs_of_no_package if {
	every line in [
		"RUN /bin/sh -c apt-get update && apt-get install -y nginx && rm -rf /var/lib/apt/lists/* # buildkit",
		"/bin/sh -c set -eux; export DEBIAN_FRONTEND=noninteractive; apt-get install -y nginx || true; apt-get clean", "RUN apk add --no-cache nginx",
	] {
		script := object.union(file("/usr/bin/x", "l1"), {"magic": "text/plain", "interpreter": "/bin/sh"})
		count(rule.findings) == 1 with input as image([step(line)], [script])
		every path in ["/usr/sbin/nginx-helper", "/usr/lib/x.so", "/var/tmp/x"] {
			count(found_in(line, [path])) == 1
		}
	}
}

test_fires_on_a_relative_place if {
	found := rule.findings with input as image([object.union(step("WORKDIR /app"), {"empty_layer": true}), step("COPY . . # buildkit")], [file("/app/a", "l1"), file("/opt/b", "l1")])
	{f.evidence.examples | some f in found} == {["/opt/b"]}
}

test_silent_on_what_the_step_makes if {
	every c in [
		["COPY app /app # buildkit", ["/app"]], ["COPY . /app/ # buildkit", ["/app/a/b", "/app/c"]], ["COPY a /bin/ # buildkit", ["/usr/bin/a"]],
		["COPY a /var/run/x # buildkit", ["/run/x"]], ["COPY root/ / # buildkit", ["/etc/x", "/usr/bin/y"]], ["COPY a b /my dir/ # buildkit", ["/my dir/a"]],
		["WORKDIR /app", []], ["COPY --link --from=0 /out /opt/x # buildkit", ["/opt/x/a", "/etc/resolv.conf", "/run/.containerenv"]],
	] {
		found_in(c[0], c[1]) == set()
	}
}

test_silent_on_places_behind_links if {
	link := object.union(file("/opt/java", "base"), {"type": "symlink", "link_target": "/usr/lib/jvm/17"})
	count(rule.findings) == 0 with input as image([step("COPY a /opt/java/lib/ # buildkit")], [link, file("/usr/lib/jvm/17/lib/a", "l1")])
}

test_silent_when_the_place_cannot_be_told if {
	every line in ["COPY a $DIR/ # buildkit", "COPY a ../x # buildkit", "COPY a b", "COPY a", "COPY [\"a b\",\"/my dir\"]"] {
		found_in(line, ["/opt/x"]) == set()
	}
}

test_silent_on_packages_and_what_they_make if {
	line := "RUN /bin/sh -c apt-get update && apt-get install -y emacs # buildkit"
	found_in(line, ["/usr/lib/emacs/native-lisp/x.eln", "/usr/bin/man.REAL", "/usr/sbin/policy-rc.d"]) == set()
	every change in [{"package": "nginx"}, {"deleted_in": "l2"}, {"magic": "text/plain"}, {"magic": "application/x-object"}, {"path": "/var/lib/dpkg/info/x.postinst", "magic": "text/plain", "interpreter": "/bin/sh"}] {
		count(rule.findings) == 0 with input as image([step(line)], [object.union(file("/usr/bin/x", "l1"), change)])
	}
}

test_silent_when_the_step_does_more if {
	every line in [
		"RUN /bin/sh -c apt-get install -y curl && curl -O https://a.invalid/x # buildkit", "RUN /bin/sh -c apt-get install -y gcc && make install # buildkit",
		"RUN /bin/sh -c apt-get install -y $(cat list) # buildkit", "RUN /bin/sh -c make # buildkit", "RUN /bin/sh -c rm -rf /x # buildkit",
	] {
		found_in(line, ["/usr/bin/x"]) == set()
	}
}

test_silent_when_packages_are_not_known if {
	document := image([step("RUN /bin/sh -c apt-get install -y nginx # buildkit")], [file("/usr/bin/x", "l1")])
	count(rule.findings) == 0 with input as json.remove(document, ["files/0/package"])
}

test_silent_on_builders_of_one_layer if {
	squashed := [object.union(step("RUN make"), {"empty_layer": true}), step("/bin/sh -c #(nop) CMD [\"x\"]")]
	count(rule.findings) == 0 with input as image(squashed, [file("/opt/x", "l1")])
	count(rule.findings) == 0 with input as image([{"created_by": "ENTRYPOINT [\"x\"]"}], [file("/opt/x", "l1")])
}

test_silent_when_layers_do_not_match if {
	document := image([step("ENV A=b")], [file("/opt/x", "l1")])
	count(rule.findings) == 0 with input as json.patch(document, [{"op": "add", "path": "image/layers/2", "value": "l2"}])
}

test_silent_on_other_builders_and_systems if {
	found_in("bazel build ...", ["/opt/x"]) == set()
	count(rule.findings) == 0 with input as json.patch(image([step("ENV A=b")], [file("/Files/x", "l1")]), [{"op": "replace", "path": "image/os", "value": "windows"}])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(image([step("ENV A=b")], [file("/opt/x", "l1")]), {"target": {"kind": "container"}})
}
