package yara

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// write writes files below a new directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// rule is a rule that finds its own name.
func rule(name string) string {
	return fmt.Sprintf("rule %s { strings: $a = %q condition: $a }\n", name, name)
}

// matched compiles paths and tells which rules match a text, and what was left
// out.
func matched(t *testing.T, text string, paths ...string) (rules, left []string) {
	t.Helper()
	set, diagnostics, err := Compile(Sources{Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	found, err := set.Scan([]byte(text), Variables{}, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diagnostics {
		left = append(left, filepath.Base(d.File)+": "+d.Err.Error())
	}
	return ruleNames(found), left
}

func TestCollections(t *testing.T) {
	many := map[string]string{"deep/bad.yar": "rule bad {\n condition: undefined_word }", "deep/worse.yar": "rule {", "zz.yar": "rule zz { condition: true"}
	var all []string
	for i := range 40 {
		name := fmt.Sprintf("needle%02d", i)
		many[fmt.Sprintf("deep/%02d.yar", i)], all = rule(name), append(all, name)
	}
	tests := map[string]struct {
		files map[string]string
		paths []string // below the directory
		finds []string
		left  []string
	}{
		"an index and what it includes": {
			map[string]string{"index.yar": "import \"pe\"\ninclude \"./a.yar\"\ninclude \"sub/b.yar\"\n", "a.yar": rule("one"), "sub/b.yar": rule("two")},
			[]string{"."}, []string{"one", "two"}, nil,
		},
		"an index alone": {
			map[string]string{"index.yar": "include \"a.yar\"\ninclude \"sub/index.yar\"\n", "a.yar": rule("one"), "sub/index.yar": "include \"b.rules\"", "sub/b.rules": rule("two")},
			[]string{"index.yar"}, []string{"one", "two"}, nil,
		},
		"an index with gaps and errors": {
			map[string]string{"index.yar": "include \"none.yar\"\ninclude \"a.yar\"\ninclude \"bad.yar\"\n", "a.yar": rule("one"), "bad.yar": "rule bad { condition: undefined_word }"},
			[]string{"index.yar"}, []string{"one"},
			[]string{`bad.yar: line 1: undefined identifier "undefined_word"`, `index.yar: include "none.yar": `},
		},
		"an index whose files need each other": {
			map[string]string{"index.yar": "include \"a.yar\"\ninclude \"b.yar\"\n", "a.yar": "private " + rule("one"), "b.yar": "rule two { condition: one }"},
			[]string{"."}, []string{"two"}, nil,
		},
		"rules that include others": {
			map[string]string{"a.yar": "include \"lib/common.yar\"\nrule two { condition: one }", "b.yar": "include \"lib/common.yar\"\n" + rule("three"), "lib/common.yar": rule("one")},
			[]string{"."}, []string{"one", "three", "two"}, nil,
		},
		"an include of an include, relative to its file": {
			map[string]string{"a.yar": "include \"lib/b.yar\"\nrule two { condition: one }", "lib/b.yar": "include \"c.yar\"\n", "lib/c.yar": "private " + rule("one")},
			[]string{"a.yar"}, []string{"two"}, nil,
		},
		"an include out of the directory": {
			map[string]string{"rules/a.yar": "include \"../common.yar\"\nrule two { condition: one }", "common.yar": rule("one")},
			[]string{"rules"}, []string{"one", "two"}, nil,
		},
		"includes in a circle and in a diamond": {
			map[string]string{"a.yar": "include \"b.yar\"\ninclude \"c.yar\"\n" + rule("one"), "b.yar": "include \"c.yar\"\ninclude \"a.yar\"\n" + rule("two"), "c.yar": rule("three")},
			[]string{"."}, []string{"one", "three", "two"}, nil,
		},
		"an error in an include is told by its line": {
			map[string]string{"a.yar": rule("one"), "b.yar": "// first\ninclude \"c.inc\" rule x { condition: true }\n\nrule y { condition: undefined_b }", "c.inc": "\n" + rule("two"), "d.yar": "include \"e.inc\"", "e.inc": "\n\nrule z { condition: undefined_e }"},
			[]string{"."}, []string{"one"},
			[]string{`b.yar: line 4: undefined identifier "undefined_b"`, `e.inc: line 3: undefined identifier "undefined_e"`},
		},
		"copies, and paths given twice": {
			map[string]string{"a.yar": rule("one"), "old/a.yar": rule("one"), "old/a copy.yara": "// a copy\n" + rule("one")},
			[]string{".", "old", "old/a.yar", "."}, []string{"one"}, nil,
		},
		"files of one name in several directories": {
			map[string]string{"x/a.yar": rule("one"), "y/a.yar": rule("one") + rule("two"), "y/a.yara": rule("one") + rule("three")},
			[]string{"x", "y"}, []string{"one", "three", "two"}, nil,
		},
		"several bad files among many": {
			many, []string{"."}, all,
			[]string{`bad.yar: line 2: undefined identifier "undefined_word"`, "worse.yar: line 1: syntax error", "zz.yar: line 1: syntax error"},
		},
		"a byte order mark, line ends of Windows, other letters, an ending in capitals": {
			map[string]string{"a.yar": "\ufeff" + rule("one"), "b.YAR": strings.ReplaceAll("rule two\n{\n condition:\n true\n}\n", "\n", "\r\n"), "c.yar": "rule three { meta: author = \"Ren\xe9 é\" condition: true }"},
			[]string{"."}, []string{"one", "three", "two"}, nil,
		},
		"what libyara would cut off in silence": {
			map[string]string{"a.yar": rule("one"), "b.yar": rule("two") + "/* " + rule("three"), "c.yar": rule("four") + "\x00" + rule("five")},
			[]string{"."}, []string{"one"}, []string{"b.yar: line 2: a comment without an end", "c.yar: line 2: a NUL byte"},
		},
		"a module and a variable that are not known": {
			map[string]string{"a.yar": rule("one"), "b.yar": "import \"androguard\"\nrule b { condition: androguard.url(/x/) }", "c.yar": "rule c { condition: unpack_parent == \"x\" }"},
			[]string{"."}, []string{"one"}, []string{`b.yar: line 1: unknown module "androguard"`, `c.yar: line 1: undefined identifier "unpack_parent"`},
		},
	}
	text := "one two three four five " + strings.Join(all, " ")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := write(t, test.files)
			var paths []string
			for _, p := range test.paths {
				paths = append(paths, filepath.Join(dir, p))
			}
			finds, left := matched(t, text, paths...)
			if !slices.Equal(finds, test.finds) {
				t.Errorf("finds %v, want %v", finds, test.finds)
			}
			if !slices.EqualFunc(left, test.left, strings.HasPrefix) {
				t.Errorf("leaves out %q, want %q", left, test.left)
			}
		})
	}
}

