package engine

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"io"
	"slices"
	"strings"
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
	listed    int // files, in all databases
	programs  []program
	links     []collectors.File
}

// maxListed bounds the files that databases list. Those of others are taken to be
// of no package.
const maxListed = 4_000_000

// database is one file of a package database, as one layer has it.
type database struct {
	entry   *document.File
	content *packages.Databases
}

// program is a file that can be run.
type program struct {
	entry *document.File
	// again reads it once more; where that cannot be, digests has those by which
	// package databases know contents, apart from SHA-256.
	again   func() io.Reader
	digests *digests
}

type digests struct {
	md5  [md5.Size]byte
	sha1 [sha1.Size]byte
}

// owner names the package of a database that lists a program with its content. A
// digest is made only where one lists its path.
func (p *program) owner(listed *packages.Databases) (owner string, unread error) {
	owner = listed.OwnerOf(p.entry.Path, func(a packages.Algorithm) string {
		var sum string
		sum, unread = p.digest(a)
		return sum
	})
	return owner, unread
}

func (p *program) digest(a packages.Algorithm) (string, error) {
	switch {
	case a == packages.SHA256:
		return p.entry.SHA256, nil
	case p.digests == nil:
		sum := a.New()
		_, err := io.Copy(sum, p.again())
		return hex.EncodeToString(sum.Sum(nil)), err
	case a == packages.MD5:
		return hex.EncodeToString(p.digests.md5[:]), nil
	}
	return hex.EncodeToString(p.digests.sha1[:]), nil
}

// note keeps what is needed later of a content: a package database, and what can be
// run.
func (l *layered) note(f collectors.File, data []byte) {
	switch {
	case packages.IsDatabase(f.Entry.Path):
		content := packages.New()
		content.Add(f.Entry.Path, bytes.NewReader(data))
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.listed += content.Len(); l.listed <= maxListed {
			l.databases = append(l.databases, database{f.Entry, content})
		}
	case f.Entry.Executable():
		p := program{entry: f.Entry, again: f.Again}
		if p.again == nil {
			p.digests = &digests{md5.Sum(data), sha1.Sum(data)}
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.programs = append(l.programs, p)
	}
}

// link notes a hard link. Its target was noted before.
func (l *layered) link(f collectors.File) { l.links = append(l.links, f) }

// complete names the package of each program that the databases of its own layer
// list with its content, and gives hard links what their targets show.
func (l *layered) complete(ctx context.Context) error {
	slices.SortFunc(l.databases, func(a, b database) int { return strings.Compare(a.entry.Path, b.entry.Path) })
	byLayer := map[string]*packages.Databases{}
	for _, d := range l.databases {
		of, ok := byLayer[d.entry.Layer]
		if !ok {
			of = packages.New()
			byLayer[d.entry.Layer] = of
		}
		of.Merge(d.content)
	}
	err := collectors.SideBySide(ctx, len(l.programs), func(i int) error {
		p := &l.programs[i]
		listed, ok := byLayer[p.entry.Layer]
		if !ok {
			return nil
		}
		var err error
		p.entry.Package, err = p.owner(listed)
		return err
	})
	for _, link := range l.links {
		f, target := link.Entry, link.Same
		f.SHA256, f.Magic, f.Interpreter, f.Architecture = target.SHA256, target.Magic, target.Interpreter, target.Architecture
		f.Entropy, f.Text, f.Package = target.Entropy, target.Text, target.Package
	}
	return err
}
