package engine

import (
	"bytes"
	"sync"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/packages"
)

// layered completes the files of an image once all of them were seen: which layer
// a file is in, and what else that layer has, may become known after the file.
type layered struct {
	mu        sync.Mutex
	databases []database
	owned     map[*document.File]sums
}

// database is one file of a package database, as one layer has it.
type database struct {
	entry   *document.File
	content *packages.Databases
}

// sums are the digests by which package databases know a content: that of a
// program, or of a file whose text policies see.
type sums [3]string

// note keeps what is needed later of a content: a package database, and the
// digests of what a package may own.
func (l *layered) note(entry *document.File, data []byte) {
	switch {
	case packages.IsDatabase(entry.Path):
		content := packages.New()
		content.Add(entry.Path, bytes.NewReader(data))
		l.mu.Lock()
		defer l.mu.Unlock()
		l.databases = append(l.databases, database{entry, content})
	case entry.Executable(), document.HasText(entry.Path):
		known := sums{packages.MD5: packages.MD5.Sum(data), packages.SHA1: packages.SHA1.Sum(data), packages.SHA256: entry.SHA256}
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.owned == nil {
			l.owned = map[*document.File]sums{}
		}
		l.owned[entry] = known
	}
}

// complete names the package of each file that the databases of its own layer
// list with its content, and gives hard links what their targets show.
func (l *layered) complete(files []*document.File) {
	byLayer := map[string][]*packages.Databases{}
	for _, d := range l.databases {
		byLayer[d.entry.Layer] = append(byLayer[d.entry.Layer], d.content)
	}
	for entry, known := range l.owned {
		for _, d := range byLayer[entry.Layer] {
			if owner := d.OwnerOf(entry.Path, func(a packages.Algorithm) string { return known[a] }); owner != "" {
				entry.Package = owner
				break
			}
		}
	}
	completeLinks(files)
}

func completeLinks(files []*document.File) {
	type place struct{ layer, path string }
	targets := map[place]*document.File{}
	for _, f := range files {
		if f.HardLink != "" {
			targets[place{f.Layer, f.HardLink}] = nil
		}
	}
	if len(targets) == 0 {
		return
	}
	for _, f := range files {
		at := place{f.Layer, f.Path}
		if _, wanted := targets[at]; wanted && f.HardLink == "" {
			targets[at] = f
		}
	}
	for _, f := range files {
		if target := targets[place{f.Layer, f.HardLink}]; f.HardLink != "" && target != nil {
			f.SHA256, f.Magic, f.Interpreter, f.Architecture = target.SHA256, target.Magic, target.Interpreter, target.Architecture
			f.Entropy, f.Text, f.Package = target.Entropy, target.Text, target.Package
		}
	}
}
