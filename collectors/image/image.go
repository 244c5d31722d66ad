// Package image opens images that need no engine: archives of docker save and of
// podman save, OCI layouts, and those in a registry.
package image

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/document"
)

// The schemes of the targets that this package opens.
const (
	DockerArchive = "docker-archive" // FILE of docker save, also compressed; - for stdin
	OCIArchive    = "oci-archive"    // FILE, a tar of an OCI layout
	OCIDir        = "oci-dir"        // DIR, an OCI layout
	Registry      = "registry"       // REF
)

// Schemes lists them.
var Schemes = []string{DockerArchive, OCIArchive, OCIDir, Registry}

// Options say how images are found.
type Options struct {
	// Platform chooses an image of several, as OS/ARCH[/VARIANT]; empty means
	// linux on the architecture that rummage runs on.
	Platform string
	// PlainHTTP allows registries without TLS; those on localhost need no leave.
	PlainHTTP bool
	// Signatures has registries asked for the signatures of images.
	Signatures bool
	// Stdin is what the file - stands for.
	Stdin io.Reader
}

// Opener opens images.
type Opener struct {
	options  Options
	platform layers.Platform
	patience patience
}

// New makes an opener.
func New(options Options) (*Opener, error) {
	platform, err := parsePlatform(options.Platform)
	if err != nil {
		return nil, err
	}
	return &Opener{options: options, platform: platform, patience: patiently}, nil
}

// Open finds an image. What is in it is looked at later.
func (o *Opener) Open(ctx context.Context, target collectors.Target) (collectors.Subject, error) {
	switch target.Scheme {
	case OCIDir:
		return o.openDir(target.Name)
	case Registry:
		return o.openRegistry(ctx, target.Name)
	}
	return o.openArchive(target.Name)
}

func (o *Opener) openDir(name string) (collectors.Subject, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("open OCI layout: %w", err)
	}
	if _, err := root.Stat("index.json"); err != nil {
		root.Close()
		return nil, fmt.Errorf("open OCI layout: %s has no index.json: %w", name, err)
	}
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		return r.ReadFiles(ctx, directory{root}, o.platform)
	}
	return layers.NewSubject(path.Base(name), read, root.Close), nil
}

// directory opens files of a layout's directory.
type directory struct{ root *os.Root }

// Open opens a regular file: anything else could make the scan wait.
func (d directory) Open(name string) (io.ReadCloser, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: document.Text(name), Err: errors.New("not a regular file")}
	}
	return f, nil
}

// Has tells whether there is such a file.
func (d directory) Has(name string) bool {
	info, err := d.root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// openArchive opens an archive. A file that is not compressed is read at several
// places at a time; anything else as it comes.
func (o *Opener) openArchive(name string) (collectors.Subject, error) {
	if name == "-" {
		return layers.NewSubject("stdin", o.streamer(o.options.Stdin), func() error { return nil }), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open image: %w", err)
	}
	read := o.streamer(f)
	if isPlainTar(f) {
		read = func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
			index, err := indexOf(f)
			if err != nil {
				return nil, err
			}
			return r.ReadFiles(ctx, index, o.platform)
		}
	}
	return layers.NewSubject(path.Base(name), read, f.Close), nil
}

func (o *Opener) streamer(from io.Reader) func(context.Context, layers.Reader) (*layers.Image, error) {
	return func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		return r.ReadStream(ctx, from, o.platform)
	}
}

// isPlainTar tells whether a file is one whose parts can be found: a regular file
// that begins as a tar archive does.
func isPlainTar(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	var start [262]byte
	n, _ := f.ReadAt(start[:], 0)
	return n == len(start) && bytes.Equal(start[257:], []byte("ustar"))
}

// index finds the files of a tar archive.
type index struct {
	file  *os.File
	parts map[string]part
}

type part struct {
	at, size int64
	to       string // of a link
}

// maxParts bounds the files of an archive: an image has a few for each layer.
const maxParts = 100_000

func indexOf(f *os.File) (*index, error) {
	x := &index{file: f, parts: map[string]part{}}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	archive := tar.NewReader(f)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return x, nil
		}
		if err != nil && header == nil {
			return nil, &collectors.Unusable{Part: "the archive", Err: err}
		}
		if len(x.parts) >= maxParts {
			return nil, &collectors.Unusable{Part: "the archive", Err: fmt.Errorf("it has more than %d files", maxParts)}
		}
		name := strings.TrimPrefix(path.Clean("/"+header.Name), "/")
		switch header.Typeflag {
		case tar.TypeReg:
			at, err := f.Seek(0, io.SeekCurrent)
			if err != nil {
				return nil, err
			}
			x.parts[name] = part{at: at, size: header.Size}
		case tar.TypeSymlink:
			x.parts[name] = part{to: path.Join(path.Dir(name), header.Linkname)}
		case tar.TypeLink:
			x.parts[name] = part{to: strings.TrimPrefix(path.Clean("/"+header.Linkname), "/")}
		}
	}
}

// Open opens a file of the archive.
func (x *index) Open(name string) (io.ReadCloser, error) {
	found, ok := x.find(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: document.Text(name), Err: fs.ErrNotExist}
	}
	return layers.Section{SectionReader: io.NewSectionReader(x.file, found.at, found.size)}, nil
}

// Has tells whether there is such a file.
func (x *index) Has(name string) bool {
	_, ok := x.find(name)
	return ok
}

// find follows links.
func (x *index) find(name string) (part, bool) {
	found, ok := x.parts[name]
	for range 40 {
		if !ok || found.to == "" {
			break
		}
		found, ok = x.parts[found.to]
	}
	return found, ok && found.to == ""
}
