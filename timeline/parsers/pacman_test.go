package parsers

import "testing"

// There is no pacman here: the sample is written by hand, as pacman 5 and 6 write theirs.
func TestPacman(t *testing.T) {
	got := parseText(t, pacman(), "/var/log/pacman.log", sampleText(t, "pacman/pacman.log"))
	expectText(t, got, []string{
		`2019-05-07T18:34:00Z linux:pacman_log:entry : [PACMAN] Running 'pacman -S curl' {command=pacman -S curl | program=PACMAN}`,
		`2026-11-24T23:59:58Z linux:pacman_log:entry : [PACMAN] Running 'pacman -Syu --noconfirm' {command=pacman -Syu --noconfirm | program=PACMAN}`,
		`2026-11-24T23:59:59Z linux:pacman_log:entry : [ALPM] transaction started {program=ALPM}`,
		`2026-11-24T23:59:59Z linux:pacman_log:entry : [ALPM] installed curl (8.9.1-1) {action=installed | package=curl | program=ALPM | version=8.9.1-1}`,
		`2026-11-24T23:59:59Z linux:pacman_log:entry : [ALPM] upgraded zlib (1:1.3-1 -> 1:1.3.1-2) {action=upgraded | old_version=1:1.3-1 | package=zlib | program=ALPM | version=1:1.3.1-2}`,
		`2026-11-25T00:00:00Z linux:pacman_log:entry : [ALPM-SCRIPTLET] installed curl (8.9.1-1) {program=ALPM-SCRIPTLET}`,
		`2026-11-25T00:00:01Z linux:pacman_log:entry : [ALPM] removed curl (8.9.1-1) {action=removed | package=curl | program=ALPM | version=8.9.1-1}`,
	}, nil)
}
