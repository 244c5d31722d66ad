package engine

import (
	"context"
	"fmt"
	"math/bits"
	"sync"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sys/unix"
)

// memory bounds the contents that are held at once, in bytes, over all
// targets of a scan; two of the greatest size find room in any case.
const memory = 64 << 20

// contents lends the buffers that contents are read into. Those that come back are
// lent again, and none is of the memory that Go collects: it would let as much of it
// go to waste as is in use.
type contents struct {
	// budget is what may be lent, and what lies here counts against it as well
	// when another size is wanted.
	budget *semaphore.Weighted
	total  int64

	mu sync.Mutex
	// idle are buffers that came back, by their class; made is the size of these
	// and of all that are lent.
	idle [64][]*buffer
	made int64
}

// buffer holds one content.
type buffer struct {
	bytes []byte
	class int
}

// slack lets a content of the greatest size, which is a power of two more often than
// not, be read with one byte more.
const slack = 64

// leastClass is the class of the smallest buffers: 4 KiB.
const leastClass = 12

func classOf(size int64) int {
	return max(leastClass, bits.Len64(uint64(max(size-slack-1, 0))))
}

func sizeOf(class int) int64 { return 1<<class + slack }

func newContents(greatest int64) *contents {
	total := max(memory, 2*sizeOf(classOf(greatest)))
	return &contents{budget: semaphore.NewWeighted(total), total: total}
}

// lend lends a buffer for so many bytes. It waits while too much is lent.
func (c *contents) lend(ctx context.Context, size int64) (*buffer, error) {
	class := classOf(size)
	if err := c.budget.Acquire(ctx, sizeOf(class)); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if free := c.idle[class]; len(free) > 0 {
		b := free[len(free)-1]
		c.idle[class] = free[:len(free)-1]
		return b, nil
	}
	for c.made+sizeOf(class) > c.total {
		given := c.idleFor(class)
		if given < 0 {
			break
		}
		c.free(given)
	}
	bytes, err := unix.Mmap(-1, 0, int(sizeOf(class)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		c.budget.Release(sizeOf(class))
		return nil, fmt.Errorf("allocate %d bytes: %w", sizeOf(class), err)
	}
	c.made += sizeOf(class)
	return &buffer{bytes: bytes, class: class}, nil
}

// idleFor is the class of an idle buffer to give up for one of another class: the
// smallest that makes room at once, or else the largest. Those that are large take
// long to make anew.
func (c *contents) idleFor(class int) int {
	for larger := class; larger < len(c.idle); larger++ {
		if len(c.idle[larger]) > 0 {
			return larger
		}
	}
	for smaller := class - 1; smaller >= 0; smaller-- {
		if len(c.idle[smaller]) > 0 {
			return smaller
		}
	}
	return -1
}

// free gives one idle buffer back to the system.
func (c *contents) free(class int) {
	last := len(c.idle[class]) - 1
	_ = unix.Munmap(c.idle[class][last].bytes)
	c.idle[class] = c.idle[class][:last]
	c.made -= sizeOf(class)
}

// close frees what came back.
func (c *contents) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for class := range c.idle {
		for len(c.idle[class]) > 0 {
			c.free(class)
		}
	}
}

// take takes a buffer back.
func (c *contents) take(b *buffer) {
	c.mu.Lock()
	c.idle[b.class] = append(c.idle[b.class], b)
	c.mu.Unlock()
	c.budget.Release(sizeOf(b.class))
}
