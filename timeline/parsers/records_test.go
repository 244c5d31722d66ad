package parsers

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// Each path has the parser that is meant for it, among all.
func TestRecordPaths(t *testing.T) {
	tests := map[string]string{
		"/var/log/wtmp":     "utmp",
		"/var/log/wtmp.1":   "utmp",
		"/var/log/btmp":     "utmp",
		"/run/utmp":         "utmp",
		"/var/log/old/wtmp": "",
		"/home/wtmp":        "",
		"/var/log/lastlog":  "lastlog",
		"/var/log/faillog":  "faillog",
	}
	for name, want := range tests {
		if got := parserFor(name); got != want {
			t.Errorf("%s is read by %q, want %q", name, got, want)
		}
	}
}

func parserFor(name string) string {
	for _, p := range All() {
		for _, pattern := range p.Files {
			if doublestar.MatchUnvalidated(pattern, name) {
				return p.Name
			}
		}
	}
	return ""
}
