package parsers

import "github.com/rummage-scanner/rummage/timeline"

// textLogs are the parsers of logs that are text. The first one that reads a path has
// it: the last is for what has no parser of its own.
func textLogs() []timeline.Parser {
	return []timeline.Parser{
		syslog(),
		dpkg(),
		aptHistory(),
		aptTerm(),
		alternatives(),
		apk(),
		dnf(),
		yum(),
		pacman(),
		pip(),
		npm(),
		bashHistory(),
		zshHistory(),
		fishHistory(),
		access(),
		nginxError(),
		apacheError(),
		redis(),
		postgresql(),
		mysql(),
		sudoLog(),
		audit(),
		fail2ban(),
		vsftpd(),
		xferlog(),
		supervisord(),
		letsencrypt(),
		cloudInit(),
		criLog(),
		dockerLog(),
		text(),
	}
}
