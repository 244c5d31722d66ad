package parsers

import (
	"slices"
	"testing"
)

func TestBashHistorySample(t *testing.T) {
	got := parseText(t, bashHistory(), "/root/.bash_history", sampleText(t, "bash_history/bash_history"))
	expectText(t, got, []string{
		`2026-11-25T00:32:43Z bash:history:entry root: HISTTIMEFORMAT='%F %T '`,
		`2026-11-25T00:32:43Z bash:history:entry root: id`,
		`2026-11-25T00:32:43Z bash:history:entry root: for i in 1 2; do echo $i; done`,
		"2026-11-25T00:32:43Z bash:history:entry root: echo \"two\nlines\"",
		`2026-11-25T00:32:43Z bash:history:entry root: exit`,
	}, nil)
}

func TestZshHistorySample(t *testing.T) {
	got := parseText(t, zshHistory(), "/home/bob/.zsh_history", sampleText(t, "zsh_history/zsh_history"))
	expectText(t, got, []string{
		`2026-11-25T00:32:43Z shell:zsh:history bob: id {duration=0}`,
		`2026-11-25T00:32:43Z shell:zsh:history bob: sleep 1 {duration=1}`,
		"2026-11-25T00:32:44Z shell:zsh:history bob: echo \"two\nlines\" ; echo back\\\\  {duration=0}",
		`2026-11-25T00:32:44Z shell:zsh:history bob: echo ä… {duration=0}`,
		`2026-11-25T00:32:44Z shell:zsh:history bob: exit {duration=0}`,
	}, nil)
}

// There is no fish here: the sample is written by hand, as fish 3 writes its history.
func TestFishHistory(t *testing.T) {
	got := parseText(t, fishHistory(), "/root/.local/share/fish/fish_history", sampleText(t, "fish_history/fish_history"))
	expectText(t, got, []string{
		`2026-11-25T00:32:43Z fish:history:entry root: ls`,
		"2026-11-25T00:32:44Z fish:history:entry root: echo \"two\nlines\" \\n",
	}, map[string]int{"commands without a time": 1})
}

// A time is that of the command behind it, and of no other one.
func TestBashHistory(t *testing.T) {
	for name, test := range map[string]struct {
		content string
		want    []string
		skipped int
	}{
		"no times":                  {"id\nls\n", nil, 2},
		"times begin later":         {"id\n#1700000000\nls\n", []string{"ls"}, 1},
		"times end":                 {"#1700000000\nls\nid\nps\n", []string{"ls"}, 2},
		"two times":                 {"#1700000000\n#1700000001\nls\n", []string{"ls"}, 0},
		"no command":                {"#1700000000\n", nil, 0},
		"quotes":                    {"#1700000000\necho 'a\n\"b\nc'\n#1700000000\nls\n", []string{"echo 'a\n\"b\nc'", "ls"}, 0},
		"quotes that do not end":    {"#1700000000\necho 'a\n#1700000000\nls\nid\n", []string{"echo 'a", "ls"}, 1},
		"quotes in a comment":       {"#1700000000\nls # don't\nid\n", []string{"ls # don't"}, 1},
		"a backslash":               {"#1700000000\necho a\\\nb\nid\n", []string{"echo a\\\nb"}, 1},
		"a quote behind one":        {"#1700000000\necho \\'\nid\n", []string{"echo \\'"}, 1},
		"here document":             {"#1700000000\ncat <<-'EOF' >x\na 'b\n\tEOF\nid\n", []string{"cat <<-'EOF' >x\na 'b\n\tEOF"}, 1},
		"here string":               {"#1700000000\ncat <<< x\nid\n", []string{"cat <<< x"}, 1},
		"a shift":                   {"#1700000000\necho $((1<<2))\nid\n", []string{"echo $((1<<2))"}, 1},
		"here document in quotes":   {"#1700000000\necho '<<x'\nid\n", []string{"echo '<<x'"}, 1},
		"open, without a time":      {"echo 'a\nb'\n#1700000000\nls\n", []string{"ls"}, 1},
		"a comment that is no time": {"#1700000000\n#17\n# 1700000000\n#1700000000x\n", []string{"#17"}, 2},
		"a time that is too long":   {"#170000000000\nls\n", nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			got := parseText(t, bashHistory(), "/home/bob/.bash_history", test.content)
			var commands []string
			for _, e := range got.events {
				if e.User != "bob" || e.Time.Unix() != 1700000000 && e.Time.Unix() != 1700000001 {
					t.Errorf("%s", show(e))
				}
				commands = append(commands, e.Message)
			}
			if !slices.Equal(commands, test.want) {
				t.Errorf("commands are %q, want %q", commands, test.want)
			}
			if n := got.skipped[timeless]; n != test.skipped || len(got.skipped) > 1 {
				t.Errorf("passed over %v, want %d", got.skipped, test.skipped)
			}
		})
	}
}

func TestZshHistoryLines(t *testing.T) {
	got := parseText(t, zshHistory(), "/root/.zsh_history", ": 1700000000:12;make\nls\n: x:0;ls\n: -5:0;ls\n: 99999999999999:0;ls\n: 1700000001:0;echo \x83\xa3\x83\n: 1700000002:0;a\\\n\\\nb\\")
	expectText(t, got, []string{
		"2023-11-14T22:13:20Z shell:zsh:history root: make {duration=12}",
		"2023-11-14T22:13:21Z shell:zsh:history root: echo \x83\x83 {duration=0}",
		"2023-11-14T22:13:22Z shell:zsh:history root: a\n\nb\\ {duration=0}",
	}, map[string]int{timeless: 4})
}

func TestHomeOwner(t *testing.T) {
	for path, want := range map[string]string{
		"/root/.bash_history":       "root",
		"/home/bob/.bash_history":   "bob",
		"/home/bob/x/.bash_history": "bob",
		"/home/.bash_history":       "",
		"/var/lib/x/.bash_history":  "",
		"/.bash_history":            "",
	} {
		if got := homeOwner(path); got != want {
			t.Errorf("%s is of %q, want %q", path, got, want)
		}
	}
}
