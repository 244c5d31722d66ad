package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/reporters"
	"github.com/rummage-scanner/rummage/tree"
)

// The ways in which files are printed, one a line unless it says otherwise.
const (
	printNames = iota
	printLong
	printZero // names as they are, each with a zero byte after it
	printJSON
)

// printer prints files of a tree.
type printer struct {
	tree tree.Tree
	out  *bufio.Writer
	how  int
}

func newPrinter(t tree.Tree, out io.Writer, how int) *printer {
	return &printer{tree: t, out: bufio.NewWriter(out), how: how}
}

// listedFile is a file to be printed.
type listedFile struct {
	// name is its name in the tree, and shown what is printed of it.
	name, shown string
	info        fs.FileInfo
	sha256      string
	// version is set where all versions are listed.
	version *tree.Version
}

// info is needed for all but names.
func (p *printer) needsInfo() bool { return p.how == printLong || p.how == printJSON }

func (p *printer) print(f listedFile) error {
	switch p.how {
	case printZero:
		p.out.WriteString(f.shown)
		return p.out.WriteByte(0)
	case printJSON:
		text, err := json.Marshal(p.row(f))
		if err != nil {
			return err
		}
		p.out.Write(text)
		return p.out.WriteByte('\n')
	}
	if f.version != nil {
		fmt.Fprintf(p.out, "%-8s  %-12s  ", state(f.version), reporters.Escape(shortened(f.version.Layer)))
	}
	if p.how == printLong {
		p.long(f)
	}
	p.out.WriteString(reporters.Escape(f.shown))
	if to, ok := p.link(f); ok && p.how == printLong {
		p.out.WriteString(" -> " + reporters.Escape(to))
	}
	return p.out.WriteByte('\n')
}

// state is a version's in a word.
func state(v *tree.Version) string {
	switch {
	case v.Whiteout:
		return "whiteout"
	case v.Hidden:
		return "hidden"
	}
	return "seen"
}

// shortened is the beginning of a layer's name, as docker shows ids.
func shortened(layer string) string {
	if layer == "" {
		return "-"
	}
	return layer[:min(12, len(layer))]
}

func (p *printer) long(f listedFile) {
	a := p.tree.Attributes(f.info)
	size := fmt.Sprint(p.size(f))
	if f.info.Mode()&fs.ModeDevice != 0 {
		size = fmt.Sprintf("%d, %d", a.Major, a.Minor)
	}
	fmt.Fprintf(p.out, "%s %3d %5d %5d %10s %s ", tree.ModeString(f.info.Mode()), a.Links, a.UID, a.GID, size,
		f.info.ModTime().UTC().Format("2006-01-02T15:04:05Z"))
}

// size is that of a file, and for a link the length of what it leads to.
func (p *printer) size(f listedFile) int64 {
	if to, ok := p.link(f); ok {
		return int64(len(to))
	}
	return f.info.Size()
}

// link is where a link leads.
func (p *printer) link(f listedFile) (string, bool) {
	if f.info == nil || f.info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	if f.version != nil {
		return f.version.Link, true
	}
	to, err := p.tree.ReadLink(f.name)
	return to, err == nil
}

// fileRow is a file in JSON: names as in a document.
type fileRow struct {
	Path       string        `json:"path"`
	Type       string        `json:"type"`
	Mode       document.Mode `json:"mode"`
	UID        int64         `json:"uid"`
	GID        int64         `json:"gid"`
	Links      uint64        `json:"links"`
	Size       int64         `json:"size"`
	Mtime      time.Time     `json:"mtime"`
	Atime      time.Time     `json:"atime,omitzero"`
	Ctime      time.Time     `json:"ctime,omitzero"`
	LinkTarget string        `json:"link_target,omitempty"`
	Device     string        `json:"device,omitempty"`
	SHA256     string        `json:"sha256,omitempty"`
	Layer      string        `json:"layer,omitempty"`
	State      string        `json:"state,omitempty"`
}

func (p *printer) row(f listedFile) fileRow {
	a := p.tree.Attributes(f.info)
	row := fileRow{
		Path: document.Text(f.shown), Type: tree.TypeLetter(f.info.Mode()), Mode: document.Mode(tree.Permissions(f.info.Mode())),
		UID: a.UID, GID: a.GID, Links: a.Links, Size: p.size(f), Mtime: f.info.ModTime().UTC(), SHA256: f.sha256,
	}
	if !a.Atime.IsZero() {
		row.Atime = a.Atime.UTC()
	}
	if !a.Ctime.IsZero() {
		row.Ctime = a.Ctime.UTC()
	}
	if to, ok := p.link(f); ok {
		row.LinkTarget = document.Text(to)
	}
	if f.info.Mode()&fs.ModeDevice != 0 {
		row.Device = fmt.Sprintf("%d:%d", a.Major, a.Minor)
	}
	if f.version != nil {
		row.Layer, row.State = document.Text(f.version.Layer), state(f.version)
	}
	return row
}
