package rummage.processes.decode_and_run_test

import data.rummage.processes.decode_and_run as rule

process(args) := {"pid": 7, "ppid": 3, "command": concat(" ", args), "args": args}

test_fires_on_decoded_commands if {
	every args in [
		["sh", "-c", "echo aGkK | base64 -d | sh"], ["bash", "-c", "echo aGkK|base64 --decode|bash -i"], ["bash", "-c", `eval "$(echo 6869 | xxd -r -p)"`],
		["sh", "-c", "openssl enc -aes-256-cbc -d -in /tmp/a | sh"], ["bash", "-c", "{echo,aGkK}|{base64,-d}|{bash,-i}"],
		["sh", "-c", "base64 -d /tmp/a | gunzip | bash"], ["python3", "-c", "import base64;exec(base64.b64decode('aGk='))"],
		["php", "-r", "eval(base64_decode('aGk='));"], ["perl", "-MMIME::Base64", "-e", "eval(decode_base64('aGk='))"],
	] {
		count(rule.findings) == 1 with input.processes as [process(args)]
	}
}

test_fires_once_for_one_command if {
	count(rule.findings) == 1 with input.processes as [object.union(process(["sh", "-c", "echo a|base64 -d|sh"]), {"pid": i}) | some i in [8, 9, 10]]
}

test_silent_on_decoding if {
	every args in [
		["sh", "-c", "echo $KEY | base64 -d > /etc/ssl/key.pem; exec nginx"], ["base64", "-d", "/data/in"], ["sh", "-c", "base64 -d /a | tar x"],
		["openssl", "enc", "-d", "-aes-256-cbc", "-in", "/backup"], ["python3", "-c", "import base64; print(base64.b64decode('aGk='))"],
		["sh", "-c", "printf %s x | base64 | sh-lint"], ["bash", "-c", "xxd -r -p /fw.hex /fw.bin"],
	] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}

test_silent_on_those_who_look_for_it if {
	every args in [["grep", "-r", "base64 -d | sh", "/srv"], ["sh", "-c", "grep -r 'base64 -d | sh' /srv"], ["less", "base64 -d | sh"]] {
		count(rule.findings) == 0 with input.processes as [process(args)]
	}
}
