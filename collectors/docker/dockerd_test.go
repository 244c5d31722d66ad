package docker

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

// fakeProcess puts a process below a directory like /proc.
func fakeProcess(t *testing.T, proc, pid, name, root string, sockets ...string) string {
	t.Helper()
	dir := filepath.Join(proc, pid)
	for _, sub := range []string{"fd", "net"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	links := map[string]string{"root": root, "fd/0": "/dev/null"}
	for i, inode := range sockets {
		links["fd/"+string(rune('3'+i))] = "socket:[" + inode + "]"
	}
	for link, target := range links {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, "comm", name+"\n")
	put(t, dir, "net/unix", `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 123 /run/docker.sock
0000000000000000: 00000003 00000000 00000000 0001 03 124 /run/docker.sock
0000000000000000: 00000002 00000000 00010000 0001 01 125 /run/other.sock
0000000000000000: 00000003 00000000 00000000 0001 03 126
`)
	return dir
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFindDaemon believes a socket only when a dockerd of this host serves it.
func TestFindDaemon(t *testing.T) {
	elsewhere := t.TempDir()
	tests := map[string]struct {
		name, root, inode string
		says              string // empty: found
	}{
		"serves it":          {"dockerd", "/", "123", ""},
		"is connected to it": {"dockerd", "/", "124", "no dockerd"},
		"serves another":     {"dockerd", "/", "125", "no dockerd"},
		"forwards it":        {"ssh", "/", "123", "no dockerd"},
		"is in a container":  {"dockerd", elsewhere, "123", "another file system"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			proc := t.TempDir()
			fakeProcess(t, proc, "17", test.name, test.root, "99", test.inode)
			put(t, proc, "version", "Linux\n")
			pid, err := findDaemon(proc, "/run/docker.sock")
			if test.says == "" && (err != nil || pid != 17) || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("%d, %v", pid, err)
			}
		})
	}
}

func TestTCPListeners(t *testing.T) {
	dir := fakeProcess(t, t.TempDir(), "17", "dockerd", "/", "50", "51", "52")
	const titles = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	put(t, dir, "net/tcp", titles+
		"   0: 0100007F:0947 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 50 1 0 100 0 0 10 0\n"+
		"   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 49 1 0 100 0 0 10 0\n"+
		"   2: 0100007F:0947 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 51 1 0 100 0 0 10 0\n")
	put(t, dir, "net/tcp6", titles+
		"   0: 00000000000000000000000000000000:0949 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 52 1 0 100 0 0 10 0\n")
	want := []document.Listener{{Address: "127.0.0.1", Port: 2375}, {Address: "::", Port: 2377}}
	if got := tcpListeners(dir); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestArgs(t *testing.T) {
	dir := t.TempDir()
	if got := argsOf(dir); len(got) != 0 {
		t.Errorf("%q of a process that is gone", got)
	}
	put(t, dir, "cmdline", "/usr/bin/dockerd\x00-H\x00fd://\x00")
	if got := argsOf(dir); !reflect.DeepEqual(got, []string{"/usr/bin/dockerd", "-H", "fd://"}) {
		t.Errorf("%q", got)
	}
}
