package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

func processWith(t *testing.T, doc *document.Document, command string) document.Process {
	t.Helper()
	for _, p := range doc.Processes {
		if strings.Contains(p.Command, command) {
			return p
		}
	}
	t.Fatalf("no process has %q: %s", command, pretty(doc.Processes))
	return document.Process{}
}

// TestProcessFacts has what /proc alone tells of a process.
func TestProcessFacts(t *testing.T) {
	name := lab.Run(t, "--cap-drop", "ALL", "--cap-add", "CHOWN", lab.Busybox, "sh", "-c", "sleep 1001 </etc/passwd 2>&- & while :; do :; done")
	time.Sleep(300 * time.Millisecond)
	doc, _ := collect(t, connect(t, docker.Options{}), name)
	quiet, busy := processWith(t, doc, "1001"), processWith(t, doc, "while")
	for _, p := range doc.Processes {
		if !p.Init {
			quiet = p
		}
	}
	if len(quiet.Streams) != 3 || quiet.Streams[0] != "/etc/passwd" || !strings.HasPrefix(quiet.Streams[1], "pipe:[") || quiet.Streams[2] != "" {
		t.Errorf("streams: %q", quiet.Streams)
	}
	if !slices.Equal(quiet.Capabilities, []string{"CAP_CHOWN"}) {
		t.Errorf("capabilities: %q", quiet.Capabilities)
	}
	if busy.CPUSeconds <= quiet.CPUSeconds {
		t.Errorf("the busy process used %v s, the quiet one %v s", busy.CPUSeconds, quiet.CPUSeconds)
	}
}

// TestHiddenProcess takes a process out of the sight of the engine's ps, as
// somebody with the rights of the host's root could.
func TestHiddenProcess(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sh", "-c", "sleep 1001 & exec sleep 1002")
	time.Sleep(300 * time.Millisecond)
	c := connect(t, docker.Options{})
	doc, _ := collect(t, c, name)
	for _, p := range doc.Processes {
		if p.Hidden {
			t.Errorf("nothing was hidden yet: %s", pretty(p))
		}
	}
	pid := strconv.Itoa(processWith(t, doc, "1001").PID)
	cgroups, err := filepath.Glob("/sys/fs/cgroup/*/cgroup.procs")
	if err != nil {
		t.Fatal(err)
	}
	for _, procs := range append(cgroups, "/sys/fs/cgroup/cgroup.procs") {
		_ = os.WriteFile(procs, []byte(pid), 0) // those of another version are not there
	}
	if top := lab.Docker(t, "top", name); strings.Contains(top, "1001") {
		t.Fatalf("it can be seen still:\n%s", top)
	}
	doc, _ = collect(t, connect(t, docker.Options{}), name)
	hidden, seen := processWith(t, doc, "1001"), processWith(t, doc, "1002")
	if !hidden.Hidden || hidden.Exe != "/bin/busybox" || hidden.ExeState != document.ExeImage || seen.Hidden {
		t.Errorf("%s, %s", pretty(hidden), pretty(seen))
	}
}

// TestZombieIsNotHidden has a process that ended, and that nobody asked about:
// the engine does not list it.
func TestZombieIsNotHidden(t *testing.T) {
	name := lab.Run(t, lab.Debian, "python3", "-c", "import os, time\nif os.fork() == 0: os._exit(0)\ntime.sleep(1000)")
	time.Sleep(300 * time.Millisecond)
	doc, _ := collect(t, connect(t, docker.Options{}), name)
	if len(doc.Processes) != 1 || doc.Processes[0].Hidden {
		t.Errorf("%s", pretty(doc.Processes))
	}
}

// sockets opens a listener, a connection to it, and a datagram socket.
const sockets = `import socket, time
listener = socket.create_server(("127.0.0.1", 7001))
connection = socket.create_connection(("127.0.0.1", 7001))
datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
datagrams.bind(("::1", 7002))
time.sleep(1000)`

// TestSockets has the sockets of a container, and who holds them.
func TestSockets(t *testing.T) {
	name := lab.Run(t, "--sysctl", "net.ipv6.conf.all.disable_ipv6=0", lab.Debian, "python3", "-c", sockets)
	want := []string{"tcp LISTEN 127.0.0.1:7001", "tcp ESTABLISHED to 127.0.0.1:7001", "udp6  [::1]:7002"}
	var doc *document.Document
	found := map[string]bool{}
	for range 50 {
		doc, _ = collect(t, connect(t, docker.Options{}), name)
		for _, s := range doc.Sockets {
			place := s.Local
			if s.Remote != "" {
				place = "to " + s.Remote
			}
			found[s.Protocol+" "+s.State+" "+place] = s.PID == doc.Config.State.PID
		}
		if len(found) >= len(want) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for _, key := range want {
		if !found[key] {
			t.Errorf("%s: not found, or not as the process's: %s", key, pretty(doc.Sockets))
		}
	}
	if covered := coverage(doc, "sockets"); len(covered) != 1 || covered[0].Status != document.OK {
		t.Errorf("coverage: %s", pretty(covered))
	}
}

// TestSharedNetwork has only a container's own sockets of a namespace that it
// shares.
func TestSharedNetwork(t *testing.T) {
	name := lab.Run(t, "--sysctl", "net.ipv6.conf.all.disable_ipv6=0", lab.Debian, "python3", "-c", sockets)
	other := name + "-other"
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", other).Run() })
	lab.Docker(t, "run", "-d", "--name", other, "--network", "container:"+name, lab.Debian, "python3", "-c",
		`import socket, time; l = socket.create_server(("127.0.0.1", 7003)); time.sleep(1000)`)
	time.Sleep(time.Second)
	doc, _ := collect(t, connect(t, docker.Options{}), other)
	if len(doc.Sockets) != 1 || doc.Sockets[0].LocalPort != 7003 {
		t.Errorf("%s", pretty(doc.Sockets))
	}
}

// TestMemoryFiles has what is in a tmpfs, which diff does not see, and nothing
// of the host's.
func TestMemoryFiles(t *testing.T) {
	name := lab.Run(t, "--tmpfs", "/scratch", "-v", "/run:/hostrun:ro", lab.Busybox, "sleep", "1000")
	lab.Shell(t, name, "echo a >/scratch/a; mkdir /dev/shm/d; echo b >/dev/shm/d/b; ln -s /etc/passwd /scratch/link; echo c >/dev/.c")
	doc, seen := collect(t, connect(t, docker.Options{}), name)
	for path, content := range map[string]string{"/scratch/a": "a\n", "/dev/shm/d/b": "b\n", "/dev/.c": "c\n"} {
		if c := change(t, doc, path); c.Kind != document.Added || c.Mount != "tmpfs" || seen.files[path] != content {
			t.Errorf("%s: %s, content %q", path, pretty(c), seen.files[path])
		}
	}
	if c := change(t, doc, "/scratch/link"); c.LinkTarget != "/etc/passwd" {
		t.Errorf("link: %s", pretty(c))
	}
	for _, c := range doc.Changes {
		if strings.HasPrefix(c.Path, "/hostrun/") || strings.HasPrefix(c.Path, "/sys/") || c.Path == "/dev/null" {
			t.Errorf("%s was read", c.Path)
		}
	}
	for _, c := range coverage(doc, "changes") {
		if strings.Contains(c.Reason, "/scratch") {
			t.Errorf("coverage: %s", pretty(c))
		}
	}
}
