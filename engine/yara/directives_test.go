package yara

import (
	"slices"
	"strings"
	"testing"
)

func TestDirectives(t *testing.T) {
	tests := map[string]struct {
		text              string
		includes, imports []string
		rules             int
	}{
		"an index":         {"import \"pe\"\n/* all */\ninclude \"./a.yar\"\n  include\t\"b/c.yar\" // and\n", []string{"./a.yar", "b/c.yar"}, []string{"pe"}, 0},
		"comments":         {"// include \"a\"\n/* include \"b\"\n import \"c\" */ rule x { condition: true }", nil, nil, 1},
		"strings":          {`rule x { strings: $a = "include \"a\" // rule" $b = /include "a" \/* rule/ condition: any of them }`, nil, nil, 1},
		"private, global":  {"private rule a { condition: true }\nglobal private rule b { condition: a }", nil, nil, 2},
		"names like words": {`rule include_x { strings: $include = "x" condition: $include }`, nil, nil, 1},
		"hex":              {"rule x { strings: $a = { 41 // include \"a\"\n 42 } condition: $a }", nil, nil, 1},
		"not a directive":  {"include \n\"a\" include \"b\nimport", nil, nil, 0},
		"an open string":   {"rule x { meta: a = \"b\n} include \"c\"", []string{"c"}, nil, 1},
		"nothing":          {"", nil, nil, 0},
	}
	for name, test := range tests {
		d, err := scanDirectives([]byte(test.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var includes []string
		for _, in := range d.includes {
			includes = append(includes, in.name)
			if !strings.Contains(test.text[in.start:in.end], in.name) {
				t.Errorf("%s: include %q is at %d to %d", name, in.name, in.start, in.end)
			}
		}
		if !slices.Equal(includes, test.includes) || !slices.Equal(d.imports, test.imports) || d.rules != test.rules {
			t.Errorf("%s: includes %q, imports %q, %d rules", name, includes, d.imports, d.rules)
		}
	}
	for text, says := range map[string]string{
		"rule x { condition: true }\n/* rule y": "line 2: a comment without an end",
		"rule x { condition: true }\n\n\x00":    "line 3: a NUL byte",
	} {
		if _, err := scanDirectives([]byte(text)); err == nil || err.Error() != says {
			t.Errorf("%q: %v, want %s", text, err, says)
		}
	}
}

// FuzzDirectives has no text end in a panic, or beyond itself.
func FuzzDirectives(f *testing.F) {
	for _, text := range []string{"include \"a\"", "import \"pe\"\nrule x { condition: /a\\", "/*", "\"\\"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := scanDirectives(text)
		if err != nil {
			return
		}
		at := 0
		for _, in := range d.includes {
			if in.start < at || in.end <= in.start || in.end > len(text) {
				t.Fatalf("include from %d to %d of %d, after %d", in.start, in.end, len(text), at)
			}
			at = in.end
		}
	})
}
