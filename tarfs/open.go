package tarfs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"syscall"
)

// Options say how archives are opened.
type Options struct {
	// CacheDir is where an index goes when it is not kept beside the archive, or
	// cannot be. Empty: no index is kept.
	CacheDir string
	// Beside keeps the index beside the archive, as NAME.rummage-index. Do not use it
	// where others than you may write: what an index says is believed.
	Beside bool
	// Rebuild makes the index anew even where there is one.
	Rebuild bool
	// Notice is told what is odd or damaged in an archive; it may be nil.
	Notice func(string)
}

// Layer is an archive in a pile of them.
type Layer struct {
	// Name tells layers apart, as a diff ID does. It names the index.
	Name string
	// File holds the layer, as its whole or from Offset on for Size bytes. A Size of
	// 0 is up to the end.
	File         string
	Offset, Size int64
}

// Open opens an archive: a tar that is plain, or compressed with gzip, zstd, xz or
// bzip2.
func Open(ctx context.Context, name string, o Options) (*FS, error) {
	return open(ctx, []Layer{{File: name}}, o, false)
}

// OpenLayers opens the layers of an image as one file system, the lowest layer
// first. Whiteouts and opaque directories count as the OCI image specification says.
func OpenLayers(ctx context.Context, layers []Layer, o Options) (*FS, error) {
	return open(ctx, layers, o, true)
}

func open(ctx context.Context, layers []Layer, o Options, image bool) (*FS, error) {
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	f := &FS{image: image, notice: o.Notice}
	for i, l := range layers {
		a, err := openArchive(ctx, l, o, image)
		if err != nil {
			f.Close()
			if l.Name != "" {
				return nil, fmt.Errorf("open layer %s: %w", l.Name, err)
			}
			return nil, fmt.Errorf("open %s: %w", l.File, err)
		}
		a.number = i
		f.layers = append(f.layers, a)
	}
	return f, nil
}

// archive is a tar with its index.
type archive struct {
	number  int
	layer   Layer
	image   bool
	file    *os.File
	src     *io.SectionReader // as it is stored
	kind    kind
	of      identity
	ix      *index
	content io.ReaderAt // compression undone
}

func openArchive(ctx context.Context, l Layer, o Options, image bool) (_ *archive, err error) {
	a := &archive{layer: l, image: image}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	if err := a.open(); err != nil {
		return nil, err
	}
	if err := a.index(ctx, o); err != nil {
		return nil, err
	}
	texts, err := a.ix.notices()
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		if l.Name != "" {
			text = l.Name + ": " + text
		}
		o.Notice(text)
	}
	a.content = a.src
	if c := codecs[a.kind]; c != nil {
		a.content = newInflated(a.src, c, a.ix)
	}
	return a, nil
}

// open opens the file, and tells what it is.
func (a *archive) open() error {
	f, err := os.OpenFile(a.layer.File, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a FIFO would wait for its writer
	if err != nil {
		return errors.Unwrap(err)
	}
	a.file = f
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	if !stat.Mode().IsRegular() {
		return errors.New("not a regular file")
	}
	size := a.layer.Size
	if a.layer.Offset < 0 || size < 0 || a.layer.Offset > stat.Size() {
		return errors.New("the layer is not within its file")
	}
	if rest := stat.Size() - a.layer.Offset; size == 0 || size > rest {
		size = rest
	}
	a.src = io.NewSectionReader(f, a.layer.Offset, size)
	a.of = identity{Size: size, Mtime: stat.ModTime().UnixNano()}
	if a.of.Sample, err = sample(a.src); err != nil {
		return err
	}
	a.kind, err = sniff(a.src)
	return err
}

func (a *archive) close() error {
	var errs []error
	if c, ok := a.content.(io.Closer); ok {
		errs = append(errs, c.Close())
	}
	if a.ix != nil {
		errs = append(errs, a.ix.pages.close())
	}
	if a.file != nil {
		errs = append(errs, a.file.Close())
	}
	return errors.Join(errs...)
}

// index opens the index that is kept, or makes one.
func (a *archive) index(ctx context.Context, o Options) error {
	places, err := a.places(o)
	if err != nil {
		return err
	}
	if !o.Rebuild {
		for _, p := range places {
			if a.ix = a.kept(p); a.ix != nil {
				a.ix.pages.repair = func() (*os.File, error) { return a.remake(p) }
				return nil
			}
		}
	}
	for _, p := range places {
		if a.ix, err = a.make(ctx, p); err == nil || ctx.Err() != nil {
			return err
		}
		o.Notice(fmt.Sprintf("the index is not kept at %s: %v", p, err))
	}
	a.ix, err = a.make(ctx, "")
	return err
}

// places are where the index may be kept, the best first.
func (a *archive) places(o Options) ([]string, error) {
	abs, err := filepath.Abs(a.layer.File)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(fmt.Appendf(nil, "%q %q %d %d %t", a.layer.Name, abs, a.layer.Offset, a.layer.Size, a.image))
	if a.layer.Name != "" { // wherever the layer is
		id = sha256.Sum256(fmt.Appendf(nil, "%q %t", a.layer.Name, a.image))
	}
	name := hex.EncodeToString(id[:])
	var places []string
	if o.Beside {
		beside := abs
		if a.image {
			beside += "." + name[:16]
		}
		places = append(places, beside+".rummage-index")
	}
	if o.CacheDir != "" {
		places = append(places, filepath.Join(o.CacheDir, name+".rummage-index"))
	}
	return places, nil
}

// kept opens an index that is kept, or nil when there is none of this archive as it
// is. What another user owns is not believed.
func (a *archive) kept(name string) *index {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil
	}
	stat, err := f.Stat()
	if err == nil && stat.Mode().IsRegular() && ours(stat) {
		if ix, err := openIndex(f); err == nil && ix.Of == a.of && ix.First == a.image && ix.Kind == a.kind {
			return ix
		}
	}
	f.Close()
	return nil
}

