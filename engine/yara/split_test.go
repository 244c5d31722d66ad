package yara

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOnlyWindows(t *testing.T) {
	for condition, want := range map[string]bool{
		"uint16(0) == 0x5A4D":                                                            true,
		"uint16( 0 )==0x5a4d and all of them":                                            true,
		"(uint16(0x00) == 0x5a4d and filesize < 2MB) and 1 of ($a*)":                     true,
		"filesize < 1MB and uint16be(0) == 0x4D5A and $a":                                true,
		"((uint16(0) == 0x5a4d))":                                                        true,
		"(uint16(0) == 0x5a4d and $a) or (uint16(0) == 0x5a4d and $b)":                   true,
		"uint16(0) == 0x5a4d and ($a or $b)":                                             true,
		"uint16(0) == 0x5a4d and for any i in (1..#a) : ( @a[i] < 10 or @a[i] > 20 )":    true,
		"uint16(0) == 0x5a4d and not pe.is_dll() or uint16(0) == 0x5a4d and pe.is_dll()": true,
		"uint16(0) == 0x5a4d and $a or $b":                                               false,
		"(uint16(0) == 0x5a4d or uint32(0) == 0x464c457f) and $a":                        false,
		"not uint16(0) == 0x5a4d and $a":                                                 false,
		"uint16(0) != 0x5a4d and $a":                                                     false,
		"uint16(1) == 0x5a4d":                                                            false,
		"uint16(0) == 0x5a4d == false":                                                   false,
		"for any i in (0..1) : ( uint16(i) == 0x5a4d )":                                  false,
		"uint32(0) == 0x5a4d and $a":                                                     false,
		"filename == \"uint16(0) == 0x5a4d\" and $a":                                     false,
		"all of them": false,
	} {
		rules, ok := rulesOf([]byte("import \"pe\"\nrule x : tag { strings: $a = { 41 [2-4] 42 } condition: " + condition + " }"))
		if !ok || len(rules) != 1 || onlyWindows(rules[0].condition) != want {
			t.Errorf("%s: want %v; %v", condition, want, rules)
		}
	}
}

// TestDropWindows keeps what other rules need, and the lines where they are.
func TestDropWindows(t *testing.T) {
	const windows = "uint16(0) == 0x5a4d"
	for name, test := range map[string]struct {
		text string
		drop string // names of rules
	}{
		"one of two":         {"rule a { condition: " + windows + " }\nrule b { condition: true }", "a"},
		"with modifiers":     {"private\nrule a { condition: " + windows + " }\nrule b { condition: " + windows + " and a }", "a b"},
		"one that is needed": {"private rule a { condition: " + windows + " }\nrule b { condition: not a }", ""},
		"a chain":            {"rule a { condition: " + windows + " }\nrule b { condition: " + windows + " and a }\nrule c { condition: b or filesize < 10 }\nrule d { condition: " + windows + " }", "d"},
		"a global one":       {"global rule a { condition: " + windows + " }\nrule b { condition: true }", ""},
		"a set of rules":     {"rule a { condition: " + windows + " }\nrule ab { condition: true }\nrule b { condition: any of (a*) }", ""},
		"a set of strings":   {"rule a { condition: " + windows + " }\nrule b { strings: $a = \"rule a { }\" condition: any of ($a*) }", "a"},
		"between others":     {"import \"pe\" rule a { condition: " + windows + " } import \"elf\" /* rule x { */ rule b { condition: elf.machine == 1 }", "a"},
		"not understood":     {"rule a { condition: " + windows + " }\nrule b = { condition: true }\nrun", ""},
	} {
		text, n := dropWindows([]byte(test.text))
		if n != len(strings.Fields(test.drop)) {
			t.Errorf("%s: %d are dropped", name, n)
		}
		if len(text) != len(test.text) || bytes.Count(text, []byte("\n")) != strings.Count(test.text, "\n") {
			t.Errorf("%s: lines are not where they were: %q", name, text)
		}
		left, _ := rulesOf(text)
		for _, r := range left {
			if slices.Contains(strings.Fields(test.drop), r.name) {
				t.Errorf("%s: %s is still there", name, r.name)
			}
		}
	}
}

