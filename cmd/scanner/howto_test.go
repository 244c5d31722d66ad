package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a block of code on a page, and the line before it.
type block struct{ before, language, text string }

var blockPattern = regexp.MustCompile("(?m)^(.*)\n\n```(\\w*)\n((?:.*\n)*?)```$")

func blocks(t *testing.T, page string) []block {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var found []block
	for _, m := range blockPattern.FindAllStringSubmatch(string(text), -1) {
		found = append(found, block{m[1], m[2], m[3]})
	}
	return found
}

// succeed runs a command line that must end with status 0.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	if status := run(context.Background(), args, strings.NewReader(""), &out, &errOut); status != 0 {
		t.Fatalf("rummage %s: status %d: %s%s", strings.Join(args, " "), status, &out, &errOut)
	}
	return out.String()
}

// TestWriteARule follows the page of that name: its rule, its tests, and what
// it says that they print.
func TestWriteARule(t *testing.T) {
	page := blocks(t, "../../docs/how-to/write-a-rule.md")
	t.Chdir(t.TempDir())
	t.Setenv("RUMMAGE_NO_CACHE", "true")
	named := regexp.MustCompile("`(my-rules/[\\w/]+\\.rego)`:$")
	var tests, more, covered string
	for _, b := range page {
		name := named.FindStringSubmatch(b.before)
		switch {
		case name != nil:
			if err := os.MkdirAll(filepath.Dir(name[1]), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name[1], []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name[1], "_test.rego") {
				tests = name[1]
			}
		case b.language == "rego":
			more = b.text
		case b.language == "yara":
			if err := os.WriteFile("my.yar", []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
		case strings.HasPrefix(b.text, "not covered: "):
			covered = b.text
		}
	}
	succeed(t, "rules", "check", "my-rules", "my.yar")
	if got := succeed(t, "rules", "test", "my-rules", "--coverage"); got != covered || got == "" {
		t.Errorf("the tests print\n%s, the page says\n%s", got, covered)
	}
	f, err := os.OpenFile(tests, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("\n" + more); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if got := succeed(t, "rules", "test", "my-rules", "--coverage"); got != "100.0% covered\n5 passed, 0 failed\n" {
		t.Errorf("with the last test they print\n%s", got)
	}
	if got := succeed(t, "rules", "list", "--area", "site", "--policies", "my-rules"); !strings.Contains(got, "site/database-dump") {
		t.Error(got)
	}
}

// TestUseRulesOfOthers has the data of that page be right, and the rules that
// it names be there.
func TestUseRulesOfOthers(t *testing.T) {
	const page = "../../docs/how-to/use-rules-of-others.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "site.yaml")
	for _, b := range blocks(t, page) {
		if strings.HasPrefix(b.text, "# site.yaml") {
			if err := os.WriteFile(data, []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	rules := succeed(t, "rules", "list", "--data", data)
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, m := range regexp.MustCompile("`([a-z]+/[a-z-]+)`").FindAllStringSubmatch(line, -1) {
			if !strings.Contains(rules, "\n"+m[1]+" ") {
				t.Errorf("there is no rule %s", m[1])
			}
		}
	}
}
