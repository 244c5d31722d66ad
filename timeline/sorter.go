package timeline

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/klauspost/compress/s2"
)

// The bounds of what a sorter holds. What is more is sorted and put on disk, and
// the parts are merged in the end.
const (
	runBytes = 24 << 20
	runN     = 200_000
	// maxRuns is how many parts there may be before they are merged to one.
	maxRuns = 64
	// readAhead is the buffer of one part, in bytes.
	readAhead = 64 << 10
)

// sorter puts events in the order of their times; those of one time stay in the
// order in which they came.
type sorter struct {
	arena []byte
	keys  []key
	runs  []*run
	dir   string
	// size and n are the bounds of a part.
	size, n int
}

type key struct {
	seconds    int64
	nanos      int32
	start, end int32
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.seconds, b.seconds), cmp.Compare(a.nanos, b.nanos))
}

// newSorter makes a sorter that has its parts in a directory for temporary files;
// empty is the system's.
func newSorter(dir string) *sorter { return &sorter{dir: dir, size: runBytes, n: runN} }

func (s *sorter) add(e *Event) error {
	start := len(s.arena)
	encode := encoder{s.arena}
	encode.event(e)
	s.arena = encode.to
	s.keys = append(s.keys, key{e.Time.Unix(), int32(e.Time.Nanosecond()), int32(start), int32(len(s.arena))})
	if len(s.arena) >= s.size || len(s.keys) >= s.n {
		return s.spill()
	}
	return nil
}

// run is a sorted part, in a file without a name.
type run struct {
	file   *os.File
	from   *bufio.Reader
	buffer []byte
	event  Event
}

// spill sorts what is held and puts it on disk.
func (s *sorter) spill() error {
	slices.SortStableFunc(s.keys, compareKeys)
	i := 0
	r, err := s.write(func() ([]byte, error) {
		if i == len(s.keys) {
			return nil, io.EOF
		}
		k := s.keys[i]
		i++
		return s.arena[k.start:k.end], nil
	})
	if err != nil {
		return fmt.Errorf("sort events: %w", err)
	}
	s.runs = append(s.runs, r)
	s.arena, s.keys = s.arena[:0], s.keys[:0]
	if len(s.runs) >= maxRuns {
		return s.compact()
	}
	return nil
}

// write writes records to a part.
func (s *sorter) write(next func() ([]byte, error)) (_ *run, err error) {
	f, err := os.CreateTemp(s.dir, "rummage-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	packed := s2.NewWriter(f, s2.WriterConcurrency(1), s2.WriterBlockSize(256<<10))
	to := bufio.NewWriterSize(packed, readAhead)
	var length [binary.MaxVarintLen64]byte
	for {
		record, err := next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		_, _ = to.Write(length[:binary.PutUvarint(length[:], uint64(len(record)))])
		_, _ = to.Write(record) // Flush tells
	}
	if err := errors.Join(to.Flush(), packed.Close()); err != nil {
		return nil, err
	}
	return &run{file: f}, nil
}

// compact merges all parts to one.
func (s *sorter) compact() error {
	runs := s.runs
	s.runs = nil
	defer closeRuns(runs)
	m, err := newMerge(runs)
	if err != nil {
		return err
	}
	var record encoder
	r, err := s.write(func() ([]byte, error) {
		e, err := m.next()
		if err != nil {
			return nil, err
		}
		record.to = record.to[:0]
		record.event(e)
		return record.to, nil
	})
	if err != nil {
		return fmt.Errorf("sort events: %w", err)
	}
	s.runs = []*run{r}
	return nil
}

// each calls do for each event, in order. An event is valid only during the call.
// Nothing can be added afterwards.
func (s *sorter) each(do func(*Event) error) error {
	if len(s.runs) == 0 {
		slices.SortStableFunc(s.keys, compareKeys)
		var e Event
		for _, k := range s.keys {
			d := decoder{from: s.arena[k.start:k.end]}
			if err := d.event(&e); err != nil {
				return err
			}
			if err := do(&e); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.keys) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.arena, s.keys = nil, nil
	m, err := newMerge(s.runs)
	if err != nil {
		return err
	}
	for {
		e, err := m.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
	}
}

func (s *sorter) close() { closeRuns(s.runs) }

func closeRuns(runs []*run) {
	for _, r := range runs {
		r.file.Close()
	}
}

func (r *run) begin() error {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r.from = bufio.NewReaderSize(s2.NewReader(r.file, s2.ReaderMaxBlockSize(256<<10), s2.ReaderAllocBlock(256<<10)), readAhead)
	return nil
}

// next reads the next event; io.EOF is the end.
func (r *run) next() error {
	var err error
	if r.buffer, err = readRecord(r.from, r.buffer); err != nil {
		return err
	}
	d := decoder{from: r.buffer}
	return d.event(&r.event)
}

// merge has the events of sorted parts in order.
type merge struct {
	heap    runHeap
	current *queued
}

type queued struct {
	*run
	at int // of the part: of equal times the earlier one comes first
}

type runHeap []*queued

func (h runHeap) Len() int { return len(h) }
func (h runHeap) Less(i, j int) bool {
	if c := h[i].event.Time.Compare(h[j].event.Time); c != 0 {
		return c < 0
	}
	return h[i].at < h[j].at
}
func (h runHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)   { *h = append(*h, x.(*queued)) }
func (h *runHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func newMerge(runs []*run) (*merge, error) {
	m := &merge{}
	for i, r := range runs {
		err := r.begin()
		if err == nil {
			err = r.next()
		}
		if err == io.EOF {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("merge events: %w", err)
		}
		m.heap = append(m.heap, &queued{r, i})
	}
	heap.Init(&m.heap)
	return m, nil
}

// next is the next event, which is valid until the one after it is asked for; io.EOF
// is the end.
func (m *merge) next() (*Event, error) {
	if m.current != nil {
		switch err := m.current.run.next(); {
		case err == io.EOF:
			heap.Pop(&m.heap)
		case err != nil:
			return nil, fmt.Errorf("merge events: %w", err)
		default:
			heap.Fix(&m.heap, 0)
		}
	}
	if len(m.heap) == 0 {
		return nil, io.EOF
	}
	m.current = m.heap[0]
	return &m.current.event, nil
}
