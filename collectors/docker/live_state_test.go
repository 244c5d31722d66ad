package docker_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

func opened(t *testing.T, c *docker.Collector, name string) collectors.Subject {
	t.Helper()
	subject, err := c.Open(t.Context(), collectors.Target{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { subject.Close() })
	return subject
}

func TestStates(t *testing.T) {
	c := connect(t, docker.Options{})
	tests := []struct {
		status    string
		make      func(t *testing.T) string
		processes document.Status
	}{
		{"running", func(t *testing.T) string { return lab.Run(t, lab.Busybox, "sleep", "1000") }, document.OK},
		{"created", func(t *testing.T) string { return lab.Create(t, lab.Busybox, "true") }, document.Skipped},
		{"exited", func(t *testing.T) string { return lab.Run(t, lab.Busybox, "sh", "-c", "echo x >/root/x") }, document.Skipped},
		{"paused", func(t *testing.T) string {
			name := lab.Run(t, lab.Busybox, "sleep", "1000")
			lab.Docker(t, "pause", name)
			return name
		}, document.OK},
		{"restarting", func(t *testing.T) string { return lab.Run(t, "--restart", "always", lab.Busybox, "false") }, document.Skipped},
	}
	for _, test := range tests {
		t.Run(test.status, func(t *testing.T) {
			name := test.make(t)
			lab.Await(t, name, test.status)
			doc, _ := collect(t, c, name)
			if doc.Config.State.Status != test.status {
				t.Fatalf("the engine moved it to %s", doc.Config.State.Status)
			}
			processes := coverage(doc, "processes")
			if len(processes) != 1 || processes[0].Status != test.processes {
				t.Errorf("processes: %s", pretty(processes))
			}
			if (len(doc.Processes) > 0) != (test.processes == document.OK) {
				t.Errorf("%d processes", len(doc.Processes))
			}
			if changes := coverage(doc, "changes"); len(changes) == 0 || changes[0].Status != document.OK {
				t.Errorf("changes: %s", pretty(changes))
			}
		})
	}
}

func TestUnknownContainer(t *testing.T) {
	_, err := connect(t, docker.Options{}).Open(t.Context(), collectors.Target{Name: "no-such-container"})
	if !errors.Is(err, collectors.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// TestVanishingContainer removes a container between the steps of a scan.
func TestVanishingContainer(t *testing.T) {
	for _, options := range []docker.Options{{}, {Remote: true}} {
		name := lab.Run(t, lab.Busybox, "sleep", "1000")
		subject := opened(t, connect(t, options), name)
		lab.Docker(t, "rm", "-f", name)
		doc, err := subject.Document(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, collector := range []string{"processes", "changes"} {
			found := coverage(doc, collector)
			if len(found) == 0 || found[0].Status != document.Failed && found[0].Cause != document.Failure {
				t.Errorf("remote %v: %s: %s", options.Remote, collector, pretty(found))
			}
		}
	}
}

func TestProcesses(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	lab.Shell(t, name, "cp /bin/sleep /tmp/added; cp /bin/sh '/tmp/with blank'; cp /bin/sleep /tmp/deleted")
	lab.Docker(t, "exec", "-d", name, "/tmp/added", "1001")
	lab.Docker(t, "exec", "-d", name, "/tmp/with blank", "-ec", "sleep 1002; true", "a  b")
	lab.Docker(t, "exec", "-d", name, "sh", "-c", "/tmp/deleted 1003 & sleep 0.2; rm /tmp/deleted; wait")
	lab.Shell(t, name, "while [ -e /tmp/deleted ]; do sleep 0.1; done")

	doc, _ := collect(t, connect(t, docker.Options{}), name)
	byArgument := map[string]document.Process{}
	for _, p := range doc.Processes {
		if len(p.Args) > 1 {
			byArgument[p.Args[1]] = p
		}
	}
	tests := []struct {
		argument, exe string
		state         document.ExeState
		init, exec    bool
	}{
		{"1000", "/usr/bin/sleep", document.ExeImage, true, false},
		{"1001", "/tmp/added", document.ExeAdded, false, true},
		{"-ec", "/tmp/with blank", document.ExeAdded, false, true},
		{"1003", "/tmp/deleted", document.ExeDeleted, false, false},
	}
	for _, test := range tests {
		p := byArgument[test.argument]
		if p.Exe != test.exe || p.ExeState != test.state || p.Init != test.init || p.Exec != test.exec {
			t.Errorf("%s: %s", test.argument, pretty(p))
		}
		if p.PID == 0 || time.Since(p.Started) > time.Hour || p.Name == "" {
			t.Errorf("%s: %s", test.argument, pretty(p))
		}
	}
	if args := byArgument["-ec"].Args; len(args) != 4 || args[3] != "a  b" {
		t.Errorf("arguments: %q", args)
	}
}

func TestLogs(t *testing.T) {
	script := "echo one; echo two >&2; printf 'no end'"
	for _, tty := range []bool{false, true} {
		args := []string{lab.Busybox, "sh", "-c", script}
		want := []string{"stdout one", "stderr two", "stdout no end"}
		if tty {
			args = append([]string{"-t"}, args...)
			want = []string{"stdout one", "stdout two", "stdout no end"}
		}
		name := lab.Run(t, args...)
		lab.Await(t, name, "exited")
		doc, seen := collect(t, connect(t, docker.Options{}), name)
		if strings.Join(sorted(seen.lines), ";") != strings.Join(sorted(want), ";") || doc.Logs.Lines != 3 {
			t.Errorf("tty %v: %q, %s", tty, seen.lines, pretty(doc.Logs))
		}
	}
}

func sorted(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

// TestHugeLog has a log of 1 GB, of which the last lines are read.
func TestHugeLog(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sh", "-c", "echo first; sleep 1000")
	grow(t, lab.Docker(t, "inspect", "-f", "{{.LogPath}}", name), 1<<30)
	before := heap()
	doc, seen := collect(t, connect(t, docker.Options{LogLines: 1000}), name)
	if n := len(seen.lines); n == 0 || n > 1000 {
		t.Errorf("%d lines", n)
	}
	if covered := coverage(doc, "logs"); len(covered) != 1 || covered[0].Status != document.Partial || covered[0].Cause != document.Limit {
		t.Errorf("coverage: %s", pretty(covered))
	}
	if grown := int64(heap()) - int64(before); grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// grow appends log entries until the file has this size.
func grow(t *testing.T, file string, size int64) {
	t.Helper()
	entry := `{"log":"` + strings.Repeat("x", 900) + `\n","stream":"stdout","time":"` + time.Now().UTC().Format(time.RFC3339Nano) + "\"}\n"
	chunk := strings.Repeat(entry, 1000)
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for written := int64(0); written < size; written += int64(len(chunk)) {
		if _, err := io.WriteString(f, chunk); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEngineGoesAway cuts the connection in the middle of a scan.
func TestEngineGoesAway(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sh", "-c", "echo line; exec sleep 1000")
	lab.Shell(t, name, "echo x >/root/x")
	proxy := newProxy(t)
	subject := opened(t, connect(t, docker.Options{Host: "tcp://" + proxy.Addr().String(), Remote: true}), name)
	doc, err := subject.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	proxy.cut()
	err = errors.Join(
		subject.Files(t.Context(), func(collectors.File) error { return nil }),
		subject.Logs(t.Context(), func(collectors.LogLine) error { return nil }))
	if err == nil {
		for _, collector := range []string{"files", "logs"} {
			if found := coverage(doc, collector); len(found) == 0 || found[0].Status == document.OK {
				t.Errorf("%s: %s", collector, pretty(doc.Coverage))
			}
		}
	}
	if len(doc.Changes) == 0 || len(doc.Processes) == 0 {
		t.Error("what was read before is lost")
	}
}

// proxy is a remote engine: this host's, behind a TCP port of the loopback.
type proxy struct {
	net.Listener
	mu          sync.Mutex
	connections []net.Conn
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: listener}
	t.Cleanup(p.cut)
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := (&net.Dialer{}).DialContext(context.Background(), "unix", "/var/run/docker.sock")
			if err != nil {
				near.Close()
				continue
			}
			p.mu.Lock()
			p.connections = append(p.connections, near, far)
			p.mu.Unlock()
			go func() { io.Copy(far, near); far.Close() }()
			go func() { io.Copy(near, far); near.Close() }()
		}
	}()
	return p
}

// cut ends all connections, and takes no more.
func (p *proxy) cut() {
	p.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.connections {
		c.Close()
	}
}
