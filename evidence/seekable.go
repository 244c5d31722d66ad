package evidence

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A compressed item is a row of independent zstd frames with a table of them at
// its end, in a frame that zstd -d skips: the seekable format of
// https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md.
const (
	frameSize      = 4 << 20 // bytes of plain content
	skippableMagic = 0x184D2A5E
	seekableMagic  = 0x8F92EAB1
	footerSize     = 9
	maxFrames      = 1 << 20
)

// compressor writes the format.
type compressor struct {
	to      io.Writer
	encoder *zstd.Encoder
	buffer  []byte
	out     []byte
	table   []byte
}

func newCompressor(to io.Writer) *compressor {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		panic(err) // only options that are wrong give one
	}
	return &compressor{to: to, encoder: encoder, buffer: make([]byte, 0, frameSize)}
}

func (c *compressor) Write(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		part := p[n:min(len(p), n+cap(c.buffer)-len(c.buffer))]
		c.buffer = append(c.buffer, part...)
		n += len(part)
		if len(c.buffer) == cap(c.buffer) {
			if err := c.frame(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (c *compressor) frame() error {
	c.out = c.encoder.EncodeAll(c.buffer, c.out[:0])
	c.table = binary.LittleEndian.AppendUint32(c.table, uint32(len(c.out)))
	c.table = binary.LittleEndian.AppendUint32(c.table, uint32(len(c.buffer)))
	c.buffer = c.buffer[:0]
	_, err := c.to.Write(c.out)
	return err
}

// Close writes what is left, and the table. It closes nothing below it.
func (c *compressor) Close() error {
	if len(c.buffer) > 0 {
		if err := c.frame(); err != nil {
			return err
		}
	}
	n := uint32(len(c.table) / 8)
	end := binary.LittleEndian.AppendUint32(nil, skippableMagic)
	end = binary.LittleEndian.AppendUint32(end, uint32(len(c.table)+footerSize))
	end = append(end, c.table...)
	end = binary.LittleEndian.AppendUint32(end, n)
	end = append(end, 0)
	end = binary.LittleEndian.AppendUint32(end, seekableMagic)
	_, err := c.to.Write(end)
	return err
}

// seekable reads the format at any place. It may be used by several goroutines.
type seekable struct {
	from    io.ReaderAt
	decoder *zstd.Decoder
	frames  []frame
	size    int64

	mu   sync.Mutex
	kept map[int][]byte // the frames that were read last
	old  []int
}

type frame struct{ at, stored, start, plain int64 }

// keptFrames bounds the frames that are held.
const keptFrames = 4

func openSeekable(from io.ReaderAt, size int64) (*seekable, error) {
	var footer [footerSize]byte
	if size < footerSize {
		return nil, errors.New("it is too short")
	}
	if _, err := from.ReadAt(footer[:], size-footerSize); err != nil {
		return nil, err
	}
	n := int64(binary.LittleEndian.Uint32(footer[:]))
	if binary.LittleEndian.Uint32(footer[5:]) != seekableMagic || footer[4] != 0 || n > maxFrames || n*8+footerSize+8 > size {
		return nil, errors.New("it has no table of frames")
	}
	table := make([]byte, n*8)
	if _, err := from.ReadAt(table, size-footerSize-n*8); err != nil {
		return nil, err
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(2*frameSize))
	if err != nil {
		return nil, err
	}
	s := &seekable{from: from, decoder: decoder, kept: map[int][]byte{}}
	var at int64
	for ; len(table) > 0; table = table[8:] {
		f := frame{at: at, start: s.size, stored: int64(binary.LittleEndian.Uint32(table)), plain: int64(binary.LittleEndian.Uint32(table[4:]))}
		at, s.size = at+f.stored, s.size+f.plain
		if f.plain > frameSize || at > size || f.plain == 0 {
			return nil, errors.New("its table of frames is malformed")
		}
		s.frames = append(s.frames, f)
	}
	return s, nil
}

// ReadAt reads plain content.
func (s *seekable) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		if off >= s.size {
			return n, io.EOF
		}
		content, start, err := s.frameAt(off)
		if err != nil {
			return n, err
		}
		read := copy(p[n:], content[off-start:])
		n, off = n+read, off+int64(read)
	}
	return n, nil
}

func (s *seekable) frameAt(off int64) ([]byte, int64, error) {
	low, high := 0, len(s.frames)
	for high-low > 1 {
		if middle := (low + high) / 2; s.frames[middle].start <= off {
			low = middle
		} else {
			high = middle
		}
	}
	f := s.frames[low]
	s.mu.Lock()
	defer s.mu.Unlock()
	if content, ok := s.kept[low]; ok {
		return content, f.start, nil
	}
	stored := make([]byte, f.stored)
	if _, err := s.from.ReadAt(stored, f.at); err != nil {
		return nil, 0, err
	}
	content, err := s.decoder.DecodeAll(stored, make([]byte, 0, f.plain))
	if err != nil || int64(len(content)) != f.plain {
		return nil, 0, fmt.Errorf("decompress the frame at byte %d: %w", f.at, errors.Join(err, errWrongSize(int64(len(content)), f.plain)))
	}
	if s.old = append(s.old, low); len(s.old) > keptFrames {
		delete(s.kept, s.old[0])
		s.old = s.old[1:]
	}
	s.kept[low] = content
	return content, f.start, nil
}

func errWrongSize(is, want int64) error {
	if is == want {
		return nil
	}
	return fmt.Errorf("it has %d bytes instead of %d", is, want)
}
