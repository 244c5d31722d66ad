package tarfs

import (
	"encoding/binary"
	"io"
)

// restart is a place from which decompression can begin.
type restart struct {
	// in is where, in bytes of what is compressed, and out where that is when
	// compression is undone.
	in, out int64
	// state is what a codec must know there: for gzip, how many bits of the byte at
	// in are past; for xz, the kind of the checks.
	state uint8
	// window is the place in the index of the bytes before it, or 0.
	window int64
}

const restartSize = 32

func (r restart) append(b []byte) []byte {
	for _, v := range []int64{r.in, r.out, r.window, int64(r.state)} {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

// restart reads the i-th.
func (ix *index) restart(i int64) (r restart, err error) {
	b, err := ix.pages.bytes(ix.RestartsAt+restartSize*i, restartSize)
	if err != nil {
		return r, err
	}
	r = restart{in: int64(binary.LittleEndian.Uint64(b)), out: int64(binary.LittleEndian.Uint64(b[8:])),
		window: int64(binary.LittleEndian.Uint64(b[16:])), state: b[24]}
	if r.in < 0 || r.out < 0 || r.state > 15 {
		return r, errDamaged
	}
	return r, nil
}

// restartFor finds the last restart that is not behind a place.
func (ix *index) restartFor(off int64) (restart, error) {
	low, high := int64(0), ix.Restarts
	for low < high {
		mid := low + (high-low)/2
		r, err := ix.restart(mid)
		if err != nil {
			return r, err
		}
		if r.out <= off {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == 0 {
		return restart{}, nil
	}
	return ix.restart(low - 1)
}

// codec is a format of compression.
type codec interface {
	// all decompresses from the beginning. Places from which it can begin later are
	// given to mark, with the bytes before them that this takes.
	all(src *io.SectionReader, mark func(r restart, window []byte) error) (io.Reader, error)
	// from decompresses from a restart on, up to the end.
	from(src *io.SectionReader, r restart, window []byte) (io.Reader, error)
}
