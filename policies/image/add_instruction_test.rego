package rummage.image.add_instruction_test

import data.rummage.image.add_instruction as rule

built(lines) := {"target": {"kind": "image"}, "image": {"history": [{"created_by": line} | some line in lines], "layers": []}}

base := "/bin/sh -c #(nop) ADD file:0123abcd in / "

test_fires_in_each_form if {
	every line in [
		"ADD app.py /app/ # buildkit", "ADD --chown=1:1 a b /srv/", "/bin/sh -c #(nop) ADD dir:0123 in /app ", "ADD https://a.invalid/x.tar.gz /opt/ # buildkit",
		"ADD https://github.com/a/b.git#v1 /src # buildkit", "ADD a.tar.gz b.txt /srv/", "ADD file:45 in / ",
	] {
		count(rule.findings) == 1 with input as built([base, line])
	}
}

test_fires_and_says_what_is_fetched if {
	found := rule.findings with input as built([base, "ADD https://a.invalid/x /x"])
	{f.message | some f in found} == {"a step fetches an address with ADD"}
}

test_silent_on_the_root_file_system if {
	count(rule.findings) == 0 with input as built([base, "ENV A=b"])
	count(rule.findings) == 0 with input as built(["ARG A=b", "ADD alpine-minirootfs-3.20.tar.gz / # buildkit"])
}

test_silent_on_archives if {
	every line in ["ADD app.tar.gz /opt/ # buildkit", "ADD --chown=1:1 a.tar b.tgz /srv/", "ADD root.tar.xz /"] {
		count(rule.findings) == 0 with input as built([base, line])
	}
}

test_silent_on_other_steps if {
	count(rule.findings) == 0 with input as built([base, "COPY a /b # buildkit", "RUN /bin/sh -c apk ADD x", "LABEL ADD=x", "bazel ADD"])
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(built(["ADD a /b"]), {"target": {"kind": "container"}})
}
