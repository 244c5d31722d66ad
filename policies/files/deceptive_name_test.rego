package rummage.files.deceptive_name_test

import data.rummage.files.deceptive_name as rule

added(path) := {"path": path, "kind": "added", "type": "file", "mode": "755", "size": 9, "magic": "application/x-executable"}

hows(path) := found if {
	found := {how | some f in rule.findings; some how in f.evidence.how} with input.changes as [added(path)]
}

test_fires_on_dots if {
	every path in ["/tmp/.../x", "/dev/shm/....", "/usr/lib/.. /x", "/tmp/..\u200b", "/tmp/…/x", "/srv/. /x", "/tmp/.\u00a0"] {
		"only dots and what cannot be seen" in hows(path)
	}
}

test_fires_on_blanks if {
	every path in ["/tmp/x ", "/usr/bin/sshd ", "/tmp/ /x", "/opt/ ls", "/tmp/x\u00a0", "/tmp/x\t", "/tmp/x\u3000"] {
		"blanks at an end" in hows(path)
	}
}

test_fires_on_control_characters if {
	every path in ["/tmp/a\nb", "/tmp/\u001b[2Jx", "/opt/x\u007f", "/tmp/x\u0085y", "/tmp/a\rb"] {
		"control characters" in hows(path)
	}
}

test_fires_on_text_that_is_turned_around if {
	every path in ["/tmp/\u202egpj.sh", "/opt/x\u2066y", "/tmp/x\u202d.txt"] {
		"characters that turn the text around" in hows(path)
	}
}

test_fires_on_what_cannot_be_seen if {
	every path in ["/usr/bin/l\u200bs", "/tmp/s\u00adh", "/tmp/x\ufeff", "/usr/bin/ss\u200ch", "/tmp/x\u200e"] {
		"characters that cannot be seen" in hows(path)
	}
}

test_fires_on_what_looks_like_a_slash if "characters that look like a slash" in hows("/tmp/usr\u2215bin\u2215ls")

# A Cyrillic letter in each.
test_fires_on_letters_that_look_alike if {
	every path in ["/usr/bin/ѕshd", "/etc/pаsswd", "/usr/ѕbin/x", "/tmp/Αpache", "/еtс/x", "/usr/bin/ѕu", "/tmp/ѕѕ/x"] {
		"letters that look like Latin ones" in hows(path)
	}
}

test_fires_once_for_a_directory if {
	found := rule.findings with input.changes as [added("/tmp/.../a"), added("/tmp/.../b/c"), {"path": "/tmp/...", "kind": "added", "type": "directory"}]
	{[f.location.path, f.message] | some f in found} == {["/tmp/...", `a name has only dots and what cannot be seen: "/tmp/..."`]}
}

test_fires_and_shows_how_it_reads if {
	found := rule.findings with input.changes as [added("/usr/bin/ѕshd")]
	{f.evidence.reads | some f in found} == {"/usr/bin/sshd"}
}

test_fires_on_what_cannot_be_run_where_it_matters if {
	found := rule.findings with input.changes as [{"path": "/etc/cron.d/x ", "kind": "added", "type": "file", "mode": "644", "magic": "text/plain"}]
	count(found) == 1
}

test_silent_on_ordinary_names if {
	every path in [
		"/usr/bin/x", "/tmp/.X11-unix/x", "/opt/My Tool/x", "/srv/a..b", "/srv/..x", "/tmp/x.", "/opt/x~", "/usr/bin/[", "/opt/@angular/x",
		`/tmp/a\xffb`, "/tmp/-rf", "/tmp/(1)", "/tmp/.a",
	] {
		hows(path) == set()
	}
}

# Names in other languages, and pictures.
test_silent_on_other_languages if {
	every path in [
		"/srv/Größe.sh", "/home/app/Отчёт.sh", "/tmp/Мой файл.sh", "/tmp/USBдиск", "/srv/ελληνικά", "/srv/資料.sh", "/srv/سلام\u200cدنیا",
		"/srv/❤️.sh", "/srv/👩\u200d💻", "/tmp/оса", "/tmp/оса.sh", "/srv/рост-v2.py", "/srv/Főtanúsítvány.pem", "/tmp/שלום\u200f.txt",
	] {
		hows(path) == set()
	}
}

test_silent_on_what_a_mac_archives if hows("/opt/app/Icon\r") == set()

test_silent_on_packages if {
	found := rule.findings with input.changes as [
		object.union(added("/usr/lib/x/ a"), {"package": "x"}),
		{"path": "/var/lib/dpkg/status", "kind": "modified", "type": "file"},
	]
	count(found) == 0
}

test_silent_on_the_images_own if {
	count(rule.findings) == 0 with input.changes as [object.union(added("/tmp/x "), {"kind": "modified"}), {"path": "/tmp/...", "kind": "deleted"}]
}
