package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// TestContents lends what fits each size, lends it again, and never holds more than
// it may.
func TestContents(t *testing.T) {
	c := newContents(DefaultMaxFileSize + 1)
	for _, size := range []int64{0, 1, 4096, 4097, 5000, 1 << 20, 1<<20 + 1, DefaultMaxFileSize, DefaultMaxFileSize + 1} {
		b, err := c.lend(t.Context(), size)
		if err != nil || int64(len(b.bytes)) < size || int64(len(b.bytes)) > max(2*size, 8192) {
			t.Fatalf("%d bytes for %d, %v", len(b.bytes), size, err)
		}
		c.take(b)
		if again, _ := c.lend(t.Context(), size); again != b {
			t.Errorf("another one for %d", size)
		}
		c.take(b)
	}
	large := func() *buffer {
		b, err := c.lend(t.Context(), DefaultMaxFileSize+1)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	one, two := large(), large()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.lend(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("more than two: %v", err)
	}
	c.take(one)
	c.take(two)
	var group sync.WaitGroup
	for seed := range uint64(8) {
		group.Go(func() {
			random := rand.New(rand.NewPCG(seed, 0))
			for range 200 {
				b, err := c.lend(t.Context(), random.Int64N(1<<random.IntN(25)))
				if err != nil {
					t.Error(err)
					return
				}
				b.bytes[0]++
				c.take(b)
			}
		})
	}
	group.Wait()
	if c.made > c.total {
		t.Errorf("%d bytes are held, and may be %d", c.made, c.total)
	}
	if c.close(); c.made != 0 {
		t.Errorf("%d bytes are not freed", c.made)
	}
}
