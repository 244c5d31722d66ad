package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"hash/crc32"
)

// blockSize is what one checksum of an item's blocks is of, in bytes. The
// checksums only tell where an altered item differs: that it differs is told by
// its SHA-256.
const blockSize = 64 << 10

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// digest is what is taken of a stream.
type digest struct {
	sum    hash.Hash
	size   int64
	crc    uint32
	blocks []byte
	plain  bool // without blocks
}

func newDigest(blocks bool) *digest { return &digest{sum: sha256.New(), plain: !blocks} }

func (d *digest) Write(p []byte) (int, error) {
	n := len(p)
	d.sum.Write(p)
	if d.plain {
		d.size += int64(n)
		return n, nil
	}
	for len(p) > 0 {
		part := p[:min(len(p), int(blockSize-d.size%blockSize))]
		d.crc = crc32.Update(d.crc, castagnoli, part)
		d.size += int64(len(part))
		if d.size%blockSize == 0 {
			d.endBlock()
		}
		p = p[len(part):]
	}
	return n, nil
}

func (d *digest) endBlock() {
	d.blocks = append(d.blocks, byte(d.crc>>24), byte(d.crc>>16), byte(d.crc>>8), byte(d.crc))
	d.crc = 0
}

// finish returns the sum in hexadecimal.
func (d *digest) finish() string {
	if !d.plain && d.size%blockSize != 0 {
		d.endBlock()
	}
	return hex.EncodeToString(d.sum.Sum(nil))
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
