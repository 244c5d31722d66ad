package tarfs

import "io"

// inflated reads a compressed archive at random.
type inflated struct{}

func newInflated(src *io.SectionReader, c codec, ix *index) io.ReaderAt { panic("todo") }
