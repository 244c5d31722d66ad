package parsers

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
	"/var/log/nginx/access.log":                "access_log",
	"/var/log/nginx/site/access.log.2":         "access_log",
	"/var/log/apache2/other_vhosts_access.log": "access_log",
	"/var/log/httpd/access_log-20261124":       "access_log",
	"/usr/local/apache2/logs/access_log":       "access_log",
}
