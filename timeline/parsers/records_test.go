package parsers

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// Each path has the parser that is meant for it, among all.
func TestRecordPaths(t *testing.T) {
	tests := map[string]string{
		"/var/log/wtmp":                "utmp",
		"/var/log/wtmp.1":              "utmp",
		"/var/log/btmp":                "utmp",
		"/run/utmp":                    "utmp",
		"/var/log/old/wtmp":            "",
		"/var/log/wtmp.db":             "wtmpdb",
		"/var/lib/wtmpdb/wtmp.db":      "wtmpdb",
		"/var/lib/lastlog/lastlog2.db": "lastlog2",
		"/home/a/.mozilla/firefox/b.default/places.sqlite":                     "firefox_history",
		"/home/a/snap/firefox/common/.mozilla/firefox/b.default/places.sqlite": "firefox_history",
		"/home/a/.config/google-chrome/Default/History":                        "chromium_history",
		"/tmp/chrome/Profile 1/History":                                        "chromium_history",
		"/home/a/History":                                                      "",
		"/var/lib/dnf/history.sqlite":                                          "dnf_history",
		"/var/lib/yum/history/history-2017-12-14.sqlite":                       "yum_history",
		"/var/lib/dnf/history.sqlite-wal":                                      "sqlite_wal",
		"/root/.mozilla/firefox/b.default/places.sqlite-wal":                   "sqlite_wal",
		"/usr/lib/sysimage/libdnf5/transaction_history.sqlite":                 "dnf_history",
		"/var/lib/fail2ban/fail2ban.sqlite3":                                   "fail2ban_bans",
		"/home/wtmp":                                                           "",
		"/var/log/lastlog":                                                     "lastlog",
		"/var/log/faillog":                                                     "faillog",
		"/run/faillock/alice":                                                  "faillock",
		"/var/run/faillock/alice":                                              "faillock",
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
