package engine

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/packages"
)

// layered completes the files of an image once all of them were seen: which layer
// a file is in, and what else that layer has, may become known after the file.
type layered struct {
	mu        sync.Mutex
	databases []database
	programs  []program
	links     []collectors.File
}

// database is one file of a package database, as one layer has it.
type database struct {
	entry   *document.File
	content *packages.Databases
}

// program is a file that can be run, with the digests by which package databases
// know contents, apart from SHA-256.
type program struct {
	entry *document.File
	md5   [md5.Size]byte
	sha1  [sha1.Size]byte
}

func (p *program) sum(a packages.Algorithm) string {
	switch a {
	case packages.MD5:
		return hex.EncodeToString(p.md5[:])
	case packages.SHA1:
		return hex.EncodeToString(p.sha1[:])
	}
	return p.entry.SHA256
}

// note keeps what is needed later of a content: a package database, and the
// digests of what can be run.
func (l *layered) note(entry *document.File, data []byte) {
	switch {
	case packages.IsDatabase(entry.Path):
		content := packages.New()
		content.Add(entry.Path, bytes.NewReader(data))
		l.mu.Lock()
		defer l.mu.Unlock()
		l.databases = append(l.databases, database{entry, content})
	case entry.Executable():
		p := program{entry, md5.Sum(data), sha1.Sum(data)}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.programs = append(l.programs, p)
	}
}

// link notes a hard link. Its target was noted before.
func (l *layered) link(f collectors.File) { l.links = append(l.links, f) }

// complete names the package of each program that the databases of its own layer
// list with its content, and gives hard links what their targets show.
func (l *layered) complete() {
	byLayer := map[string][]*packages.Databases{}
	for _, d := range l.databases {
		byLayer[d.entry.Layer] = append(byLayer[d.entry.Layer], d.content)
	}
	for i := range l.programs {
		p := &l.programs[i]
		for _, d := range byLayer[p.entry.Layer] {
			if owner := d.OwnerOf(p.entry.Path, p.sum); owner != "" {
				p.entry.Package = owner
				break
			}
		}
	}
	for _, link := range l.links {
		f, target := link.Entry, link.Same
		f.SHA256, f.Magic, f.Interpreter, f.Architecture = target.SHA256, target.Magic, target.Interpreter, target.Architecture
		f.Entropy, f.Text, f.Package = target.Entropy, target.Text, target.Package
	}
}
