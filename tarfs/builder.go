package tarfs

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path"
	"runtime"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// errLoop is for symbolic links that lead to each other.
var errLoop = errors.New("too many symbolic links")

// builder makes an index of entries.
type builder struct {
	w       *pageWriter
	tree    *tree
	notices notices
	entries int64
	// whiteouts tells that there are names by which a layer deletes.
	whiteouts bool
	restarts  []restart
	packer    *zstd.Encoder
	buf       []byte
	// targets are those of some symbolic links, by their records.
	targets map[int64]string
	// lastDir and lastID are the directory that was asked for last.
	lastDir string
	lastID  uint32
}

// The marks of a layer, by
// https://github.com/opencontainers/image-spec/blob/main/layer.md
const (
	whiteoutPrefix = ".wh."
	opaqueName     = ".wh..wh..opq"
)

// isBlob marks the length of a record that is no entry.
const isBlob = 1 << 31

func newBuilder(f *os.File) *builder {
	return &builder{w: newPageWriter(f), tree: newTree(), lastDir: "/"}
}

// add adds the next entry.
func (b *builder) add(h *header) error {
	if b.entries >= math.MaxUint32-1 {
		return fmt.Errorf("more than %d entries", b.entries)
	}
	name := b.clean(h.Path)
	e := &h.Entry
	e.Index = b.entries
	id, err := b.place(name)
	if err == nil && id == 0 && !e.IsDir() {
		err = errors.New("no directory")
	}
	if err != nil {
		b.notices.add(fmt.Sprintf("entries are left out (%v)", err), quote(h.Path))
		return nil
	}
	if strings.HasPrefix(path.Base(name), whiteoutPrefix) {
		b.whiteouts = true
	}
	n := b.tree.at(id)
	e.node, e.prev, e.data = id, n.last, 0
	if h.flag == flagHardLink {
		if err := b.link(e); err != nil {
			return err
		}
	}
	if !e.IsDir() || n.isFile() {
		b.lastDir = "/"
	}
	e.record = b.w.off
	b.buf = appendRecord(b.buf[:0], e)
	if _, err := b.w.Write(b.buf); err != nil {
		return err
	}
	b.tree.mark(id, e)
	b.entries++
	return nil
}

// clean makes a name below the root of one in an archive.
func (b *builder) clean(name string) string {
	if valid(name) && name != "." {
		return name
	}
	if strings.HasPrefix(name, "/") {
		b.notices.add("names are absolute", quote(name))
	}
	clean := path.Clean("/" + name)[1:]
	if len(clean) < len(name) && strings.Contains("/"+name+"/", "/../") {
		b.notices.add(`names have ".." in them`, quote(name))
	}
	return clean
}

// place is the node of a name. Directories above it that are symbolic links are
// followed, as whoever unpacks the archive would.
func (b *builder) place(name string) (uint32, error) {
	if name == "" {
		return 0, nil
	}
	dir, base := "", name
	if slash := strings.LastIndexByte(name, '/'); slash >= 0 {
		dir, base = name[:slash], name[slash+1:]
	}
	if dir != b.lastDir {
		id, _, err := b.walk(dir, true)
		if err != nil {
			b.lastDir = "/"
			return 0, err
		}
		b.lastDir, b.lastID = dir, id
	}
	return b.tree.makeChild(b.lastID, base)
}

// walk goes down a path from the root. Symbolic links are followed. Nodes that are
// not there are made, or the path is not found.
func (b *builder) walk(rest string, create bool) (id uint32, found bool, err error) {
	hops := 0
	for steps := 0; rest != ""; steps++ {
		if steps == maxDepth {
			return 0, false, errLongPath
		}
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		switch name {
		case "", ".":
			continue
		case "..":
			if id != 0 {
				id = b.tree.at(id).parent
			}
			continue
		}
		child, ok := b.tree.child(id, name)
		if !ok && create {
			child, err = b.tree.makeChild(id, name)
		}
		if err != nil || !ok && !create {
			return 0, false, err
		}
		n := b.tree.at(child)
		if n.flags&isSymlink == 0 || !n.isFile() || !n.alive(b.tree.killOf(child)) {
			id = child
			continue
		}
		if hops++; hops > maxHops {
			return 0, false, errLoop
		}
		target, err := b.target(n)
		if err != nil {
			return 0, false, err
		}
		if create {
			b.notices.add("entries are below a symbolic link, and taken to be where that leads", quote(name))
		}
		if strings.HasPrefix(target, "/") {
			id = 0
		}
		rest = target + "/" + rest
	}
	return id, true, nil
}

// The bounds of the targets of symbolic links: of one that is followed, in bytes, and
// of how many are kept in memory.
const (
	maxTarget  = 4096
	maxTargets = 1024
)

// target is where a node that is a symbolic link leads.
func (b *builder) target(n *node) (string, error) {
	if target, ok := b.targets[n.data]; ok {
		return target, nil
	}
	e, err := b.readBack(n.data)
	if err != nil {
		return "", err
	}
	if len(e.LinkTarget) > maxTarget {
		return "", errLongPath
	}
	if b.targets == nil || len(b.targets) == maxTargets {
		b.targets = map[int64]string{}
	}
	b.targets[n.data] = e.LinkTarget
	return e.LinkTarget, nil
}

