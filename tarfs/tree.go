package tarfs

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io/fs"
	"math"
	"runtime"
	"slices"
)

// The bounds of the paths of an archive.
const (
	maxNodes = 1 << 23 // paths, with directories that only their files tell of
	maxDepth = 1024    // names in a path
	maxName  = 1<<16 - 1
	maxHops  = 40 // symbolic links that lead to each other
)

var (
	errManyPaths = errors.New("too many paths")
	errLongPath  = errors.New("too long a path")
)

// node is a path of an archive, while its index is made.
type node struct {
	name   uint64 // place in the arena, and in the lower 16 bits the length
	last   int64  // record of the last entry of this path
	data   int64  // record of the entry that has its content, or 0
	parent uint32
	// live is 1 and the index of the last entry here or below, kill of the last one
	// here that is no directory: that deletes what was below, and is replaced when
	// something comes below it again. So the path is no directory when they are equal.
	live, kill uint32
	flags      uint8
}

// What a node is beside.
const (
	isSymlink = 1 << iota // when it is no directory
	isLinked              // hard links lead to its content
)

const (
	nodeChunk  = 1 << 13
	arenaChunk = 1 << 20
	// collectEvery is after how many nodes memory is collected.
	collectEvery = 1 << 17
)

// tree are the paths of an archive. It has neither pointers to nodes nor strings, so
// that a million of them stay small.
type tree struct {
	nodes [][]node
	count uint32
	arena [][]byte
	slots []uint32 // a hash table of nodes by parent and name, 0 for free
	seed  maphash.Seed
}

func newTree() *tree {
	t := &tree{slots: make([]uint32, 1<<10), seed: maphash.MakeSeed(), arena: [][]byte{make([]byte, 0, arenaChunk)}}
	t.append(node{parent: math.MaxUint32}) // the root
	return t
}

func (t *tree) at(id uint32) *node { return &t.nodes[id/nodeChunk][id%nodeChunk] }

func (t *tree) append(n node) uint32 {
	if t.count%collectEvery == 0 && t.count > 0 {
		runtime.GC() // or else the heap may grow to twice the tree
	}
	if t.count%nodeChunk == 0 {
		t.nodes = append(t.nodes, make([]node, 0, nodeChunk))
	}
	last := &t.nodes[len(t.nodes)-1]
	*last = append(*last, n)
	t.count++
	return t.count - 1
}

func (t *tree) nameOf(n *node) []byte {
	at, length := n.name>>16, n.name&0xffff
	return t.arena[at/arenaChunk][at%arenaChunk:][:length]
}

// store keeps a name.
func (t *tree) store(name string) uint64 {
	k := len(t.arena) - 1
	if len(t.arena[k])+len(name) > arenaChunk {
		t.arena = append(t.arena, make([]byte, 0, arenaChunk))
		k++
	}
	at := uint64(k)*arenaChunk + uint64(len(t.arena[k]))
	t.arena[k] = append(t.arena[k], name...)
	return at<<16 | uint64(len(name))
}

func (t *tree) mix(parent uint32, hash uint64) uint64 {
	return hash ^ uint64(parent)*0x9e3779b97f4a7c15
}

// slot is where a node is in the hash table, or could be.
func (t *tree) slot(parent uint32, name string) *uint32 {
	mask := uint64(len(t.slots) - 1)
	for i := t.mix(parent, maphash.String(t.seed, name)) & mask; ; i = (i + 1) & mask {
		id := t.slots[i]
		if id == 0 {
			return &t.slots[i]
		}
		if n := t.at(id); n.parent == parent && string(t.nameOf(n)) == name {
			return &t.slots[i]
		}
	}
}

// child is the node of a name in a directory.
func (t *tree) child(parent uint32, name string) (uint32, bool) {
	id := *t.slot(parent, name)
	return id, id != 0
}

// makeChild is the node of a name in a directory, a new one if need be.
func (t *tree) makeChild(parent uint32, name string) (uint32, error) {
	slot := t.slot(parent, name)
	if *slot != 0 {
		return *slot, nil
	}
	if t.count == maxNodes {
		return 0, errManyPaths
	}
	if len(name) > maxName {
		return 0, errLongPath
	}
	id := t.append(node{parent: parent, name: t.store(name)})
	*slot = id
	if int(t.count)*3 > len(t.slots)*2 {
		t.grow()
	}
	return id, nil
}

func (t *tree) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for id := uint32(1); id < t.count; id++ {
		n := t.at(id)
		i := t.mix(n.parent, maphash.Bytes(t.seed, t.nameOf(n))) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = id
	}
}

// isFile tells that a path is no directory now.
func (n *node) isFile() bool { return n.kill != 0 && n.kill == n.live }

// alive tells that a path is there now, given the last index of what is above it and
// is no directory.
func (n *node) alive(kill uint32) bool { return n.live > kill }

// killOf is what alive asks for.
func (t *tree) killOf(id uint32) uint32 {
	kill := uint32(0)
	for id != 0 {
		id = t.at(id).parent
		kill = max(kill, t.at(id).kill)
	}
	return kill
}

// mark notes that an entry is at a node: what that is now, and that all above it
// are directories.
func (t *tree) mark(id uint32, e *Entry) {
	n := t.at(id)
	at := uint32(e.Index) + 1
	n.last = e.record
	n.flags &^= isSymlink
	if e.Type != fs.ModeDir {
		n.kill = at
		n.data = e.data
		if e.HardLink == "" {
			n.data = e.record
		}
		if e.Type == fs.ModeSymlink {
			n.flags |= isSymlink
		}
	}
	for n.live = at; id != 0; {
		id = n.parent
		n = t.at(id)
		n.live = at
	}
}

// order has all nodes but the root, by their parents and then their names, and where
// the children of each node end in that. No more nodes can be made afterwards.
func (t *tree) order() (order, ends []uint32) {
	t.slots = nil
	if t.count > collectEvery {
		runtime.GC() // as what follows takes memory, too
	}
	starts := make([]uint32, t.count+1)
	for id := uint32(1); id < t.count; id++ {
		starts[t.at(id).parent+1]++
	}
	for i := range t.count {
		starts[i+1] += starts[i]
	}
	order = make([]uint32, t.count-1)
	for id := uint32(1); id < t.count; id++ {
		p := t.at(id).parent
		order[starts[p]] = id
		starts[p]++
	}
	t.sort(order)
	return order, starts[:t.count]
}

// sort sorts runs of nodes that have one parent.
func (t *tree) sort(order []uint32) {
	type key struct {
		prefix uint64
		id     uint32
	}
	var keys []key
	for from := 0; from < len(order); {
		parent := t.at(order[from]).parent
		end := from
		keys = keys[:0]
		for ; end < len(order) && t.at(order[end]).parent == parent; end++ {
			keys = append(keys, key{prefix(t.nameOf(t.at(order[end]))), order[end]})
		}
		slices.SortFunc(keys, func(a, b key) int {
			if a.prefix != b.prefix {
				return cmp.Compare(a.prefix, b.prefix)
			}
			return bytes.Compare(t.nameOf(t.at(a.id)), t.nameOf(t.at(b.id)))
		})
		for i, k := range keys {
			order[from+i] = k.id
		}
		from = end
	}
}

// prefix is the beginning of a name, as a number that sorts as it.
func prefix(name []byte) uint64 {
	if len(name) >= 8 {
		return binary.BigEndian.Uint64(name)
	}
	var b [8]byte
	copy(b[:], name)
	return binary.BigEndian.Uint64(b[:])
}
