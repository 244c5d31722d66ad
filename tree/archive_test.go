package tree

import (
	"archive/tar"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/tarfs"
)

// tarOf writes an archive of small files; a name with => is a hard link.
func tarOf(t *testing.T, files ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.tar")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(f)
	for i, file := range files {
		h := &tar.Header{Name: file, Mode: 0o644, Size: 1, PAXRecords: map[string]string{"SCHILY.xattr.user.n": fmt.Sprint(i)}}
		if from, to, ok := strings.Cut(file, "=>"); ok {
			h = &tar.Header{Name: from, Typeflag: tar.TypeLink, Linkname: to, Mode: 0o644}
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			fmt.Fprint(w, i)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// states are versions in short: the name, and - hidden, w a whiteout.
func states(versions []Version) string {
	var list []string
	for _, v := range versions {
		text := v.Name
		if v.Hidden {
			text += "-"
		}
		if v.Whiteout {
			text += "w"
		}
		list = append(list, text+v.Layer)
	}
	return strings.Join(list, " ")
}

func TestArchiveVersions(t *testing.T) {
	f, err := tarfs.Open(t.Context(), tarOf(t, "d/a", "d/b", "d/a", "implied/deep/x", "h=>d/b", "h2=>d/a"), tarfs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tr := FromArchive(f, nil)
	if versions, err := tr.Versions("d/a"); err != nil || states(versions) != "d/a d/a-" {
		t.Errorf("got %s, %v", states(versions), err)
	}
	if versions, err := tr.Versions("implied"); err != nil || states(versions) != "implied" {
		t.Errorf("got %s, %v", states(versions), err)
	}
	if versions, err := tr.Versions("never"); err == nil {
		t.Errorf("got %s", states(versions))
	}
	var all []Version
	visit := func(v Version) error { all = append(all, v); return nil }
	if err := tr.AllVersions(t.Context(), "d", false, visit); err != nil || states(all) != "d/a d/a- d/b" {
		t.Errorf("got %s, %v", states(all), err)
	}
	inode := func(name string) uint64 {
		info, err := tr.Lstat(name)
		if err != nil {
			t.Fatal(err)
		}
		return tr.Attributes(info).Inode
	}
	if inode("h") != inode("d/b") || inode("h2") != inode("d/a") {
		t.Error("hard links have inodes of their own")
	}
	names := []string{".", "d", "d/a", "d/b", "implied", "implied/deep", "implied/deep/x"}
	seen := map[uint64]string{}
	for _, name := range names {
		if other, ok := seen[inode(name)]; ok {
			t.Errorf("%s and %s are one inode", name, other)
		}
		seen[inode(name)] = name
	}
	if attributes, err := tr.Xattrs("h"); err != nil || string(attributes["user.n"]) != "1" {
		t.Errorf("a hard link has the attributes %q, %v", attributes, err)
	}
}

func TestLayerVersions(t *testing.T) {
	f, err := tarfs.OpenLayers(t.Context(), []tarfs.Layer{{Name: "sha256:0", File: tarOf(t, "etc/a", "etc/b")}, {Name: "sha256:1", File: tarOf(t, "etc/.wh.a", "etc/b")}}, tarfs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tr := FromArchive(f, []string{" low", " top"})
	var all []Version
	err = tr.AllVersions(t.Context(), ".", true, func(v Version) error { all = append(all, v); return nil })
	if want := "etc/a- low etc/b- low etc/.wh.a-w top etc/b top"; err != nil || states(all) != want {
		t.Errorf("got %s, %v; want %s", states(all), err, want)
	}
	entries, err := tr.ReadDir("etc")
	if err != nil || len(entries) != 1 || entries[0].Name() != "b" {
		t.Errorf("got %v, %v", entries, err)
	}
	if !Static(tr) || !Static(Only(tr, nil)) || Static(opened(t, t.TempDir())) {
		t.Error("not only archives are static")
	}
	if !slices.ContainsFunc(all, func(v Version) bool { return v.Whiteout }) {
		t.Error("no whiteout")
	}
}
