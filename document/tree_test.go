package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
)

func fileAt(path, sum string, mode document.Mode) document.Change {
	return document.Change{Path: path, Kind: document.Added, Type: document.Regular, Mode: mode, SHA256: sum}
}

func TestCompare(t *testing.T) {
	layered := func(c document.Change, deleted string) *document.File {
		return &document.File{Change: c, Layer: "1", DeletedIn: deleted}
	}
	image := &document.Document{Files: []*document.File{
		layered(document.Change{Path: "/d", Type: document.Directory, Mode: 0o755}, ""),
		layered(fileAt("/d/kept", "a", 0o644), ""), layered(fileAt("/d/content", "a", 0o644), ""), layered(fileAt("/d/mode", "a", 0o644), ""),
		layered(fileAt("/d/gone", "a", 0o644), ""), layered(fileAt("/lost/a", "a", 0o644), ""), layered(fileAt("/never", "a", 0o644), "2"),
		layered(document.Change{Path: "/link", Type: document.Symlink, LinkTarget: "a", Mode: 0o777}, ""),
	}}
	container := &document.Document{Changes: []document.Change{
		{Path: "/d", Kind: document.Modified, Type: document.Directory, Mode: 0o755},
		fileAt("/d/content", "b", 0o644), fileAt("/d/mode", "a", 0o4755), {Path: "/d/gone", Kind: document.Deleted},
		{Path: "/lost", Kind: document.Deleted, Lost: []string{"/lost/a"}}, fileAt("/new", "n", 0o644),
		{Path: "/link", Kind: document.Modified, Type: document.Symlink, LinkTarget: "b", Mode: 0o777, UID: 1},
		{Path: "/dev/shm/x", Kind: document.Added, Type: document.Regular, Mount: "tmpfs"},
	}}
	tree := image.Tree()
	want := []document.Difference{
		{Path: "/d/content", Kind: document.Modified, What: []string{"content"}},
		{Path: "/d/gone", Kind: document.Deleted},
		{Path: "/d/mode", Kind: document.Modified, What: []string{"mode"}},
		{Path: "/link", Kind: document.Modified, What: []string{"owner", "link"}},
		{Path: "/lost/a", Kind: document.Deleted},
		{Path: "/new", Kind: document.Added},
	}
	if diff := cmp.Diff(want, document.Compare(tree, container.TreeOver(tree))); diff != "" {
		t.Error(diff)
	}
	if same := document.Compare(tree, image.Tree()); len(same) > 0 {
		t.Error(same)
	}
}