func ours(stat fs.FileInfo) bool {
	sys, ok := stat.Sys().(*syscall.Stat_t)
	return ok && (int(sys.Uid) == os.Geteuid() || sys.Uid == 0)
}

// remake makes an index in the place of a damaged one, and has its file.
func (a *archive) remake(name string) (*os.File, error) {
	ix, err := a.make(context.Background(), name)
	if err != nil {
		if ix, err = a.make(context.Background(), ""); err != nil {
			return nil, err
		}
	}
	if ix.Nodes != a.ix.Nodes || ix.Pages != a.ix.Pages {
		ix.pages.close()
		return nil, errDamaged
	}
	copy(a.ix.pages.sums, ix.pages.sums)
	return ix.pages.f, nil
}

// make makes an index, and keeps it under a name unless that is empty. It is written
// under another name first, so that nobody sees a part of it.
func (a *archive) make(ctx context.Context, name string) (*index, error) {
	dir, pattern := os.TempDir(), "rummage-index-"
	if name != "" {
		dir, pattern = filepath.Dir(name), "."+filepath.Base(name)+"-"
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	if err = a.build(ctx, f); err == nil && name != "" {
		err = os.Rename(f.Name(), name)
	}
	if err != nil || name == "" {
		os.Remove(f.Name())
	}
	var ix *index
	if err == nil {
		ix, err = openIndex(f)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return ix, nil
}

// build writes an index of the archive.
func (a *archive) build(ctx context.Context, f *os.File) error {
	b := newBuilder(f)
	in, broken, err := a.feed(ctx, b)
	if err != nil {
		return err
	}
	s := &scanner{ctx: ctx, in: in, first: a.image, notices: &b.notices}
	for {
		h, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := b.add(h); err != nil {
			return err
		}
	}
	size, err := a.measure(s)
	if err != nil {
		return err
	}
	if err := broken(); err != nil {
		b.notices.add("the compression is damaged, and what comes after it is lost", err.Error())
	}
	if s.off > size && s.off < math.MaxInt64-blockSize {
		b.notices.add("the archive is cut short in its last file", "")
	}
	return b.finish(indexHeader{Of: a.of, Kind: a.kind, First: a.image, Content: size})
}

// feed is how the archive is read to make its index.
func (a *archive) feed(ctx context.Context, b *builder) (in feed, broken func() error, err error) {
	c := codecs[a.kind]
	if c == nil {
		return &sought{r: a.src}, func() error { return nil }, nil
	}
	r, err := c.all(a.src, func(r restart, window []byte) error { return b.restart(r, window) })
	if err != nil {
		return nil, nil, err
	}
	st := newStream(ctx, r, a.src.Size())
	return st, func() error { return st.broken }, nil
}

// measure is the size of the archive, compression undone.
func (a *archive) measure(s *scanner) (int64, error) {
	st, ok := s.in.(*stream)
	if !ok {
		return a.src.Size(), nil
	}
	_, err := st.peek(math.MaxInt64, 1)
	return st.off, err
}
