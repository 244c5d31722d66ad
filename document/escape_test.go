package document

import (
	"encoding/json"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	tests := map[string]string{
		"":                      "",
		"plain /path with-it":   "plain /path with-it",
		"größe 日本":              "größe 日本",
		"a\nb\tc\rd":            `a\nb\tc\rd`,
		"\x1b[31mred\x1b[0m":    `\x1b[31mred\x1b[0m`,
		"\x00\x7f":              `\x00\x7f`,
		"\u202eabc\u2066":       `\u202eabc\u2066`,
		"\u0085\u2028\u00a0":    `\u0085\u2028\u00a0`,
		"\xff\xfea":             `\xff\xfea`,
		"tag \U000e0041":        `tag \U000e0041`,
		"zero\u200bwidth\ufeff": `zero\u200bwidth\ufeff`,
	}
	for in, want := range tests {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzEscape has nothing but printable characters come out of anything, and
// JSON decode to what went in.
func FuzzEscape(f *testing.F) {
	f.Add("/tmp/\x1b[2J\u202egpj.exe\n\x9b\u0085 [docs](https://example.invalid) \\xff \U000e0041|a b:c%")
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
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		text = EscapeJSON(text)
		if Escape(string(text)) != string(text) {
			t.Fatalf("unsafe JSON %q", text)
		}
		var back string
		if err := json.Unmarshal(text, &back); err != nil || back != s {
			t.Fatalf("%q came back as %q: %v", s, back, err)
		}
	})
}
