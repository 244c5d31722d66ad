package rummage.image.download_in_build_test

import data.rummage.image.download_in_build as rule

built(command) := {"target": {"kind": "image"}, "image": {"history": [{"created_by": concat("", ["RUN /bin/sh -c ", command, " # buildkit"])}]}}

severities(command) := found if {
	found := {f.severity | some f in rule.findings} with input as built(command)
}

test_fires_on_a_pipe_to_a_shell if {
	every command in [
		"curl -fsSL https://a.invalid/setup.sh | bash -", "wget -qO- http://a.invalid/x | sh", "curl -sSL https://a.invalid/x.py | python3 -",
		"bash <(curl -s https://a.invalid/x)", "sh -c \"$(curl -fsSL https://a.invalid/x)\"",
		"apt-get update && curl https://a.invalid/x | sudo -E bash - && echo '01 x' | sha256sum -c",
	] {
		severities(command) == {"medium"}
	}
}

test_fires_on_a_program_that_is_run_unverified if {
	severities("curl -fLo /tmp/i https://a.invalid/i && chmod +x /tmp/i && /tmp/i --yes") == {"medium"}
}

test_fires_on_packages_without_signatures if {
	every command in [
		"apt-get install -y --allow-unauthenticated x", "apt-get -y --force-yes install x", "yum install -y --nogpgcheck x", "apk add --allow-untrusted /x.apk",
		"echo 'deb [trusted=yes] http://a.invalid ./' > /etc/apt/sources.list", "printf 'gpgcheck=0' >> /etc/yum.repos.d/x.repo",
		"pip install --trusted-host a.invalid x", "npm config set strict-ssl false", "git config --global http.sslVerify false", "curl -fkLO https://a.invalid/x",
		"wget --no-check-certificate https://a.invalid/x",
	] {
		severities(command) == {"medium"}
	}
}

test_fires_low_on_a_download_over_tls if {
	every command in [
		"curl -fsSL https://a.invalid/x.tar.gz | tar -xz -C /opt", "wget -q https://a.invalid/x.zip && unzip x.zip",
		"curl -Lo /usr/bin/x https://a.invalid/x\nchmod 755 /usr/bin/x", "curl -O https://a.invalid/x.deb && dpkg -i x.deb",
	] {
		severities(command) == {"low"}
	}
}

test_fires_on_a_download_without_tls if {
	severities("curl -fsSL http://a.invalid/x.tar.gz | tar xz -C /opt") == {"medium"}
}

test_silent_when_verified if {
	every command in [
		"curl -fsSLo x.tgz https://a.invalid/x.tgz && echo \"$SUM  x.tgz\" | sha256sum -c - && tar xf x.tgz",
		"wget -O x.tar.xz https://a.invalid/x; wget -O x.asc https://a.invalid/x.asc; gpg --batch --verify x.asc x.tar.xz; tar -xJf x.tar.xz",
		"curl -ko x https://a.invalid/x && sha512sum -c x.sum && chmod +x x",
		"curl -fLo /tmp/i https://a.invalid/i && sha256sum -c /tmp/sums && chmod +x /tmp/i && /tmp/i --yes",
	] {
		severities(command) == set()
	}
}

test_silent_on_keys_and_data if {
	every command in [
		"curl -fsSL https://a.invalid/key.gpg | gpg --dearmor -o /etc/apt/keyrings/a.gpg", "curl -o /data/geo.mmdb https://a.invalid/geo.mmdb",
		"apt-get update && apt-get install -y curl wget && rm -rf /var/lib/apt/lists/*", "pip install --no-cache-dir -r requirements.txt",
		"curl -f http://localhost/ || exit 1", "tar xf /tmp/app.tar", "apt-key adv --recv-keys 0123", "make -k all",
	] {
		severities(command) == set()
	}
}

test_silent_on_containers if {
	count(rule.findings) == 0 with input as object.union(built("curl https://a.invalid/x | sh"), {"target": {"kind": "container"}})
}
