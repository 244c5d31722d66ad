package rummage.lib.history_test

import data.rummage.lib.history

test_parsed if {
	every c in [
		["/bin/sh -c #(nop) ADD file:0123abcd in / ", "ADD", "file:0123abcd in /"],
		["/bin/sh -c #(nop)  CMD [\"bash\"]", "CMD", "[\"bash\"]"],
		["|1 A=b /bin/sh -c #(nop) COPY dir:12 in /app ", "COPY", "dir:12 in /app"],
		["/bin/sh -c #(nop)  ENV A=b", "ENV", "A=b"],
		["/bin/sh -c apt-get update && apt-get install -y x", "RUN", "apt-get update && apt-get install -y x"],
		["|2 A=b C=d e /bin/bash -o pipefail -c make", "RUN", "make"],
		["|1 A=b /opt/tool run", "RUN", "|1 A=b /opt/tool run"],
		["RUN /bin/sh -c make # buildkit", "RUN", "make"],
		["RUN |1 TOKEN=x /bin/bash -euxo pipefail -c make\nmake install # buildkit", "RUN", "make\nmake install"],
		["RUN apt-get update", "RUN", "apt-get update"],
		["COPY --chown=1:1 . /app # buildkit", "COPY", "--chown=1:1 . /app"],
		["WORKDIR /app", "WORKDIR", "/app"],
		["EXPOSE map[22/tcp:{}]", "EXPOSE", "map[22/tcp:{}]"],
		["bazel build ...", "", "bazel build ..."],
		["# debian.sh --arch 'amd64' out/ 'bookworm'", "", "# debian.sh --arch 'amd64' out/ 'bookworm'"],
		["", "", ""],
	] {
		[step] := history.steps with input as {"target": {"kind": "image"}, "image": {"history": [{"created_by": c[0]}]}}
		[step.instruction, step.text] == [c[1], c[2]]
	}
}

test_variables if {
	every c in [
		["RUN |2 TOKEN=x NAME=a b /bin/sh -c C=d make # buildkit", {"TOKEN": "x", "NAME": "a"}],
		["|1 TOKEN=x /opt/tool", {"TOKEN": "x"}],
		["RUN /bin/sh -c TOKEN=x make", {}],
		["ENV A=b C=\"d e\" F=", {"A": "b", "C": "d e", "F": ""}],
		["/bin/sh -c #(nop)  ARG TOKEN=x", {"TOKEN": "x"}],
		["LABEL a=b", {}],
		["ARG TOKEN", {}],
	] {
		{v.name: v.value | some v in history.parsed(trim_suffix(c[0], " # buildkit")).variables} == c[1]
	}
}

test_builder if {
	history.builder({"created_by": "ENV A=b", "comment": "buildkit.dockerfile.v0"}) == "buildkit"
	history.builder({"created_by": "/bin/sh -c #(nop)  ENV A=b"}) == "classic"
	history.builder({"created_by": "ENV A=b"}) == ""
}

made := [
	{"created_by": "ADD root.tar / # buildkit"}, {"created_by": "ENV A=b", "empty_layer": true},
	{"created_by": "RUN make", "empty_layer": true}, {"created_by": "COPY a /a"},
]

test_layers if {
	steps := history.steps with input as {"target": {"kind": "image"}, "image": {"history": made, "layers": ["l1", "l2"]}}
	[step.layer | some step in steps] == ["l1", "", "", "l2"]
}

test_layers_are_not_known_when_steps_are_missing if {
	steps := history.steps with input as {"target": {"kind": "image"}, "image": {"history": made, "layers": ["l1", "l2", "l3"]}}
	{step.layer | some step in steps} == {""}
}

test_holds_more if {
	document := {"target": {"kind": "image"}, "image": {"history": made, "layers": ["l1", "l2"]}}
	history.holds_more == {3} with input as document
	only_settings := [e | some i, e in made; i != 2]
	history.holds_more == set() with input as json.patch(document, [{"op": "replace", "path": "image/history", "value": only_settings}])
}

test_nothing_of_a_container if {
	history.steps == [] with input as {"target": {"kind": "container"}, "image": {"history": made}}
	history.runs == [] with input as {"target": {"kind": "image"}}
}
