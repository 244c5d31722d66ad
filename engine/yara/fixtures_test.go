package yara

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	libyara "github.com/hillu/go-yara/v4"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/rules"
)

const fixtures = "../../testdata/yara"

// TestFixtures has for each rule contents that it must find (match*), and
// contents that look like them and are none of its business (near*).
func TestFixtures(t *testing.T) {
	for _, tree := range []string{"files", "logs"} {
		set := compileTree(t, tree)
		for _, rule := range public(t, set) {
			t.Run(rule.Identifier(), func(t *testing.T) { testRule(t, set, rule.Identifier()) })
		}
	}
}

func compileTree(t *testing.T, tree string) *Set {
	root, err := fs.Sub(rules.FS, tree)
	if err != nil {
		t.Fatal(err)
	}
	set, diagnostics, err := Compile(Sources{Embedded: root})
	if err != nil || len(diagnostics) > 0 {
		t.Fatal(tree, diagnostics, err)
	}
	t.Cleanup(set.Close)
	return set
}

func testRule(t *testing.T, set *Set, rule string) {
	names, err := filepath.Glob(filepath.Join(fixtures, rule, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var match, near int
	for _, name := range names {
		found, err := set.Scan(content(t, name), Variables{}, 10*time.Second)
		if err != nil {
			t.Fatal(name, err)
		}
		fires := slices.ContainsFunc(found, func(m document.Match) bool { return m.Rule == rule })
		switch base := filepath.Base(name); {
		case strings.HasPrefix(base, "match"):
			match++
			if !fires {
				t.Errorf("%s is not found", name)
			}
		case strings.HasPrefix(base, "near"):
			near++
			if len(found) > 0 {
				t.Errorf("%s is found: %s", name, found[0].Rule)
			}
		default:
			t.Errorf("%s: want a name that begins with match or near", name)
		}
	}
	if match == 0 || near == 0 {
		t.Errorf("%d contents that match and %d that nearly do: want some of each", match, near)
	}
}

// content is a fixture's content. What ends in .elf.txt is text that stands
// behind the head of a shared object, as in a program's strings; what ends in
// .hex is written as bytes says.
func content(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".hex") {
		return written(t, string(text))
	}
	if !strings.HasSuffix(name, ".elf.txt") {
		return text
	}
	head := make([]byte, 64)
	copy(head, "\x7fELF\x02\x01\x01")
	binary.LittleEndian.PutUint16(head[16:], 3) // ET_DYN
	return append(head, bytes.ReplaceAll(text, []byte("\n"), []byte{0})...)
}

var writtenByte = regexp.MustCompile(`"([^"]*)"|([0-9a-f]{2})(?: x ([0-9]+))?`)

// written is what lines of hexadecimal bytes say: 00 x 16 is sixteen of one,
// text stands in quotes, and a comment behind #.
func written(t *testing.T, lines string) []byte {
	t.Helper()
	var out []byte
	for line := range strings.Lines(lines) {
		line, _, _ = strings.Cut(line, "#")
		for _, m := range writtenByte.FindAllStringSubmatch(line, -1) {
			if m[2] == "" {
				out = append(out, m[1]...)
				continue
			}
			value, err := hex.DecodeString(m[2])
			if err != nil {
				t.Fatal(err)
			}
			times := 1
			if m[3] != "" {
				if times, err = strconv.Atoi(m[3]); err != nil {
					t.Fatal(err)
				}
			}
			out = append(out, bytes.Repeat(value, times)...)
		}
	}
	return out
}

// public are the rules of a set that can match.
func public(t *testing.T, set *Set) []libyara.Rule {
	t.Helper()
	var found []libyara.Rule
	seen := map[string]bool{}
	programs, err := set.programs.get()
	if err != nil {
		t.Fatal(err)
	}
	others, err := set.others.get()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range slices.Concat(programs.rules.GetRules(), others.rules.GetRules()) {
		name := rule.Namespace() + ":" + rule.Identifier()
		if !seen[name] && !rule.IsPrivate() {
			found = append(found, rule)
		}
		seen[name] = true
	}
	return found
}

// TestActing has the files of rules for text say in the same way what text is
// none of theirs. Each is a namespace of its own, so that none can do it for
// the others.
func TestActing(t *testing.T) {
	files, err := fs.Glob(rules.FS, "files/*_text.yar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	private := regexp.MustCompile(`(?s)\n// Text that acts.*?\n}\n`)
	var want string
	for _, file := range files {
		text, err := fs.ReadFile(rules.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		name := "acting_" + strings.TrimSuffix(filepath.Base(file), "_text.yar")
		found := strings.ReplaceAll(private.FindString(string(text)), name, "acting")
		if found != "" && want == "" {
			want = found
		}
		if strings.Contains(string(text), name) && found != want {
			t.Errorf("%s: %s differs from that of other files", file, name)
		}
	}
}

// TestSplit has rules that are told apart by their files find what they find
// when they are not: their conditions say the same.
func TestSplit(t *testing.T) {
	split := compileTree(t, "files")
	whole, _, err := Compile(Sources{Paths: []string{"../../rules/files"}})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	if split.Count != whole.Count || split.programs == split.others || whole.programs != whole.others {
		t.Errorf("%d rules when told apart, %d when not", split.Count, whole.Count)
	}
	names, err := filepath.Glob(filepath.Join(fixtures, "*", "*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	// Text behind the head of a program, and the strings of a program without
	// it, must not be found either way.
	for _, name := range names {
		bare, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{content(t, name), bare, append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00"), bare...)} {
			a, errA := split.Scan(text, Variables{}, 10*time.Second)
			b, errB := whole.Scan(text, Variables{}, 10*time.Second)
			if errA != nil || errB != nil || !slices.Equal(ruleNames(a), ruleNames(b)) {
				t.Errorf("%s: %v when told apart, %v when not", name, ruleNames(a), ruleNames(b))
			}
		}
	}
}

func ruleNames(matches []document.Match) []string {
	var names []string
	for _, m := range matches {
		names = append(names, m.Rule)
	}
	slices.Sort(names)
	return names
}

// TestRuleMeta has what each rule must say of itself.
func TestRuleMeta(t *testing.T) {
	seen := map[string]bool{}
	for _, tree := range []string{"files", "logs"} {
		set := compileTree(t, tree)
		for _, rule := range public(t, set) {
			if seen[rule.Identifier()] {
				t.Errorf("%s is there twice", rule.Identifier())
			}
			seen[rule.Identifier()] = true
			said := map[string]bool{}
			for _, meta := range rule.Metas() {
				said[meta.Identifier] = meta.Value != ""
			}
			for _, want := range []string{"description", "severity", "attack"} {
				if !said[want] {
					t.Errorf("%s has no %s", rule.Identifier(), want)
				}
			}
			if len(rule.Tags()) == 0 {
				t.Errorf("%s has no tag", rule.Identifier())
			}
		}
	}
}

// TestCompileDiagnostics leaves a malformed file of the user's out, and says
// so, and keeps the others.
func TestCompileDiagnostics(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("good.yar", `rule good { strings: $a = "needle" condition: $a and filename == "x.txt" and owner == "0" }`)
	write("bad.yar", "rule bad { condition: undefined_word }")
	write("notes.txt", "no rule")
	set, diagnostics, err := Compile(Sources{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	if len(diagnostics) != 1 || filepath.Base(diagnostics[0].File) != "bad.yar" || !strings.Contains(diagnostics[0].Err.Error(), "undefined_word") {
		t.Errorf("diagnostics %v", diagnostics)
	}
	if set.Count != 1 || len(set.reads(nil)) == 0 {
		t.Errorf("%d rules that read %v", set.Count, set.reads(nil))
	}
	for name, want := range map[string]int{"x.txt": 1, "y.txt": 0} {
		found, err := set.Scan([]byte("a needle"), Variables{FileName: name, Owner: "0"}, time.Second)
		if err != nil || len(found) != want {
			t.Errorf("%s: %d matches, %v", name, len(found), err)
		}
	}
	for path, says := range map[string]string{"none": "no such file", "bad.yar": "undefined_word", "notes.txt": "syntax error"} {
		if _, _, err := Compile(Sources{Paths: []string{dir, filepath.Join(dir, path)}}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want one that says %s", path, err, says)
		}
	}
}

// TestScanTimeout bounds a rule that would take for ever.
func TestScanTimeout(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slow.yar")
	rule := `rule slow { condition: for any i in (0..filesize - 1) : (for any j in (0..filesize - 1) : (uint8(i) != uint8(j))) }`
	if err := os.WriteFile(file, []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	set, _, err := Compile(Sources{Paths: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	if _, err := set.Scan(make([]byte, 1<<20), Variables{}, time.Second); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want that it took too long", err)
	}
}