// TestCollectionErrors has a path of which nothing can be used end in an error.
func TestCollectionErrors(t *testing.T) {
	dir := write(t, map[string]string{
		"good/a.yar": rule("one"), "bad/a.yar": "rule", "index.yar": "include \"none.yar\"", "missing.yar": "include \"none.yar\"\n" + rule("x"),
		"self.yar": "include \"self.yar\"", "pipe.yar": "include \"fifo\"\n" + rule("x"), "empty/readme.txt": "",
	})
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		"bad":         "bad/a.yar: line 1: syntax error",
		"index.yar":   `index.yar: include "none.yar": `,
		"missing.yar": `missing.yar: line 1: include "none.yar": `,
		"self.yar":    "self.yar has no rules",
		"pipe.yar":    "is no regular file",
		"fifo":        "is no regular file",
		"empty":       "has no *.yar or *.yara file",
		"none":        "no such file",
	} {
		_, _, err := Compile(Sources{Paths: []string{filepath.Join(dir, "good"), filepath.Join(dir, path)}})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want one that says %s", path, err, says)
		}
	}
}

// TestLinkedDirectory follows a link that was named itself.
func TestLinkedDirectory(t *testing.T) {
	dir := write(t, map[string]string{"real/sub/a.yar": rule("one"), "real/b.yar": "rule b {"})
	link := filepath.Join(dir, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	set, diagnostics, err := Compile(Sources{Paths: []string{link}})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	if set.Count != 1 || len(diagnostics) != 1 || diagnostics[0].File != filepath.Join(link, "b.yar") {
		t.Errorf("%d rules, %v", set.Count, diagnostics)
	}
}

// TestModules has the modules that the docs name work in this binary.
func TestModules(t *testing.T) {
	program, err := os.ReadFile("/bin/sh")
	if err != nil {
		t.Skip(err)
	}
	conditions := map[string]string{
		"pe":      `pe.number_of_sections > 0 or pe.imphash() == "x" or uint32(0) == 0x464c457f`,
		"elf":     "elf.number_of_sections > 0",
		"math":    "math.entropy(0, filesize) > 1.0",
		"hash":    `hash.sha256(0, filesize) != "" and hash.md5(0, filesize) != ""`,
		"dotnet":  "not defined dotnet.version",
		"cuckoo":  "not cuckoo.network.http_request(/x/)",
		"time":    "time.now() > 0",
		"console": `console.log("x")`,
	}
	for module, condition := range conditions {
		dir := write(t, map[string]string{"a.yar": fmt.Sprintf("import %q\nrule %s_works { condition: %s }", module, module, condition)})
		if finds, left := matched(t, string(program), dir); len(finds) != 1 || len(left) > 0 {
			t.Errorf("%s: finds %v, leaves out %v", module, finds, left)
		}
	}
	dir := write(t, map[string]string{"a.yar": rule("one"), "b.yar": "import \"magic\"\nrule m { condition: magic.mime_type() contains \"text\" }"})
	finds, left := matched(t, "one", dir)
	if magicWorks() != slices.Contains(finds, "m") || magicWorks() != (len(left) == 0) || !slices.Contains(finds, "one") {
		t.Errorf("magic works: %v; finds %v, leaves out %v", magicWorks(), finds, left)
	}
}