// TestWindowsSplit finds the same with rules that are told apart by what they
// are for and with those that are not, also when they come from the cache.
func TestWindowsSplit(t *testing.T) {
	dir := write(t, map[string]string{
		"a.yar": "import \"pe\"\n" +
			"rule windows_text { strings: $a = \"needle\" condition: uint16(0) == 0x5a4d and $a }\n" +
			"rule any_text { strings: $a = \"needle\" condition: $a }\n" +
			"private rule is_windows { condition: uint16(0) == 0x5a4d }\n" +
			"rule other_text { strings: $a = \"needle\" condition: $a and not is_windows }\n",
		"b.yar":   "rule windows_alone { condition: uint16(0) == 0x5a4d }",
		"bad.yar": "rule bad { condition: uint16(0) == 0x5a4d and undefined_word }",
	})
	whole := func() *ruleset {
		c := newCollection(nil)
		if err := c.add([]string{dir}); err != nil {
			t.Fatal(err)
		}
		good, err := c.compilable(nil)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := newRuleset(good)
		if err != nil {
			t.Fatal(err)
		}
		return rules
	}()
	unsplit := &Set{programs: made(whole), others: made(whole)}
	defer unsplit.Close()
	cache := Cache{Dir: t.TempDir()}
	for _, from := range []string{"the sources", "one entry", "two entries"} {
		set, diagnostics, err := Compile(Sources{Paths: []string{dir}, Cache: cache})
		if err != nil || len(diagnostics) != 1 || set.Count != 4 || set.Cached != (from != "the sources") {
			t.Fatal(from, diagnostics, err)
		}
		for _, content := range []string{"MZ needle", "MZ", "needle", "M", "", "\x7fELF needle", "ZM needle"} {
			want, errWant := unsplit.Scan([]byte(content), Variables{}, 10*time.Second)
			got, errGot := set.Scan([]byte(content), Variables{}, 10*time.Second)
			if errWant != nil || errGot != nil || !slices.Equal(ruleNames(want), ruleNames(got)) {
				t.Errorf("from %s: %q: %v %v, want %v %v", from, content, ruleNames(got), errGot, ruleNames(want), errWant)
			}
		}
		if set.all == nil || set.all.rules == nil || set.all == set.programs || len(set.programs.rules.rules.GetRules()) != 3 {
			t.Errorf("from %s: rules are not told apart", from)
		}
		set.Close()
		if from == "the sources" { // that the second one is made again
			if err := os.Remove(filepath.Join(cache.Dir, "rummage/yara", allEntry(t, cache))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// allEntry is the name of the entry with all rules.
func allEntry(t *testing.T, cache Cache) string {
	for _, name := range entryFiles(t, cache) {
		if strings.HasSuffix(name, "-all.yarac") {
			return filepath.Base(name)
		}
	}
	t.Fatal("there is none")
	return ""
}

func TestVariablesIn(t *testing.T) {
	all := []string{"filename", "filepath", "extension", "filetype", "owner", "md5"}
	for text, want := range map[string][]string{
		`rule a { condition: filename == "x" }`:                                               {"filename"},
		`rule a { condition: "x" == md5 } rule b { condition: filepath contains "x" }`:        {"filepath", "md5"},
		`rule a { meta: md5 = "x" filename = "y" strings: $owner = "md5" condition: $owner }`: nil,
		"// md5\nimport \"hash\"\nrule a { condition: hash.md5(0, filesize) == \"x\" }":       nil,
		`rule a = not understood`: all,
	} {
		if got := variablesIn([]*source{{text: []byte(text)}}); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
