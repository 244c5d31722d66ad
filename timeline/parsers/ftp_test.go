package parsers

import (
	"strings"
	"testing"
)

func TestVsftpd(t *testing.T) {
	got := parseText(t, vsftpd(), "/var/log/vsftpd.log", sampleText(t, "vsftpd/vsftpd.log"))
	expectText(t, got, []string{
		`2026-11-25T00:34:32Z vsftpd:log @192.0.2.7 84: [pid 84] CONNECT: Client "192.0.2.7" {action=connect}`,
		`2026-11-25T00:34:32Z vsftpd:log ftp@192.0.2.7 83: [pid 83] [ftp] OK LOGIN: Client "192.0.2.7", anon password "ftp@example.com" {action=ok login}`,
		`2026-11-25T00:34:32Z vsftpd:log ftp@192.0.2.7 85: [pid 85] [ftp] OK DOWNLOAD: Client "192.0.2.7", "/f.txt", 6 bytes, 6.93Kbyte/sec {action=ok download | bytes=6 | file=/f.txt}`,
		`2026-11-25T00:34:32Z vsftpd:log @192.0.2.7 88: [pid 88] CONNECT: Client "192.0.2.7" {action=connect}`,
		`2026-11-25T00:34:34Z vsftpd:log root@192.0.2.7 87: [pid 87] [root] FAIL LOGIN: Client "192.0.2.7" {action=fail login}`,
	}, nil)
}

func TestXferlog(t *testing.T) {
	got := parseText(t, xferlog(), "/var/log/xferlog", sampleText(t, "xferlog/xferlog"))
	expectText(t, got, []string{
		`2026-11-25T00:34:32Z xferlog:entry ftp@example.com@192.0.2.7: 1 192.0.2.7 6 /f.txt b _ o a ftp@example.com ftp 0 * c {bytes=6 | direction=outgoing | file=/f.txt | mode=anonymous | status=complete}`,
	}, nil)
}

func TestFTPLines(t *testing.T) {
	got := parseText(t, vsftpd(), "/var/log/vsftpd.log", strings.Join([]string{
		"x",
		`Wed Nov 25 00:34:32 2026 [pid 2] [bob] OK UPLOAD: Client "::ffff:192.0.2.7", "/a", b", 1 bytes, 6.93Kbyte/sec`,
		`Wed Nov 25 00:34:32 2026 x`,
		`Wed Nov 25 24:34:32 2026 x`,
	}, "\n"))
	expectText(t, got, []string{
		`2026-11-25T00:34:32Z vsftpd:log bob@192.0.2.7 2: [pid 2] [bob] OK UPLOAD: Client "::ffff:192.0.2.7", "/a", b", 1 bytes, 6.93Kbyte/sec {action=ok upload | bytes=1 | file=/a", b}`,
		`2026-11-25T00:34:32Z vsftpd:log : x`,
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
	got = parseText(t, xferlog(), "/var/log/xferlog", strings.Join([]string{
		`Wed Nov  5 00:34:32 2026 12 192.0.2.7 6 /a b  c.txt b _ i r bob ftp 0 * i`,
		`Wed Nov  5 00:34:32 2026 12 192.0.2.7 6 /f.txt b _`,
		`Wed Feb 30 00:34:32 2026 12 192.0.2.7 6 /f.txt b _ i r bob ftp 0 * i`,
	}, "\n"))
	expectText(t, got, []string{
		`2026-11-05T00:34:32Z xferlog:entry bob@192.0.2.7: 12 192.0.2.7 6 /a b  c.txt b _ i r bob ftp 0 * i {bytes=6 | direction=incoming | file=/a b  c.txt | mode=real | status=incomplete}`,
	}, map[string]int{"lines of another format": 1, "lines with impossible times": 1})
}
