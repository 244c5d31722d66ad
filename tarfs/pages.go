package tarfs

import (
	"errors"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// pageSize is what of an index is read and checked at once, in bytes.
const pageSize = 16 << 10

// maxPages bounds the pages of an index that are kept in memory.
const maxPages = 1024

// errDamaged is for an index that is not as it was written.
var errDamaged = errors.New("damaged index")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// pageWriter writes pages, one after the other, from the second one on. The first
// is for the header, which is known last.
type pageWriter struct {
	f    *os.File
	page []byte
	off  int64 // of what comes next
	sums []uint32
}

func newPageWriter(f *os.File) *pageWriter {
	return &pageWriter{f: f, page: make([]byte, 0, pageSize), off: pageSize, sums: []uint32{0}}
}

func (w *pageWriter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		part := b[:min(len(b), pageSize-len(w.page))]
		w.page = append(w.page, part...)
		w.off += int64(len(part))
		b = b[len(part):]
		if len(w.page) == pageSize {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

// flush writes the page, filled up with zeros.
func (w *pageWriter) flush() error {
	if len(w.page) == 0 {
		return nil
	}
	at := w.off - int64(len(w.page))
	page := w.page[:pageSize]
	clear(page[len(w.page):])
	if _, err := w.f.WriteAt(page, at); err != nil {
		return err
	}
	w.sums = append(w.sums, crc32.Checksum(page, castagnoli))
	w.page = w.page[:0]
	w.off = at + pageSize
	return nil
}

// readAt has what was written before, of at most n bytes.
func (w *pageWriter) readAt(off int64, n int) ([]byte, error) {
	b := make([]byte, min(int64(n), w.off-off))
	start := w.off - int64(len(w.page))
	if off < start {
		part := b[:min(int64(len(b)), start-off)]
		if _, err := w.f.ReadAt(part, off); err != nil {
			return nil, err
		}
	}
	if end := off + int64(len(b)); end > start {
		from := max(off, start)
		copy(b[from-off:], w.page[from-start:])
	}
	return b, nil
}

// pages reads what a pageWriter wrote. Each page is checked when it is read first.
type pages struct {
	f      *os.File
	sums   []uint32
	cached []atomic.Pointer[[pageSize]byte]
	// repair makes the index anew when it turns out to be damaged, and has its
	// file.
	repair func() (*os.File, error)

	mu     sync.Mutex
	loaded []int32 // the pages that are in memory, in a ring
	next   int
}

func newPages(f *os.File, sums []uint32) *pages {
	return &pages{f: f, sums: sums, cached: make([]atomic.Pointer[[pageSize]byte], len(sums))}
}

func (p *pages) page(k int) (*[pageSize]byte, error) {
	if k <= 0 || k >= len(p.sums) {
		return nil, errDamaged
	}
	if b := p.cached[k].Load(); b != nil {
		return b, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	b, err := p.load(k)
	if errors.Is(err, errDamaged) && p.repair != nil {
		if err := p.renew(); err != nil {
			return nil, err
		}
		b, err = p.load(k)
	}
	if err != nil {
		return nil, err
	}
	p.keep(k, b)
	return b, nil
}

func (p *pages) load(k int) (*[pageSize]byte, error) {
	b := new([pageSize]byte)
	_, err := p.f.ReadAt(b[:], int64(k)*pageSize)
	if errors.Is(err, io.EOF) || err == nil && crc32.Checksum(b[:], castagnoli) != p.sums[k] {
		err = errDamaged
	}
	return b, err
}

// renew has the index made anew, once. The one archive has only one index, so that
// what was read of the old one stays right.
func (p *pages) renew() error {
	f, err := p.repair()
	p.repair = nil
	if err != nil {
		return err
	}
	p.f.Close()
	p.f = f
	return nil
}

// keep has a page stay in memory, in the place of another one.
func (p *pages) keep(k int, b *[pageSize]byte) {
	if len(p.loaded) < maxPages {
		p.loaded = append(p.loaded, int32(k))
	} else {
		p.cached[p.loaded[p.next]].Store(nil)
		p.loaded[p.next] = int32(k)
		p.next = (p.next + 1) % maxPages
	}
	p.cached[k].Store(b)
}

// bytes has n bytes from off on. They must not be changed.
func (p *pages) bytes(off int64, n int) ([]byte, error) {
	if off < 0 || n < 0 || off > int64(len(p.sums))*pageSize-int64(n) {
		return nil, errDamaged
	}
	k, at := int(off/pageSize), int(off%pageSize)
	page, err := p.page(k)
	if err != nil {
		return nil, err
	}
	if at+n <= pageSize {
		return page[at : at+n], nil
	}
	b := append(make([]byte, 0, n), page[at:]...)
	for len(b) < n {
		k++
		if page, err = p.page(k); err != nil {
			return nil, err
		}
		b = append(b, page[:min(pageSize, n-len(b))]...)
	}
	return b, nil
}

func (p *pages) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.f.Close()
}
