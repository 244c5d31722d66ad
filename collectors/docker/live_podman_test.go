package docker_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// TestPodman collects from Podman's socket, both ways.
func TestPodman(t *testing.T) {
	podman := startPodman(t)
	name := podman.run(t, lab.Busybox, "sh", "-c", "cp /bin/busybox '/tmp/sleep'; rm /var/log/lastlog; exec /tmp/sleep 1000")
	time.Sleep(500 * time.Millisecond)
	podman.command(t, "exec", "-d", name, "sleep", "1001")
	time.Sleep(200 * time.Millisecond)
	for way, options := range map[string]docker.Options{"directly": {}, "by the API": {Remote: true}} {
		t.Run(way, func(t *testing.T) {
			options.Host = podman.host
			doc, _ := collect(t, connect(t, options), name)
			kinds := map[string]document.Kind{}
			for _, c := range doc.Changes {
				kinds[c.Path] = c.Kind
			}
			if kinds["/tmp/sleep"] != document.Added || kinds["/var/log/lastlog"] != document.Deleted {
				t.Errorf("changes: %s", pretty(doc.Changes))
			}
			commands := []string{}
			for _, p := range doc.Processes {
				commands = append(commands, p.Command)
				if p.PID == 0 || p.UID != 0 || p.Name == "" || p.Started.IsZero() || p.Init == p.Exec {
					t.Errorf("process: %s", pretty(p))
				}
			}
			slices.Sort(commands)
			// No ps runs in the container: Podman would do that if it was asked as
			// Docker is.
			if !slices.Equal(commands, []string{"/tmp/sleep 1000", "sleep 1001"}) {
				t.Errorf("processes: %q", commands)
			}
		})
	}
}

// podmanService is a Podman that speaks the engine's API on a socket.
type podmanService struct{ host string }

func startPodman(t *testing.T) podmanService {
	t.Helper()
	p := podmanService{host: "unix://" + filepath.Join(t.TempDir(), "podman.sock")}
	service := exec.Command("podman", "--runtime", "runc", "system", "service", "-t", "0", p.host)
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = service.Process.Kill()
		_ = service.Wait()
	})
	for range 100 {
		if exec.Command("docker", "-H", p.host, "version").Run() == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	saved := filepath.Join(t.TempDir(), "image.tar")
	lab.Docker(t, "save", "-o", saved, lab.Busybox)
	p.command(t, "load", "-q", "-i", saved)
	return p
}

func (p podmanService) command(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("podman", append([]string{"--runtime", "runc"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("podman %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (p podmanService) run(t *testing.T, args ...string) string {
	t.Helper()
	name := strings.ToLower(strings.ReplaceAll(t.Name(), "/", "-"))
	t.Cleanup(func() { _ = exec.Command("podman", "rm", "-f", name).Run() })
	_ = exec.Command("podman", "rm", "-f", name).Run()
	// Podman raises limits unless it is told them, which not every machine allows.
	p.command(t, append([]string{"run", "-d", "--name", name, "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"}, args...)...)
	return name
}
