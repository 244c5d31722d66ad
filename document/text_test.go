package document

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	tests := map[string]string{
		"/etc/passwd":    "/etc/passwd",
		"größe":          "größe",
		"a\xffb":         `a\xffb`,
		`a\xffb`:         `a\x5cxffb`,
		`a\xFFb`:         `a\xFFb`,
		`a\b`:            `a\b`,
		"\xe2\x82":       `\xe2\x82`,
		"line\nbreak":    "line\nbreak",
		"\xed\xa0\x80":   `\xed\xa0\x80`, // a surrogate is no UTF-8
		"\uFFFD is fine": "\uFFFD is fine",
	}
	for in, want := range tests {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHasText(t *testing.T) {
	for path, want := range map[string]bool{
		"/etc/passwd":      true,
		"/opt/app/key.pem": true,
		"/opt/app/.env":    true,
		"/srv/auth.json":   true,
		"/usr/lib/python3/dist-packages/x/test/key.pem":          false,
		"/etc/systemd/system/x.service":                          true,
		"/root/.bashrc":                                          true,
		"/home/a/notes":                                          true,
		"/srv/www/.htaccess":                                     true,
		"/srv/www/.user.ini":                                     true,
		"/opt/php/php.ini":                                       true,
		"/var/spool/cron/crontabs/root":                          true,
		"/usr/local/lib/systemd/system/x.timer":                  true,
		"/usr/local/apache2/conf/httpd.conf":                     true,
		"/docker-entrypoint.d/x.sh":                              true,
		"/srv/app/.git/hooks/post-merge":                         true,
		"/srv/git/app.git/hooks/post-receive":                    true,
		"/srv/app/.git/config":                                   true,
		"/srv/app/.git/HEAD":                                     false,
		"/srv/app/package.json":                                  true,
		"/srv/app/node_modules/a/package.json":                   false,
		"/srv/app/node_modules/a/.eslintrc":                      false,
		"/srv/app/node_modules/.hooks/postinstall":               true,
		"/usr/lib/python3/dist-packages/x.pth":                   true,
		"/usr/lib/python3.11/site-packages/x-1.dist-info/RECORD": false,
		"/usr/lib/python3.11/site-packages/x/sitecustomize.py":   true,
		"/usr/lib/python3.11/site-packages/x/.y.py":              false,
		"/root/.cache/pip/a":                                     false,
		"/root/.npm/_cacache/index-v5/a":                         false,
		"/home/a/.cargo/registry/src/a/lib.rs":                   false,
		"/home/a/.cargo/env":                                     true,
		"/etc/.git/hooks.d":                                      true,
		"/var/lib/postgresql/data/base":                          false,
		"/usr/bin/ls":                                            false,
		"/tmp/x":                                                 false,
		"etc/passwd":                                             false,
		"":                                                       false,
	} {
		if got := HasText(path); got != want {
			t.Errorf("HasText(%q) = %v, want %v", path, got, want)
		}
	}
}

// FuzzText has every name survive JSON.
func FuzzText(f *testing.F) {
	f.Add("a\xff\\xff\\")
	f.Add(`\x5cxff`)
	f.Fuzz(func(t *testing.T, s string) {
		text := Text(s)
		if !utf8.ValidString(text) {
			t.Fatalf("Text(%q) = %q is not UTF-8", s, text)
		}
		encoded, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var decoded string
		if err := json.Unmarshal(encoded, &decoded); err != nil {
			t.Fatal(err)
		}
		if got := Bytes(decoded); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
