package docker

import (
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

// hostWith makes a host's root directory out of files and their contents.
func hostWith(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestHostFiles(t *testing.T) {
	root := hostWith(t, map[string]string{
		"etc/passwd":                            "root:x:0:0:root:/root:/bin/sh\nops:x:1000:998::/home/ops:/bin/sh\nbroken\n",
		"etc/group":                             "root:x:0:\ndocker:x:998:alice,bob\n# comment\n",
		"usr/lib/systemd/system/docker.service": "[Service]\nExecStart=/usr/bin/dockerd\n",
		"etc/systemd/system/docker.service.d/tls.conf": "[Service]\n",
		"etc/docker/daemon.json":                       `{"icc": false}`,
		"etc/docker/certs.d/registry:5000/ca.crt":      "certificate",
		"etc/docker/certs.d/registry:5000/client.key":  "inert secret",
		"etc/docker/tls/server.key":                    "inert secret",
		"etc/audit/rules.d/docker.rules":               "-w /usr/bin/dockerd -k docker\n",
		"usr/bin/dockerd":                              "",
		"usr/sbin/runc":                                "",
	})
	if err := os.Symlink("usr/lib", filepath.Join(root, "lib")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "etc/audit/rules.d/wait.rules"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", filepath.Join(root, "docker.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := os.Chmod(filepath.Join(root, "docker.sock"), 0o666); err != nil {
		t.Fatal(err)
	}
	h := newHostFiles(root)
	h.gather("/docker.sock", "/var/lib/docker", "/usr/bin/dockerd", &document.Settings{
		File: "/etc/docker/daemon.json", TLSKey: "/etc/docker/tls/server.key", Hosts: []string{"fd://", "unix:///docker.sock"},
	})
	var got []string
	for _, f := range h.files {
		line := string(f.Role) + " " + f.Path
		if !f.Exists {
			line += " missing"
		}
		got = append(got, line)
		if strings.Contains(f.Text, "secret") {
			t.Errorf("the content of %s was read", f.Path)
		}
	}
	want := []string{
		"service /usr/lib/systemd/system/docker.service", "service /etc/systemd/system/docker.service.d/tls.conf",
		"socket-unit /usr/lib/systemd/system/docker.socket missing",
		"directory /etc/docker", "settings /etc/docker/daemon.json",
		"registry-certificate /etc/docker/certs.d/registry:5000/ca.crt", "registry-key /etc/docker/certs.d/registry:5000/client.key",
		"tls-key /etc/docker/tls/server.key", "socket /docker.sock", "containerd-socket /run/containerd/containerd.sock missing",
		"defaults /etc/default/docker missing", "sysconfig /etc/sysconfig/docker missing", "program /usr/bin/dockerd",
		"program /usr/bin/containerd missing", "program /usr/bin/containerd-shim missing", "program /usr/bin/containerd-shim-runc-v1 missing",
		"program /usr/bin/containerd-shim-runc-v2 missing", "program /usr/sbin/runc",
		"data /var/lib/docker missing", "data /run/containerd missing", "containerd-settings /etc/containerd/config.toml missing",
		"audit-rules /etc/audit/rules.d/docker.rules", "audit-rules /etc/audit/rules.d/wait.rules",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	at := func(path string) document.HostFile {
		i := slices.IndexFunc(h.files, func(f document.HostFile) bool { return f.Path == path })
		return h.files[i]
	}
	if s := at("/docker.sock"); s.Type != document.SocketF || s.Mode != 0o666 {
		t.Errorf("%+v", s)
	}
	if s := at("/etc/docker/daemon.json"); s.Text != `{"icc": false}` || s.User != "root" || s.Group != "root" || s.Mode != 0o644 {
		t.Errorf("%+v", s)
	}
	if len(h.unread) != 0 {
		t.Errorf("unread: %v", h.unread)
	}
	if g := h.group(); g == nil || !reflect.DeepEqual(*g, document.Group{Name: "docker", GID: 998, Members: []string{"alice", "bob", "ops"}}) {
		t.Errorf("group %+v", g)
	}
}

func TestHostFilesUnread(t *testing.T) {
	root := hostWith(t, map[string]string{"etc/docker/daemon.json": strings.Repeat("x", maxHostText+1)})
	if err := os.Symlink("loop", filepath.Join(root, "loop")); err != nil {
		t.Fatal(err)
	}
	h := newHostFiles(root)
	h.add(document.RoleSettings, "/etc/docker/daemon.json")
	h.add(document.RoleDefaults, "/loop")
	if len(h.unread) != 2 || len(h.files) != 1 || len(h.files[0].Text) != maxHostText {
		t.Errorf("%d files, unread: %v", len(h.files), h.unread)
	}
}

func TestSettingsFile(t *testing.T) {
	h := newHostFiles(hostWith(t, map[string]string{"etc/passwd": "ops:x:1000:1000::/home/ops:/bin/sh\n"}))
	for _, test := range []struct {
		args []string
		uid  int
		want string
	}{
		{[]string{"dockerd"}, 0, "/etc/docker/daemon.json"},
		{[]string{"dockerd", "--config-file", "/srv/d.json"}, 0, "/srv/d.json"},
		{[]string{"dockerd"}, 1000, "/home/ops/.config/docker/daemon.json"},
	} {
		if got := h.settingsFile(test.args, test.uid); got != test.want {
			t.Errorf("%q as %d: %s, want %s", test.args, test.uid, got, test.want)
		}
	}
}

func TestMountOfDir(t *testing.T) {
	const table = `27 1 254:0 / / rw - ext4 /dev/vda rw
22 27 0:21 / /proc rw - proc proc rw
42 27 254:0 /var/lib/docker /var/lib/docker rw shared:1 - ext4 /dev/vda rw
50 27 254:16 / /srv/a\040b rw - ext4 /dev/vdb rw
51 50 254:16 /docker /srv/a\040b/docker rw - ext4 /dev/vdb rw
52 42 0:39 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
`
	for dir, want := range map[string]string{
		"/var/lib/docker": "/", "/var/lib": "/", "/srv/a b/docker": "/srv/a b", "/srv/a b/docker/x": "/srv/a b", "/srv/a": "/",
	} {
		if got := mountOfDir(table, dir); got != want {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}
	if got := mountOfDir("", "/"); got != "" {
		t.Errorf("%s of an empty table", got)
	}
}

func TestContentTrust(t *testing.T) {
	for line, want := range map[string]bool{
		"": false, "DOCKER_CONTENT_TRUST=1": true, `export DOCKER_CONTENT_TRUST="1"`: true, "DOCKER_CONTENT_TRUST=0": false, "X=1": false,
	} {
		t.Setenv("DOCKER_CONTENT_TRUST", "")
		if got := contentTrust(hostWith(t, map[string]string{"etc/environment": line + "\n"})); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
	t.Setenv("DOCKER_CONTENT_TRUST", "1")
	if !contentTrust(t.TempDir()) {
		t.Error("the environment of the scan does not count")
	}
}
