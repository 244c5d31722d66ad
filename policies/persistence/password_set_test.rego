package rummage.persistence.password_set_test

import data.rummage.persistence.password_set as rule

hash := "$y$j9T$inert$inertinertinert"

image := "root:*:20000:0:99999:7:::\nold:$6$salt$inert:20000:0:99999:7:::\nopen::20000:0:99999:7:::\n"

shadow(line) := {"path": "/etc/shadow", "kind": "modified", "type": "file", "size": 200, "text": concat("", [image, line, "\n"]), "was": {"text": image}}

found(changes) := result if {
	result := {[f.severity, f.message] | some f in rule.findings} with input.changes as changes
}

test_fires_on_a_new_password if {
	every password in [hash, "$1$a$inert", "$2y$10$inertinert", "abJnggxhB/yWI", "_J9..inertinertinert"] {
		found([shadow(concat(":", ["web", password, "20000", "0"]))]) == {["high", "web was given a password in /etc/shadow"]}
	}
}

test_fires_on_a_password_for_root if {
	change := object.union(shadow(""), {"text": concat("", ["root:", hash, ":20000:0:99999:7:::\n"])})
	found([change]) == {["high", "root was given a password in /etc/shadow"]}
}

test_fires_on_another_password if {
	change := object.union(shadow(""), {"text": replace(image, "$6$salt$inert", hash)})
	found([change]) == {["high", "the password of old was changed in /etc/shadow"]}
}

test_fires_on_a_password_that_was_taken_away if {
	change := object.union(shadow(""), {"text": replace(image, "root:*:", "root::")})
	found([change]) == {["high", "root needs no password in /etc/shadow"]}
}

test_fires_on_the_list_of_accounts if {
	every line in ["web::1001:1001::/:/bin/sh", "web:$6$a$inert:1001:1001::/:/bin/sh"] {
		count(found([{"path": "/etc/passwd", "kind": "modified", "type": "file", "text": line, "was": {"text": "web:x:1001:1001::/:/bin/sh"}}])) == 1
	}
}

test_fires_and_keeps_the_hash_to_itself if {
	findings := rule.findings with input.changes as [shadow(concat(":", ["web", hash, "20000"]))]
	{f.evidence.scheme | some f in findings} == {"$y$"}
	not contains(json.marshal(findings), "inert")
}

test_fires_low_at_start if {
	findings := rule.findings with input as {
		"config": {"started": "2026-01-02T03:04:05Z"},
		"changes": [object.union(shadow("web:$6$a$inert:20000"), {"mtime": "2026-01-02T03:04:06Z"})],
	}
	{f.severity | some f in findings} == {"low"}
}

test_fires_by_its_own_date_when_the_image_is_not_known if {
	change := {"path": "/etc/shadow", "kind": "modified", "type": "file", "text": "old:$6$a$inert:20000:0\nnew:$6$b$inert:20456:0\n"}
	findings := rule.findings with input as {"config": {"created": "2026-01-02T03:04:05Z"}, "changes": [change]}
	{[f.severity, f.evidence.account] | some f in findings} == {["low", "old"], ["high", "new"]}
}

test_fires_medium_when_it_hides_its_content if {
	found([{"path": "/etc/shadow", "kind": "modified", "type": "file", "size": 70000}]) == {["medium", "/etc/shadow could not be read as a list of passwords"]}
}

test_silent_on_accounts_that_are_locked if {
	every password in ["!", "*", "!!", "x", "!*", "!$6$salt$inert", "*LK*"] {
		found([shadow(concat(":", ["web", password, "20000"]))]) == set()
	}
}

test_silent_on_what_the_image_has if found([shadow("other:!:20000")]) == set()

# The day was changed, by chage or a lock that was taken back, and not the
# password.
test_silent_on_another_date if found([object.union(shadow(""), {"text": replace(image, ":20000:", ":20001:")})]) == set()

test_silent_on_usual_lists_of_accounts if {
	found([{"path": "/etc/passwd", "kind": "modified", "type": "file", "text": "root:x:0:0:root:/root:/bin/sh\nweb:*:1:1::/:/bin/sh\n"}]) == set()
}

test_silent_without_its_content if found([{"path": "/etc/shadow", "kind": "deleted"}]) == set()
