package tarfs

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strings"
)

// An index is a file of pages. The first has a magic, then the length and the sum of
// a header in JSON, which says where the rest is: the records of entries in the order
// of the archive, the names of nodes, the place of each node by the number that
// records have for it, the nodes, and from where decompression can begin. The sums
// of the pages come last, as CRC-32C.
const (
	indexMagic   = "rummage tar index\n"
	indexVersion = 1
)

// identity is how a change of an archive is told.
type identity struct {
	Size int64
	// Mtime is in nanoseconds since 1970.
	Mtime  int64
	Sample string // a digest of parts of it
}

// indexHeader says what an index is of, and where it has what. Places and sizes are
// in bytes.
type indexHeader struct {
	Version int
	Of      identity
	Kind    kind
	// First tells that what follows the end of the archive was left out.
	First bool

	Entries, Nodes                         int64
	Records                                int64 // the end of them
	NamesAt, PlacesAt, NodesAt, RestartsAt int64
	Restarts                               int64
	NoticesAt, NoticesSize                 int64
	// Content is the size of the archive, compression undone.
	Content   int64
	Whiteouts bool
	Pages     int
	SumsSum   uint32
}

// storedNode is a node as an index has it.
type storedNode struct {
	last, name      int64
	nameSize        uint16
	parent          uint32
	first, children uint32
	live, kill      uint32
	flags           uint8
}

const nodeSize = 48

