package parsers

import "testing"

func TestDpkg(t *testing.T) {
	got := parseText(t, dpkg(), "/var/log/dpkg.log", sampleText(t, "dpkg/dpkg.log"))
	expectText(t, got, []string{
		`2025-06-24T14:36:25Z linux:dpkg_log:entry : startup archives unpack {action=startup | command=archives unpack}`,
		`2025-06-24T14:36:25Z linux:dpkg_log:entry : upgrade libsystemd0:amd64 252.36-1~deb12u1 252.38-1~deb12u1 {action=upgrade | old_version=252.36-1~deb12u1 | package=libsystemd0:amd64 | version=252.38-1~deb12u1}`,
		`2025-06-24T14:36:25Z linux:dpkg_log:entry : configure libsystemd0:amd64 252.38-1~deb12u1 <none> {action=configure | old_version=252.38-1~deb12u1 | package=libsystemd0:amd64}`,
		`2025-06-24T14:36:25Z linux:dpkg_log:entry : status installed libsystemd0:amd64 252.38-1~deb12u1 {action=status | package=libsystemd0:amd64 | status=installed | version=252.38-1~deb12u1}`,
		`2025-06-24T14:36:25Z linux:dpkg_log:entry : trigproc libc-bin:amd64 2.36-9+deb12u10 <none> {action=trigproc | old_version=2.36-9+deb12u10 | package=libc-bin:amd64}`,
		`2025-06-24T14:36:29Z linux:dpkg_log:entry : install perl-modules-5.36:all <none> 5.36.0-7+deb12u2 {action=install | package=perl-modules-5.36:all | version=5.36.0-7+deb12u2}`,
		`2026-09-22T04:55:18Z linux:dpkg_log:entry : remove clang-19:amd64 1:19.1.7-3~deb12u1 <none> {action=remove | old_version=1:19.1.7-3~deb12u1 | package=clang-19:amd64}`,
		`2026-09-22T04:55:21Z linux:dpkg_log:entry : purge cmake-data:all 3.25.1-1 <none> {action=purge | old_version=3.25.1-1 | package=cmake-data:all}`,
	}, nil)
}

func TestDpkgLines(t *testing.T) {
	got := parseText(t, dpkg(), "/var/log/dpkg.log", `installed a 1
2026-11-24 23:59:59 conffile /etc/a.conf keep
2026-11-24 23:59:59 status installed
2026-11-24 23:59:59 install a <none>
2026-11-24 23:59:59
2026-11-24 23:59:59 install a <none> 1 2
2026-13-24 23:59:59 install a <none> 1
`)
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z linux:dpkg_log:entry : conffile /etc/a.conf keep {action=conffile | conffile=/etc/a.conf | decision=keep}",
		"2026-11-24T23:59:59Z linux:dpkg_log:entry : status installed",
		"2026-11-24T23:59:59Z linux:dpkg_log:entry : install a <none>",
		"2026-11-24T23:59:59Z linux:dpkg_log:entry : ",
		"2026-11-24T23:59:59Z linux:dpkg_log:entry : install a <none> 1 2 {action=install | package=a | version=1}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}
