package parsers

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// patternCases are paths and who reads them.
var patternCases = map[string]string{
	"/var/log/syslog":                          "syslog",
	"/var/log/syslog.1":                        "syslog",
	"/var/log/auth.log":                        "syslog",
	"/var/log/auth.log-20261124":               "syslog",
	"/var/log/messages":                        "syslog",
	"/var/log/cron":                            "syslog",
	"/var/log/secure-20261124":                 "syslog",
	"/var/log/mail.err":                        "syslog",
	"/var/log/syslogger/a":                     "",
	"/etc/syslog":                              "",
	"/var/log/dpkg.log":                        "dpkg",
	"/var/log/dpkg.log.1":                      "dpkg",
	"/root/.bash_history":                      "bash_history",
	"/home/bob/.bash_history":                  "bash_history",
	"/.bash_history":                           "bash_history",
	"/root/.ash_history":                       "bash_history",
	"/home/bob/.zsh_history":                   "zsh_history",
	"/home/bob/.zhistory":                      "zsh_history",
	"/home/bob/.local/share/fish/fish_history": "fish_history",
	"/var/log/apt/history.log.1":               "apt_history",
	"/var/log/apt/term.log":                    "apt_term",
	"/var/log/alternatives.log":                "alternatives",
	"/var/log/apk.log":                         "apk",
	"/var/log/dnf.log":                         "dnf",
	"/var/log/dnf.rpm.log-20261124":            "dnf",
	"/var/log/dnf5.log.1":                      "dnf",
	"/var/log/yum.log":                         "yum",
	"/var/log/pacman.log":                      "pacman",
	"/root/pip.log":                            "pip",
	"/root/.npm/_logs/2026-11-25T00_38_43_476Z-debug-0.log":    "npm",
	"/home/node/.npm/_logs/2026-11-25T00_38_43_476Z-debug.log": "npm",
	"/var/log/nginx/access.log":                                "access_log",
	"/var/log/nginx/site/access.log.2":                         "access_log",
	"/var/log/apache2/other_vhosts_access.log":                 "access_log",
	"/var/log/httpd/access_log-20261124":                       "access_log",
	"/var/log/nginx/error.log":                                 "nginx_error",
	"/var/log/apache2/error.log.1":                             "apache_error",
	"/usr/local/apache2/logs/error_log":                        "apache_error",
	"/var/log/redis/redis-server.log":                          "redis",
	"/var/log/redis.log":                                       "redis",
	"/var/log/postgresql/postgresql-15-main.log":               "postgresql",
	"/var/log/postgresql/postgresql-15-main.log.1":             "postgresql",
	"/var/lib/postgresql/data/log/postgresql-Wed.csv":          "postgresql",
	"/var/lib/pgsql/15/data/pg_log/postgresql-Wed.json":        "postgresql",
	"/var/log/mysql/error.log":                                 "mysql",
	"/var/log/mysqld.log":                                      "mysql",
	"/var/lib/mysql/web1.err":                                  "mysql",
	"/var/log/sudo.log":                                        "sudo_log",
	"/var/log/audit/audit.log.1":                               "audit",
	"/var/log/fail2ban.log":                                    "fail2ban",
	"/var/log/vsftpd.log":                                      "vsftpd",
	"/var/log/xferlog":                                         "xferlog",
	"/var/log/proftpd/xferlog.1":                               "xferlog",
	"/var/log/supervisor/supervisord.log":                      "supervisord",
	"/var/log/supervisor/app-stdout---supervisor-abc123.log":   "text",
	"/var/log/letsencrypt/letsencrypt.log":                     "letsencrypt",
	"/var/log/cloud-init.log":                                  "cloud_init",
	"/var/log/pods/default_web_1/web/0.log":                    "cri_log",
	"/var/lib/docker/containers/c0/c0-json.log.1":              "docker_log",
	"/var/log/app/app.log":                                     "text",
	"/var/log/app.log.1":                                       "text",
	"/var/log/app.log-20261124":                                "text",
	"/var/log/app.txt":                                         "",
	"/srv/app/app.log":                                         "",
	"/usr/local/apache2/logs/access_log":                       "access_log",
}

// A path is read by the parser that is for it, and by no other one before that.
func TestPatterns(t *testing.T) {
	for path, want := range patternCases {
		got := ""
		for _, p := range All() {
			for _, pattern := range p.Files {
				if got == "" && doublestar.MatchUnvalidated(pattern, path) {
					got = p.Name
				}
			}
		}
		if got != want {
			t.Errorf("%s is read by %q, want %q", path, got, want)
		}
	}
	for _, p := range All() {
		for _, pattern := range p.Files {
			if !doublestar.ValidatePattern(pattern) {
				t.Errorf("%s: %s is no pattern", p.Name, pattern)
			}
		}
	}
}
