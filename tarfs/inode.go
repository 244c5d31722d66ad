package tarfs

// The numbers of inodes have the layer in their upper bits. Below are the record of
// an entry in the index, and for a directory without an entry its node.
const (
	inodeLayer = 48
	inodeNode  = 1
)

// Inode numbers what an entry is of: the same for hard links of one content, and for
// nothing else of its file system. It is never 0, and stays while the archive does.
func (f *FS) Inode(e *Entry) uint64 {
	if e.HardLink != "" {
		if target, err := f.target(e); err == nil {
			e = target
		}
	}
	layer := uint64(e.Layer) << inodeLayer
	if e.Index < 0 {
		return layer | uint64(e.node+1)<<1 | inodeNode
	}
	return layer | uint64(e.record)<<1
}