func (n storedNode) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(n.last))
	b = binary.LittleEndian.AppendUint64(b, uint64(n.name))
	for _, v := range []uint32{n.parent, n.first, n.children, n.live, n.kill} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = binary.LittleEndian.AppendUint16(b, n.nameSize)
	return append(b, n.flags, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

// isFile tells that a path is no directory; see tree.
func (n *storedNode) isFile() bool { return n.kill != 0 && n.kill == n.live }

// index reads an index.
type index struct {
	indexHeader
	pages *pages
}

// openIndex reads the header of an index.
func openIndex(f *os.File) (*index, error) {
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	page := make([]byte, pageSize)
	if _, err := f.ReadAt(page, 0); err != nil {
		return nil, damaged(err)
	}
	head := len(indexMagic) + 8
	size := binary.LittleEndian.Uint32(page[len(indexMagic):])
	if string(page[:len(indexMagic)]) != indexMagic || size > uint32(pageSize-head) {
		return nil, errDamaged
	}
	text := page[head:][:size]
	ix := &index{}
	if crc32.Checksum(text, castagnoli) != binary.LittleEndian.Uint32(page[len(indexMagic)+4:]) ||
		json.Unmarshal(text, &ix.indexHeader) != nil || ix.Version != indexVersion || !ix.fits(stat.Size()) {
		return nil, errDamaged
	}
	raw := make([]byte, 4*ix.Pages)
	if _, err := f.ReadAt(raw, int64(ix.Pages)*pageSize); err != nil {
		return nil, damaged(err)
	}
	if crc32.Checksum(raw, castagnoli) != ix.SumsSum {
		return nil, errDamaged
	}
	sums := make([]uint32, ix.Pages)
	for i := range sums {
		sums[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	ix.pages = newPages(f, sums)
	return ix, nil
}

// damaged is the error for a file that is too short.
func damaged(err error) error {
	if errors.Is(err, io.EOF) {
		return errDamaged
	}
	return err
}

// fits tells whether what a header says can be, in a file of a size.
func (h *indexHeader) fits(size int64) bool {
	if h.Pages < 1 || int64(h.Pages) > size/pageSize || size != int64(h.Pages)*(pageSize+4) {
		return false
	}
	end := int64(h.Pages) * pageSize
	if h.Nodes < 1 || h.Nodes > maxNodes || h.Restarts < 0 || h.Restarts > end/restartSize || h.Entries < 0 || h.NoticesSize < 0 || h.Content < 0 {
		return false
	}
	places := []int64{pageSize, h.Records, h.NamesAt, h.PlacesAt, h.PlacesAt + 4*h.Nodes, h.NodesAt, h.NodesAt + nodeSize*h.Nodes,
		h.RestartsAt, h.RestartsAt + restartSize*h.Restarts, h.NoticesAt, h.NoticesAt + h.NoticesSize, end}
	return slices.IsSorted(places)
}

func (ix *index) notices() ([]string, error) {
	b, err := ix.pages.bytes(ix.NoticesAt, int(ix.NoticesSize))
	if err != nil {
		return nil, err
	}
	var texts []string
	if json.Unmarshal(b, &texts) != nil {
		return nil, errDamaged
	}
	return texts, nil
}

// node reads a node. Of what it says, all is checked but the names of others.
func (ix *index) node(id uint32) (n storedNode, err error) {
	if int64(id) >= ix.Nodes {
		return n, errDamaged
	}
	b, err := ix.pages.bytes(ix.NodesAt+nodeSize*int64(id), nodeSize)
	if err != nil {
		return n, err
	}
	n = storedNode{
		last: int64(binary.LittleEndian.Uint64(b)), name: int64(binary.LittleEndian.Uint64(b[8:])),
		parent: binary.LittleEndian.Uint32(b[16:]), first: binary.LittleEndian.Uint32(b[20:]), children: binary.LittleEndian.Uint32(b[24:]),
		live: binary.LittleEndian.Uint32(b[28:]), kill: binary.LittleEndian.Uint32(b[32:]),
		nameSize: binary.LittleEndian.Uint16(b[36:]), flags: b[38],
	}
	if int64(n.first)+int64(n.children) > ix.Nodes || n.children > 0 && n.first == 0 {
		return n, errDamaged
	}
	return n, nil
}

// name is that of a node other than the root.
func (ix *index) name(n *storedNode) ([]byte, error) {
	if n.name < ix.NamesAt || n.name > ix.PlacesAt-int64(n.nameSize) {
		return nil, errDamaged
	}
	b, err := ix.pages.bytes(n.name, int(n.nameSize))
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || bytes.IndexByte(b, '/') >= 0 || string(b) == "." || string(b) == ".." {
		return nil, errDamaged
	}
	return b, nil
}

// child finds a name in a directory.
func (ix *index) child(dir *storedNode, name string) (id uint32, n storedNode, found bool, err error) {
	id, n, found, err = ix.search(dir, name)
	if !found {
		n = storedNode{}
	}
	return id, n, found, err
}

// search finds the first name of a directory that is not less than one; id is behind
// the last when there is none.
func (ix *index) search(dir *storedNode, name string) (id uint32, n storedNode, found bool, err error) {
	low, high := dir.first, dir.first+dir.children
	for low < high {
		mid := low + (high-low)/2
		m, err := ix.node(mid)
		if err != nil {
			return 0, n, false, err
		}
		b, err := ix.name(&m)
		if err != nil {
			return 0, n, false, err
		}
		switch c := strings.Compare(string(b), name); {
		case c == 0:
			return mid, m, true, nil
		case c < 0:
			low = mid + 1
		default:
			high = mid
		}
	}
	return low, n, false, nil
}

// place is the node of a record.
func (ix *index) place(number uint32) (uint32, error) {
	if int64(number) >= ix.Nodes {
		return 0, errDamaged
	}
	b, err := ix.pages.bytes(ix.PlacesAt+4*int64(number), 4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// path is that of a node.
func (ix *index) path(id uint32) (string, error) {
	var names [][]byte
	for id != 0 {
		if len(names) > maxDepth+1 {
			return "", errDamaged
		}
		n, err := ix.node(id)
		if err != nil {
			return "", err
		}
		b, err := ix.name(&n)
		if err != nil {
			return "", err
		}
		names = append(names, b)
		id = n.parent
	}
	if len(names) == 0 {
		return ".", nil
	}
	slices.Reverse(names)
	return string(bytes.Join(names, []byte{'/'})), nil
}

// raw reads a record or a blob.
func (ix *index) raw(off int64) (b []byte, blob bool, err error) {
	if off < pageSize || off > ix.Records-4 {
		return nil, false, errDamaged
	}
	head, err := ix.pages.bytes(off, 4)
	if err != nil {
		return nil, false, err
	}
	size := binary.LittleEndian.Uint32(head)
	blob = size&isBlob != 0
	size &^= isBlob
	if size < 4 || size > maxRecord || off > ix.Records-int64(size) {
		return nil, false, errDamaged
	}
	b, err = ix.pages.bytes(off+4, int(size-4))
	return b, blob, err
}

// record reads an entry, all but its path. What follows it is at next.
func (ix *index) record(off int64) (e *Entry, next int64, err error) {
	b, blob, err := ix.raw(off)
	if err != nil {
		return nil, 0, err
	}
	next = off + 4 + int64(len(b))
	if blob {
		return nil, next, nil
	}
	e, err = decodeRecord(b)
	if err != nil {
		return nil, 0, fmt.Errorf("entry at %d: %w", off, err)
	}
	e.record = off
	e.node, err = ix.place(e.node)
	return e, next, err
}

// entry reads an entry with its path.
func (ix *index) entry(off int64) (*Entry, error) {
	e, _, err := ix.record(off)
	if err != nil {
		return nil, err
	}
	if e == nil {
		return nil, errDamaged
	}
	e.Path, err = ix.path(e.node)
	return e, err
}
