package parsers

import "testing"

func TestAptHistory(t *testing.T) {
	got := parseText(t, aptHistory(), "/var/log/apt/history.log", sampleText(t, "apt_history/history.log"))
	expectText(t, got, []string{
		`2026-09-22T04:55:18Z linux:apt_history_log:entry : Purge: libarchive13:amd64 (3.6.2-1+deb12u5), libllvm19:amd64 (1:19.1.7-3~deb12u1) [apt-get purge -y -qq clang-19 cmake] {action=purge | command=apt-get purge -y -qq clang-19 cmake | end=2026-09-22T04:55:21Z | packages=libarchive13:amd64 (3.6.2-1+deb12u5), libllvm19:amd64 (1:19.1.7-3~deb12u1)}`,
		`2026-11-25T00:24:01Z linux:apt_history_log:entry : Install: libmicrohttpd12:amd64 (0.9.75-6, automatic), systemd-journal-remote:amd64 (252.39-1~deb12u2), x11-xserver-utils:amd64 (7.7+9+b1) [apt-get install -y --no-install-recommends systemd-journal-remote x11-xserver-utils] {action=install | command=apt-get install -y --no-install-recommends systemd-journal-remote x11-xserver-utils | end=2026-11-25T00:24:06Z | packages=libmicrohttpd12:amd64 (0.9.75-6, automatic), systemd-journal-remote:amd64 (252.39-1~deb12u2), x11-xserver-utils:amd64 (7.7+9+b1)}`,
		`2026-11-25T00:24:01Z linux:apt_history_log:entry : Upgrade: systemd-timesyncd:amd64 (252.38-1~deb12u1, 252.39-1~deb12u2) [apt-get install -y --no-install-recommends systemd-journal-remote x11-xserver-utils] {action=upgrade | command=apt-get install -y --no-install-recommends systemd-journal-remote x11-xserver-utils | end=2026-11-25T00:24:06Z | packages=systemd-timesyncd:amd64 (252.38-1~deb12u1, 252.39-1~deb12u2)}`,
		`2026-11-25T00:25:01Z linux:apt_history_log:entry : Install: libfuse3-3:amd64 (3.14.0-4, automatic), fuse3:amd64 (3.14.0-4) [apt-get install -y --no-install-recommends fuse3] {action=install | command=apt-get install -y --no-install-recommends fuse3 | end=2026-11-25T00:25:05Z | packages=libfuse3-3:amd64 (3.14.0-4, automatic), fuse3:amd64 (3.14.0-4)}`,
	}, nil)
}

func TestAptTerm(t *testing.T) {
	got := parseText(t, aptTerm(), "/var/log/apt/term.log", sampleText(t, "apt_term/term.log"))
	expectText(t, got, []string{
		"2026-11-25T00:25:01Z linux:apt_term_log:entry : Log started: 2026-11-25  00:25:01\nSelecting previously unselected package libfuse3-3:amd64.\nPreparing to unpack .../libfuse3-3_3.14.0-4_amd64.deb ...\nUnpacking libfuse3-3:amd64 (3.14.0-4) ...\nSelecting previously unselected package fuse3.\nPreparing to unpack .../fuse3_3.14.0-4_amd64.deb ...\nUnpacking fuse3 (3.14.0-4) ...\nSetting up libfuse3-3:amd64 (3.14.0-4) ...\nSetting up fuse3 (3.14.0-4) ...\nProcessing triggers for man-db (2.11.2-2) ...\nProcessing triggers for libc-bin (2.36-9+deb12u14) ...",
		`2026-11-25T00:25:05Z linux:apt_term_log:entry : Log ended: 2026-11-25  00:25:05`,
	}, nil)
}

func TestAlternatives(t *testing.T) {
	got := parseText(t, alternatives(), "/var/log/alternatives.log", sampleText(t, "alternatives/alternatives.log"))
	expectText(t, got, []string{
		`2026-11-25T00:23:18Z linux:alternatives_log:entry : update-alternatives: run with --install /usr/bin/open open /usr/bin/xdg-open 50 --slave /usr/share/man/man1/open.1.gz open.1.gz /usr/share/man/man1/xdg-open.1.gz`,
		`2026-11-25T00:23:18Z linux:alternatives_log:entry : update-alternatives: link group open updated to point to /usr/bin/xdg-open`,
		`2026-11-25T00:23:22Z linux:alternatives_log:entry : update-alternatives: run with --install /usr/bin/x-www-browser x-www-browser /usr/bin/chromium 40`,
		`2026-11-25T00:23:22Z linux:alternatives_log:entry : update-alternatives: link group x-www-browser updated to point to /usr/bin/chromium`,
		`2026-11-25T00:23:22Z linux:alternatives_log:entry : update-alternatives: run with --install /usr/bin/gnome-www-browser gnome-www-browser /usr/bin/chromium 40`,
		`2026-11-25T00:23:22Z linux:alternatives_log:entry : update-alternatives: link group gnome-www-browser updated to point to /usr/bin/chromium`,
	}, nil)
}

func TestAptHistoryBlocks(t *testing.T) {
	got := parseText(t, aptHistory(), "/var/log/apt/history.log", `Commandline: apt remove x
Start-Date: 2026-11-24  23:59:59
Commandline: apt remove curl
Requested-By: alice (1000)
Remove: curl:amd64 (8.14.1-2)
Error: Sub-process /usr/bin/dpkg returned an error code (1)
Start-Date: 2026-11-25  00:00:01
Commandline: apt update

Start-Date: 2026-11-31  00:00:01
Commandline: apt update
Start-Date: today
`)
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z linux:apt_history_log:entry alice: Remove: curl:amd64 (8.14.1-2) [apt remove curl] {action=remove | command=apt remove curl | error=Sub-process /usr/bin/dpkg returned an error code (1) | packages=curl:amd64 (8.14.1-2) | requested_by=alice (1000)}",
		"2026-11-25T00:00:01Z linux:apt_history_log:entry : apt: apt update {command=apt update}",
	}, map[string]int{"lines without a time": 2, "lines with impossible times": 2})
}
