package reporters

import (
	"encoding/json"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzEscape has nothing but printable characters come out of anything, and
// JSON decode to what went in.
func FuzzEscape(f *testing.F) {
	f.Add(hostileName)
	f.Add("\xf0\x9f")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Escape(s) {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q is in Escape(%q)", r, s)
			}
		}
		if !utf8.ValidString(s) {
			return
		}
		text, err := encodeJSON(s)
		if err != nil {
			t.Fatal(err)
		}
		if last := len(text) - 1; Escape(string(text[:last])) != string(text[:last]) {
			t.Fatalf("unsafe JSON %q", text)
		}
		var back string
		if err := json.Unmarshal(text, &back); err != nil || back != s {
			t.Fatalf("%q came back as %q: %v", s, back, err)
		}
	})
}
