package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestRespond keeps the command lines of the page about incidents those that this
// program takes. What they do is tested with containers.
func TestRespond(t *testing.T) {
	lines := 0
	for _, b := range blocks(t, "../../docs/how-to/respond-to-an-incident.md") {
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
	if lines < 8 {
		t.Errorf("only %d command lines are on the page", lines)
	}
}
