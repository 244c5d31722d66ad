package docker_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// everyChange is a script that changes files in all the ways that differ on
// an overlay file system.
const everyChange = `
	echo new >/root/new; mkdir -p /opt/a/b; echo deep >/opt/a/b/c; ln -s /etc/passwd /opt/a/link; ln /opt/a/b/c /opt/a/hard
	echo more >>/etc/passwd
	chmod 600 /etc/group
	touch /etc/shadow
	cp -p /etc/hostname /tmp/kept 2>/dev/null || true
	rm /var/log/lastlog
	rm -r /usr/share/doc/cron
	rm -r /usr/share/doc/nginx; mkdir /usr/share/doc/nginx; echo mine >/usr/share/doc/nginx/copyright
	rm -r /usr/share/doc/passwd; echo now a file >/usr/share/doc/passwd
	rm -r /usr/share/doc/login; ln -s /tmp /usr/share/doc/login
	rm /etc/issue; mkdir /etc/issue; echo below >/etc/issue/file
	mv /etc/issue.net /etc/issue.moved
	mv /usr/share/doc/procps /usr/share/doc/moved
	rm /etc/debian_version; cp /etc/os-release /etc/debian_version
	mkfifo /tmp/fifo; mknod /tmp/device c 1 3
	cp /bin/true /tmp/true; chmod 4755 /tmp/true
	mkdir -p "/tmp/ a  b"; echo x >"/tmp/ a  b/new
line"
	echo gone >/tmp/gone; rm /tmp/gone
	mkdir /tmp/empty
`

// TestChangesAreThoseOfDockerDiff compares path by path, both ways.
func TestChangesAreThoseOfDockerDiff(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	lab.Shell(t, name, strings.ReplaceAll(everyChange, "new\nline", "newline"))
	want := diff(t, name)
	if len(want) < 40 {
		t.Fatalf("docker diff has only %d lines: the script did not do its work", len(want))
	}
	for _, way := range []struct {
		name    string
		options docker.Options
	}{{"local", docker.Options{}}, {"api", docker.Options{Remote: true}}} {
		doc, _ := collect(t, connect(t, way.options), name)
		equalLines(t, way.name, changesOf(doc), want)
	}
}

// TestBothWaysGiveOneDocument is the contract of the two ways to read a
// container: on this host, and through nothing but the engine's API.
func TestBothWaysGiveOneDocument(t *testing.T) {
	name := lab.Run(t, "-e", "A=b", "-v", "/srv:/data:ro", "--tmpfs", "/scratch", lab.Debian, "sh", "-c", "echo out; echo err >&2; exec sleep 1000")
	lab.Shell(t, name, everyChange)
	local, here := collect(t, connect(t, docker.Options{}), name)
	remote, there := collect(t, connect(t, docker.Options{Remote: true}), name)

	if diff := cmp.Diff(here, there, cmp.AllowUnexported(visited{})); diff != "" {
		t.Errorf("contents differ:\n%s", diff)
	}
	if change(t, local, "/etc/passwd").Was == nil || change(t, local, "/tmp/true").Ctime.IsZero() {
		t.Error("the local way did not read the image and the inodes")
	}
	if diff := cmp.Diff(common(*local), common(*remote)); diff != "" {
		t.Errorf("documents differ:\n%s", diff)
	}
}

// common is the part of a document that both ways can tell.
func common(doc document.Document) document.Document {
	doc.CollectedAt = time.Time{}
	doc.Sockets = nil
	doc.Coverage = slices.DeleteFunc(slices.Clone(doc.Coverage), func(c document.Coverage) bool {
		return c.Collector == "sockets" || strings.HasSuffix(c.Reason, "is a tmpfs: diff cannot see it")
	})
	doc.Changes = append([]document.Change{}, doc.Changes...)
	for i := range doc.Changes {
		c := &doc.Changes[i]
		// The engine's archives know whole seconds, and not the image's files.
		c.Mtime, c.Ctime, c.Was, c.Lost = c.Mtime.Truncate(time.Second), time.Time{}, nil, nil
		if c.Type == document.Directory {
			c.Mtime = time.Time{}
		}
	}
	doc.Processes = append([]document.Process{}, doc.Processes...)
	for i := range doc.Processes {
		p := &doc.Processes[i]
		p.CWD, p.Streams, p.CPUSeconds, p.Capabilities = "", nil, 0, nil
		p.Args = strings.Fields(p.Command)
		p.Started = p.Started.Truncate(time.Minute)
	}
	return doc
}