// readBack has an entry that was added before.
func (b *builder) readBack(off int64) (*Entry, error) {
	head, err := b.w.readAt(off, 4)
	if err != nil {
		return nil, err
	}
	record, err := b.w.readAt(off, int(binary.LittleEndian.Uint32(head)))
	if err != nil {
		return nil, err
	}
	return decodeRecord(record[4:])
}

// link finds what a hard link leads to among the entries before it.
func (b *builder) link(e *Entry) error {
	target := path.Clean("/" + e.HardLink)[1:]
	dir, base := path.Split(target)
	id, found, err := b.walk(dir, false)
	if err == nil && found {
		id, found = b.tree.child(id, base)
	}
	if err != nil || !found {
		return nil // another layer may have it
	}
	n := b.tree.at(id)
	if !n.isFile() || n.data == 0 || !n.alive(b.tree.killOf(id)) {
		return nil
	}
	to, err := b.readBack(n.data)
	if err != nil {
		return err
	}
	e.data, e.Type, e.Size, e.LinkTarget = n.data, to.Type, to.Size, to.LinkTarget
	e.Major, e.Minor = to.Major, to.Minor
	n.flags |= isLinked
	b.tree.at(to.node).flags |= isLinked
	return nil
}

// blob keeps bytes, and has their place.
func (b *builder) blob(data []byte) (int64, error) {
	off := b.w.off
	head := binary.LittleEndian.AppendUint32(nil, isBlob|uint32(len(data)+4))
	if _, err := b.w.Write(head); err != nil {
		return 0, err
	}
	_, err := b.w.Write(data)
	return off, err
}

// restart notes a place from which decompression can begin.
func (b *builder) restart(r restart, window []byte) (err error) {
	if len(window) > 0 {
		if b.packer == nil {
			if b.packer, err = newPacker(); err != nil {
				return err
			}
		}
		if r.window, err = b.blob(b.packer.EncodeAll(window, nil)); err != nil {
			return err
		}
	}
	b.restarts = append(b.restarts, r)
	return nil
}

// finish writes what comes after the records, and the header.
func (b *builder) finish(h indexHeader) error {
	h.Version, h.Entries, h.Nodes, h.Whiteouts = indexVersion, b.entries, int64(b.tree.count), b.whiteouts
	h.Records = b.w.off
	if err := b.writeTree(&h); err != nil {
		return err
	}
	h.RestartsAt, h.Restarts = b.w.off, int64(len(b.restarts))
	for _, r := range b.restarts {
		if _, err := b.w.Write(r.append(nil)); err != nil {
			return err
		}
	}
	texts, err := json.Marshal(b.notices.texts())
	if err != nil {
		return err
	}
	h.NoticesAt, h.NoticesSize = b.w.off, int64(len(texts))
	if _, err := b.w.Write(texts); err != nil {
		return err
	}
	if err := b.w.flush(); err != nil {
		return err
	}
	if err := h.write(b.w); err != nil {
		return err
	}
	if b.tree = nil; h.Nodes > collectEvery {
		runtime.GC() // or else the heap may grow to twice the tree afterwards
	}
	return nil
}

// writeTree writes the nodes, so that the children of each are together, in the
// order of their names.
func (b *builder) writeTree(h *indexHeader) error {
	t := b.tree
	order, ends := t.order()
	place := make([]uint32, t.count) // of each node in the index
	for i, id := range order {
		place[id] = uint32(i + 1)
	}
	h.NamesAt = b.w.off
	for _, id := range order {
		if _, err := b.w.Write(t.nameOf(t.at(id))); err != nil {
			return err
		}
	}
	h.PlacesAt = b.w.off
	for _, p := range place {
		if _, err := b.w.Write(binary.LittleEndian.AppendUint32(b.buf[:0], p)); err != nil {
			return err
		}
	}
	h.NodesAt = b.w.off
	name := uint64(h.NamesAt)
	for i := range t.count {
		id := uint32(0)
		if i > 0 {
			id = order[i-1]
		}
		n := t.at(id)
		stored := storedNode{last: n.last, name: int64(name), nameSize: uint16(n.name), first: 1, children: ends[id],
			live: n.live, kill: n.kill, flags: n.flags}
		if id > 0 {
			stored.first += ends[id-1]
			stored.children -= ends[id-1]
		}
		if i > 0 {
			stored.parent = place[n.parent]
		}
		if _, err := b.w.Write(stored.append(b.buf[:0])); err != nil {
			return err
		}
		name += n.name & 0xffff
	}
	return nil
}

// write ends an index: the sums of its pages follow them, and the header comes
// first.
func (h *indexHeader) write(w *pageWriter) error {
	sums := make([]byte, 0, 4*len(w.sums))
	for _, s := range w.sums {
		sums = binary.LittleEndian.AppendUint32(sums, s)
	}
	if _, err := w.f.WriteAt(sums, w.off); err != nil {
		return err
	}
	h.Pages, h.SumsSum = len(w.sums), crc32.Checksum(sums, castagnoli)
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	page := append([]byte(indexMagic), 0, 0, 0, 0, 0, 0, 0, 0)
	page = append(page, text...)
	if len(page) > pageSize {
		return errors.New("too long a header")
	}
	binary.LittleEndian.PutUint32(page[len(indexMagic):], uint32(len(text)))
	binary.LittleEndian.PutUint32(page[len(indexMagic)+4:], crc32.Checksum(text, castagnoli))
	_, err = w.f.WriteAt(append(page, make([]byte, pageSize-len(page))...), 0)
	return err
}
