package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestRespond keeps the command lines of the pages about incidents those that this
// program takes. What they do is tested with containers.
func TestRespond(t *testing.T) {
	for page, least := range map[string]int{"respond-to-an-incident": 8, "make-a-timeline": 10} {
		t.Run(page, func(t *testing.T) { takesCommands(t, "../../docs/how-to/"+page+".md", least) })
	}
}

func takesCommands(t *testing.T, page string, least int) {
	t.Helper()
	lines := 0
	for _, b := range blocks(t, page) {
		for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", " ")) {
			if !strings.HasPrefix(line, "rummage ") {
				continue
			}
			lines++
			// The shell takes the line apart, one word a line.
			words, err := exec.Command("sh", "-c", "printf '%s\\n' "+strings.TrimPrefix(line, "rummage ")).Output()
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			cmd, rest, err := newRoot(streams{}).Find(strings.Split(strings.TrimSpace(string(words)), "\n"))
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if err == nil {
				err = cmd.ValidateArgs(cmd.Flags().Args())
			}
			if err != nil || !cmd.HasParent() {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	if lines < least {
		t.Errorf("only %d command lines are on the page", lines)
	}
}
