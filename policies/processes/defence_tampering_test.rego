package rummage.processes.defence_tampering_test

import data.rummage.processes.defence_tampering as rule

process(args) := {"pid": 7, "command": concat(" ", args), "args": args}

found(args, setup) := n if {
	n := count(rule.findings) with input as {"processes": [process(args)], "config": object.union({"cap_add": [], "privileged": false}, setup)}
}

test_fires_on_tampering if {
	every args in [
		["chattr", "+i", "/etc/crontab"], ["sh", "-c", "chattr -R -ia /root/.ssh; id"], ["chattr", "-aui", "/x"], ["insmod", "/tmp/diamorphine.ko"],
		["modprobe", "msr"], ["modprobe", "-r", "nf_tables"], ["rmmod", "falco"], ["iptables", "-F"], ["sh", "-c", "sudo iptables -t nat -A OUTPUT -j DROP"],
		["ip6tables-legacy", "-P", "INPUT", "ACCEPT"], ["nft", "flush", "ruleset"], ["ufw", "disable"], ["setenforce", "0"], ["auditctl", "-e", "0"],
		["auditctl", "-D"], ["pkill", "-9", "falco"], ["sh", "-c", "kill -9 $(pidof aegis_quartz)"], ["systemctl", "stop", "auditd"],
		["bash", "-c", "service apparmor stop"], ["systemctl", "disable", "--now", "wazuh-agent"], ["aa-teardown"],
	] {
		found(args, {}) == 1
	}
}

test_fires_though_the_network_is_managed if {
	found(["chattr", "+i", "/x"], {"cap_add": ["NET_ADMIN"]}) == 1
	found(["setenforce", "0"], {"privileged": true}) == 1
}

test_silent_where_the_network_is_managed if {
	every setup in [{"cap_add": ["NET_ADMIN"]}, {"cap_add": ["CAP_NET_ADMIN"]}, {"cap_add": ["ALL"]}, {"privileged": true}] {
		found(["iptables", "-A", "FORWARD", "-j", "ACCEPT"], setup) == 0
		found(["modprobe", "wireguard"], setup) == 0
	}
}

test_silent_on_those_who_look if {
	every args in [
		["iptables", "-L", "-n"], ["iptables-save"], ["iptables", "-S"], ["lsmod"], ["modprobe", "-n", "x"], ["lsattr", "/x"], ["getenforce"], ["auditctl", "-l"],
		["nft", "list", "ruleset"], ["grep", "-r", "iptables -F", "/"], ["sh", "-c", "grep 'setenforce 0' /x"], ["ufw", "status"],
	] {
		found(args, {}) == 0
	}
}

test_silent_on_ordinary_commands if {
	every args in [
		["chattr", "+C", "/var/lib/mysql"], ["pkill", "-HUP", "nginx"], ["pkill", "-HUP", "rsyslogd"], ["killall", "-s", "USR1", "auditd"], ["kill", "-9", "1234"], ["service", "nginx", "stop"], ["systemctl", "reload", "nginx"],
		["python3", "x.py", "--iptables", "-F"], ["rsyslogd", "-n"],
	] {
		found(args, {}) == 0
	}
}

test_silent_on_what_the_site_allows if {
	found(["iptables", "-F"], {}) == 0 with data.allow.processes as ["iptables"]
	found(["chattr", "+i", "/etc/crontab"], {}) == 1 with data.allow.processes as ["iptables"]
}
