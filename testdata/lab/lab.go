// Package lab makes containers for tests, on the engine that the docker
// command finds, from the images that the images script makes.
package lab

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The images.
const (
	// Busybox is small: a shell, login records and little else.
	Busybox = "rummage-lab/busybox:1"
	// Debian has services from Debian's packages.
	Debian = "rummage-lab/debian:1"
)

// Docker runs the docker command, returns what it prints, and fails the test
// when it fails.
func Docker(t testing.TB, args ...string) string {
	t.Helper()
	var stderr strings.Builder
	cmd := exec.Command("docker", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("docker %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// Run starts a container that lasts as long as the test, and returns its name.
// The arguments are those of docker run.
func Run(t testing.TB, args ...string) string {
	t.Helper()
	return begin(t, []string{"run", "-d"}, args)
}

// Create makes a container as Run does, without starting it.
func Create(t testing.TB, args ...string) string {
	t.Helper()
	return begin(t, []string{"create"}, args)
}

func begin(t testing.TB, verb, args []string) string {
	t.Helper()
	name := fmt.Sprintf("rummage-test-%d", time.Now().UnixNano())
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", name).Run() })
	Docker(t, append(append(verb, "--name", name, "--network", "none"), args...)...)
	return name
}

// Shell runs a script in a container, as an intruder with a shell would.
func Shell(t testing.TB, name, script string) {
	t.Helper()
	Docker(t, "exec", name, "sh", "-ec", script)
}

// Await waits for a state that the engine takes some time to reach.
func Await(t testing.TB, name, status string) {
	t.Helper()
	for range 100 {
		if Docker(t, "inspect", "-f", "{{.State.Status}}", name) == status {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s never was %s", name, status)
}
