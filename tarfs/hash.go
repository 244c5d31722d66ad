package tarfs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// maxHoles bounds the holes that are hashed of one file, and of all, in bytes: an
// archive can have files of exabytes that are nothing else.
const (
	maxHoles    = 16 << 30
	maxAllHoles = 64 << 30
)

// HashAll calls fn with the SHA-256 of the content of each regular file, also of those
// that are hidden, in the order of storage. What cannot be read is told in a notice and
// left out. An error that fn returns ends it, and is returned; fs.SkipAll only ends it.
func (f *FS) HashAll(ctx context.Context, fn func(*Entry, [sha256.Size]byte) error) error {
	h := &hashing{fs: f, fn: fn, sums: map[place]result{}}
	err := h.run(ctx)
	for _, text := range h.notices.texts() {
		f.notice(text)
	}
	if errors.Is(err, fs.SkipAll) {
		return nil
	}
	return err
}

// hashing is the state of HashAll.
type hashing struct {
	fs      *FS
	fn      func(*Entry, [sha256.Size]byte) error
	notices notices
	// sums are those of files that hard links lead to.
	sums map[place]result
	// holes are those of all files so far.
	holes atomic.Int64
}

// place is where an entry is.
type place struct {
	layer  int
	record int64
}

type result struct {
	sum [sha256.Size]byte
	err error
}

// batch are entries whose contents follow each other: one goroutine reads them in
// order.
type batch struct {
	entries []*Entry
	results []result
	done    chan struct{}
}

// The bounds of a batch: what is in it is read at once by one of several.
const (
	batchBytes   = 16 << 20
	batchEntries = 512
)

func (h *hashing) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	workers := h.workers()
	todo, inOrder := make(chan *batch), make(chan *batch, 2*workers)
	g.Go(func() error {
		defer close(todo)
		defer close(inOrder)
		return h.collect(ctx, todo, inOrder)
	})
	for range workers {
		g.Go(func() error {
			for b := range todo {
				h.hash(ctx, b)
			}
			return nil
		})
	}
	g.Go(func() error {
		for b := range inOrder {
			select {
			case <-b.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := h.deliver(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// workers is how many goroutines read. When the only way to a place is from the
// beginning, one does it all.
func (h *hashing) workers() int {
	for _, a := range h.fs.layers {
		if a.kind != plain && a.ix.Restarts < a.ix.Content/batchBytes {
			return 1
		}
	}
	return runtime.GOMAXPROCS(0)
}

// collect makes batches of all files.
func (h *hashing) collect(ctx context.Context, todo, inOrder chan<- *batch) error {
	b := &batch{done: make(chan struct{})}
	size := int64(0)
	send := func() error {
		for _, to := range []chan<- *batch{inOrder, todo} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		b, size = &batch{done: make(chan struct{})}, 0
		return nil
	}
	err := h.fs.Walk(ctx, func(e *Entry) error {
		if !e.IsRegular() {
			return nil
		}
		b.entries = append(b.entries, e)
		b.results = append(b.results, result{err: h.count(e)})
		size += e.stored
		if size >= batchBytes || len(b.entries) == batchEntries {
			return send()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return send()
}

// buffers are those by which contents are read.
var buffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// hash hashes a batch. Hard links are left: they have the sum of another entry.
func (h *hashing) hash(ctx context.Context, b *batch) {
	defer close(b.done)
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	for i, e := range b.entries {
		if e.HardLink == "" && b.results[i].err == nil {
			b.results[i] = h.sum(ctx, e, *buffer)
		}
	}
}

// count counts the holes of an entry.
func (h *hashing) count(e *Entry) error {
	if !e.sparse || e.HardLink != "" {
		return nil
	}
	holes := e.Size - e.stored
	if holes > maxHoles || h.holes.Add(max(holes, 0)) > maxAllHoles {
		return errHoles
	}
	return nil
}

func (h *hashing) sum(ctx context.Context, e *Entry, buffer []byte) (r result) {
	file, err := h.fs.OpenEntry(e)
	if err != nil {
		return result{err: err}
	}
	sum := sha256.New()
	for r.err == nil {
		var n int
		n, r.err = file.Read(buffer[:min(int64(len(buffer)), max(e.Size-file.at, 1))])
		sum.Write(buffer[:n])
		if err := ctx.Err(); err != nil {
			return result{err: err}
		}
	}
	if r.err == io.EOF {
		r.err = nil
	}
	sum.Sum(r.sum[:0])
	return r
}

// deliver gives the results of a batch away.
func (h *hashing) deliver(ctx context.Context, b *batch) error {
	for i, e := range b.entries {
		r, err := h.result(ctx, e, b.results[i])
		if err != nil {
			return err
		}
		if r.err != nil {
			h.notices.add("contents cannot be read", fmt.Sprintf("%s (%v)", quote(e.Path), r.err))
			continue
		}
		if err := h.fn(e, r.sum); err != nil {
			return err
		}
	}
	return nil
}

var errHoles = errors.New("too many holes")

// result is that of an entry, which is not there yet when it is a hard link.
func (h *hashing) result(ctx context.Context, e *Entry, r result) (result, error) {
	if e.HardLink == "" {
		return r, h.keep(e, r)
	}
	target, err := h.fs.target(e)
	if err != nil {
		return result{err: err}, nil
	}
	at := place{target.Layer, target.record}
	known, ok := h.sums[at]
	if !ok {
		if known.err = h.count(target); known.err == nil {
			known = h.sum(ctx, target, make([]byte, 64<<10))
		}
		h.sums[at] = known
	}
	return known, nil
}

// keep keeps the result of a file that hard links lead to.
func (h *hashing) keep(e *Entry, r result) error {
	n, err := h.fs.layers[e.Layer].ix.node(e.node)
	if err == nil && n.flags&isLinked != 0 {
		h.sums[place{e.Layer, e.record}] = r
	}
	return err
}
