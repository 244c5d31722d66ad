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
