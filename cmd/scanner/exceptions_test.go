package main

import (
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/engine"
)

func TestAddException(t *testing.T) {
	x := engine.Exception{Fingerprint: strings.Repeat("0", 31) + "1", Reason: "known: reviewed #1", Expires: "2030-12-31"}
	const item = "- fingerprint: \"00000000000000000000000000000001\"\n"
	for name, test := range map[string]struct{ text, want string }{
		"no file":   {"", "exceptions:\n  " + item},
		"no list":   {"# ours\nfail-on: high # gate", "# ours\nfail-on: high # gate\nexceptions:\n  " + item},
		"empty":     {"exceptions: []\n\n# end\nfail-on: high\n", "exceptions:\n  " + item},
		"null":      {"exceptions:\nfail-on: high\n", "exceptions:\n  " + item},
		"a list":    {"exceptions: # accepted\n  # docker\n  - rule: config/*   # all\n    reason: a\n\nfail-on: high\n", "exceptions: # accepted\n  " + item},
		"no indent": {"exceptions:\n- rule: a/b\n  reason: a\n", "exceptions:\n" + item},
	} {
		changed, err := addException([]byte(test.text), x)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasPrefix(string(changed), test.want) {
			t.Errorf("%s:\n%s", name, changed)
		}
		for line := range strings.Lines(test.text) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "exceptions:") && !strings.Contains(string(changed), line) {
				t.Errorf("%s: line %q is lost:\n%s", name, line, changed)
			}
		}
		if _, err := addException(changed, x); err == nil || !strings.Contains(err.Error(), "already") {
			t.Errorf("%s: added twice: %v", name, err)
		}
	}
	for _, text := range []string{"exceptions: [{rule: a/b, reason: a}]\n", "exceptions: 7\n", "a: [", "exceptions:\n  - odd: 1\n"} {
		if changed, err := addException([]byte(text), x); err == nil {
			t.Errorf("%q:\n%s", text, changed)
		}
	}
}
