package main

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/testdata/lab"
)

// exported are the paths that docker export has of a container.
func exported(t *testing.T, name string) []string {
	t.Helper()
	export := exec.Command("docker", "export", name)
	out, err := export.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := export.Start(); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/"}
	for archive := tar.NewReader(out); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path.Clean("/"+header.Name))
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Fatal(err)
	}
	if err := export.Wait(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	return paths
}

// found are the paths that fs find has.
func found(t *testing.T, args ...string) []string {
	t.Helper()
	paths := strings.Split(strings.TrimSuffix(succeed(t, append([]string{"fs", "find", "--print0"}, args...)...), "\x00"), "\x00")
	slices.Sort(paths)
	return paths
}

// TestFSOfContainers finds in all sources of a container what docker export has.
func TestFSOfContainers(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	lab.Shell(t, name, `
		rm /etc/issue; rm -r /usr/share/doc; mkdir /usr/share/doc; echo new >/usr/share/doc/new
		mv /etc/apt /etc/apt.old; echo evil >/tmp/evil; chmod 4755 /tmp/evil; ln -s /etc/shadow /tmp/link
		printf x >"/tmp/$(printf 'new\nline')"
	`)
	lab.Docker(t, "stop", "-t", "0", name)
	want := exported(t, name)
	root := "docker-root:" + lab.Docker(t, "info", "-f", "{{.DockerRootDir}}") + "#" + name
	dir := filepath.Join(t.TempDir(), "case")
	succeed(t, "collect", name, "-o", dir)
	for _, source := range []string{name, "container:" + name, root, "case:" + dir} {
		if got := found(t, source); !slices.Equal(got, want) {
			t.Errorf("%s has %d paths, docker export %d", source, len(got), len(want))
		}
		if got := succeed(t, "fs", "cat", source, "/tmp/evil"); got != "evil\n" {
			t.Errorf("%s: the file has %q", source, got)
		}
		if got := found(t, source, "/tmp", "--mode", "4000"); !slices.Equal(got, []string{"/tmp/evil"}) {
			t.Errorf("%s: setuid is %q", source, got)
		}
		changed := found(t, source, "--changes", "--type", "f")
		if !slices.Contains(changed, "/usr/share/doc/new") || slices.Contains(changed, "/etc/passwd") {
			t.Errorf("%s: changed is %q", source, changed)
		}
	}
	all := succeed(t, "fs", "ls", "-a", root, "/etc/issue")
	if !strings.HasPrefix(all, "whiteout") || !strings.Contains(all, "\nhidden ") {
		t.Errorf("the deleted file has the versions\n%s", all)
	}
}

// TestFSOfImages merges the layers of an image as the engine does.
func TestFSOfImages(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	top := t.TempDir()
	file, layout := filepath.Join(top, "image.tar"), filepath.Join(top, "layout")
	lab.Docker(t, "save", "-o", file, lab.Debian)
	if err := os.Mkdir(layout, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("tar", "-C", layout, "-xf", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	name := lab.Run(t, lab.Debian, "true")
	lab.Docker(t, "wait", name)
	// The engine makes these for each container.
	made := []string{"/.dockerenv", "/dev/console", "/dev/pts", "/dev/shm", "/etc/hostname", "/etc/hosts", "/etc/mtab", "/etc/resolv.conf", "/dev", "/etc", "/proc", "/sys"}
	without := func(paths []string) []string {
		return slices.DeleteFunc(paths, func(name string) bool { return slices.Contains(made, name) })
	}
	want := without(exported(t, name))
	for _, source := range []string{"docker-archive:" + file, "oci-dir:" + layout, "image:" + lab.Debian} {
		if got := without(found(t, source)); !slices.Equal(got, want) {
			t.Errorf("%s has %d paths, docker export %d", source, len(got), len(want))
		}
	}
	if out, err := exec.Command("gzip", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var errOut strings.Builder
	if status := run(t.Context(), []string{"fs", "ls", "docker-archive:" + file + ".gz"}, nil, io.Discard, &errOut); status != statusError || !strings.Contains(errOut.String(), "hint: decompress it first") {
		t.Errorf("a compressed archive: status %d, %s", status, &errOut)
	}
}
