package dockerroot_test

import (
	"os/exec"
	"testing"
)

// copyAll copies parts of a directory with all that tar keeps of them.
func copyAll(t testing.TB, from, to string, parts []string) {
	t.Helper()
	script := `from=$1 to=$2; shift 2; tar -C "$from" --xattrs --xattrs-include='*' -cf - "$@" | tar -C "$to" --xattrs --xattrs-include='*' -xpf -`
	if out, err := exec.Command("sh", append([]string{"-c", script, "sh", from, to}, parts...)...).CombinedOutput(); err != nil {
		t.Fatalf("copy: %v\n%s", err, out)
	}
}