// TestNothingLeavesTheContainer lays links to the host in the way of the
// collector.
func TestNothingLeavesTheContainer(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sleep", "1000")
	lab.Shell(t, name, `
		ln -s /proc/1/root/etc/shadow /root/shadow
		ln -s /proc/1/root /root/host
		rm -r /var/spool; ln -s /proc/1/root/etc /var/spool
		ln -s ../../../../../../../../etc/passwd /root/up
	`)
	for _, options := range []docker.Options{{}, {Remote: true}} {
		doc, seen := collect(t, connect(t, options), name)
		for _, path := range []string{"/root/shadow", "/root/host", "/var/spool", "/root/up"} {
			if c := change(t, doc, path); c.Type != document.Symlink || c.LinkTarget == "" {
				t.Errorf("%s: %s", path, pretty(c))
			}
			if content, read := seen.files[path]; read {
				t.Errorf("%s was followed: %q", path, content)
			}
		}
		for path := range seen.files {
			if strings.HasPrefix(path, "/root/host/") || strings.HasPrefix(path, "/var/spool/") {
				t.Errorf("%s is the host's", path)
			}
		}
	}
}

// TestFilesThatAreNoDocuments has what must not be opened, and what must not
// be read whole.
func TestFilesThatAreNoDocuments(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sh", "-c", "nc -lk -s local:/tmp/socket -e true 2>/dev/null & exec sleep 1000")
	lab.Shell(t, name, `
		mkfifo /tmp/fifo; mknod /tmp/zero c 1 5
		dd if=/dev/zero of=/tmp/sparse bs=1 count=0 seek=4294967296 2>/dev/null
		nc -lkU /tmp/socket >/dev/null 2>&1 & sleep 0.2
	`)
	for _, options := range []docker.Options{{}, {Remote: true}} {
		before := heap()
		doc, seen := collect(t, connect(t, options), name)
		if c := change(t, doc, "/tmp/sparse"); c.Size != 4<<30 {
			t.Errorf("sparse file: %s", pretty(c))
		}
		if c := change(t, doc, "/tmp/fifo"); c.Type != document.FIFO {
			t.Errorf("FIFO: %s", pretty(c))
		}
		if c := change(t, doc, "/tmp/zero"); c.Type != document.CharDev {
			t.Errorf("device: %s", pretty(c))
		}
		for _, path := range []string{"/tmp/fifo", "/tmp/zero"} {
			if _, opened := seen.files[path]; opened {
				t.Errorf("%s was opened", path)
			}
		}
		if grown := int64(heap()) - int64(before); grown > 64<<20 {
			t.Errorf("the heap grew by %d MiB", grown>>20)
		}
	}
}

// heap is the size of what lives on the heap, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestManyChanges reads a container with 300,000 added files.
func TestManyChanges(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sleep", "1000")
	upper := lab.Docker(t, "inspect", "-f", "{{.GraphDriver.Data.UpperDir}}", name)
	for d := range 300 {
		dir := fmt.Sprintf("%s/opt/many/%d", upper, d)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+"/0", nil, 0o644); err != nil {
			t.Fatal(err)
		}
		for f := 1; f < 1000; f++ {
			if err := os.Link(dir+"/0", fmt.Sprintf("%s/%d", dir, f)); err != nil {
				t.Fatal(err)
			}
		}
	}
	subject := opened(t, connect(t, docker.Options{}), name)
	doc, err := subject.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(doc.Changes); n < 300_300 || n > 300_310 {
		t.Errorf("%d changes", n)
	}
	if size := heap(); size > 400<<20 {
		t.Errorf("%d MiB on the heap", size>>20)
	}
	runtime.KeepAlive(doc)
}
