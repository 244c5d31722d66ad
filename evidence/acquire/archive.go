package acquire

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// archive watches a tar stream go by. An engine that fails in the middle ends the
// stream as if nothing were: only the end of the archive is missing.
type archive struct {
	from io.Reader
	size int64
	tail [1024]byte
}

func (a *archive) Read(p []byte) (int, error) {
	n, err := a.from.Read(p)
	a.size += int64(n)
	if n >= len(a.tail) {
		copy(a.tail[:], p[n-len(a.tail):n])
	} else {
		copy(a.tail[:], a.tail[n:])
		copy(a.tail[len(a.tail)-n:], p[:n])
	}
	return n, err
}

// whole tells whether the archive ends as archives do: with two blocks of zeros.
func (a *archive) whole() error {
	if a.size < int64(len(a.tail)) || a.size%512 != 0 || !bytes.Equal(a.tail[:], make([]byte, len(a.tail))) {
		return errors.New("the archive has no end: the engine stopped in the middle")
	}
	return nil
}

// volumeName is a volume's name as an item can have it.
func volumeName(name string) string {
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, name), "._-")
}
