// Package bolt reads databases of go.etcd.io/bbolt that an attacker may have
// written. The library maps the file and believes its page numbers: a forged one
// crashes the program or never ends. It also wants a lock that a live owner has.
// This reader holds the file in memory, and every number in it against a bound.
//
// A database is an array of pages. Two meta pages name the page of the root
// bucket; a bucket is a B+ tree of branch and leaf pages; a value can be a bucket
// in turn, whose pages are elsewhere or, when it is small, in the value itself.
package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
)

// The format, in bytes.
const (
	magic       = 0xED0CDAED
	version     = 2
	pageHeader  = 16
	element     = 16
	metaSize    = 64
	bucketSize  = 16
	minPageSize = 512
	maxPageSize = 64 << 10

	branchPage = 0x01
	leafPage   = 0x02

	bucketFlag = 0x01
)

// maxDepth bounds the height of a tree: that of a sound one grows with the
// logarithm of its size.
const maxDepth = 32

// ErrMalformed is wrapped by every error of a file that is no sound database.
var ErrMalformed = errors.New("malformed database")

// DB is a database. It may be used by several goroutines.
type DB struct {
	data     []byte
	pageSize int
	root     uint64
}

// Open takes the content of a file.
func Open(data []byte) (*DB, error) {
	db := &DB{data: data}
	var newest uint64
	// The second meta page is one page behind the first, whose size only a meta
	// page tells.
	for _, at := range append([]int{0}, pageSizes()...) {
		m, ok := metaAt(data, at)
		if !ok || at != 0 && m.pageSize != at || db.pageSize != 0 && m.txid <= newest {
			continue
		}
		db.pageSize, db.root, newest = m.pageSize, m.root, m.txid
	}
	if db.pageSize == 0 {
		return nil, fmt.Errorf("%w: no page describes it", ErrMalformed)
	}
	return db, nil
}

func pageSizes() []int {
	var sizes []int
	for size := minPageSize; size <= maxPageSize; size *= 2 {
		sizes = append(sizes, size)
	}
	return sizes
}

type meta struct {
	pageSize   int
	root, txid uint64
}

func metaAt(data []byte, at int) (meta, bool) {
	at += pageHeader
	if at+metaSize > len(data) {
		return meta{}, false
	}
	m := data[at : at+metaSize]
	sum := fnv.New64a()
	sum.Write(m[:metaSize-8])
	size := int(binary.LittleEndian.Uint32(m[8:]))
	ok := binary.LittleEndian.Uint32(m) == magic && binary.LittleEndian.Uint32(m[4:]) == version &&
		binary.LittleEndian.Uint64(m[metaSize-8:]) == sum.Sum64() && size >= minPageSize && size <= maxPageSize
	return meta{pageSize: size, root: binary.LittleEndian.Uint64(m[16:]), txid: binary.LittleEndian.Uint64(m[48:])}, ok
}

// Bucket is a bucket. The zero value is empty.
type Bucket struct {
	db   *DB
	root uint64
	// inline is the page of a bucket that is held in a value.
	inline []byte
}

// Root is the bucket that holds all others.
func (db *DB) Root() Bucket { return Bucket{db: db, root: db.root} }

// page returns a page with those that it overflows into.
func (b Bucket) page(id uint64) ([]byte, error) {
	if id == 0 && b.inline != nil {
		return b.inline, nil
	}
	db := b.db
	count := uint64(len(db.data) / db.pageSize)
	if id < 2 || id >= count {
		return nil, fmt.Errorf("%w: no page %d", ErrMalformed, id)
	}
	from := id * uint64(db.pageSize)
	overflow := uint64(binary.LittleEndian.Uint32(db.data[from+12:]))
	if overflow >= count-id {
		return nil, fmt.Errorf("%w: page %d is cut", ErrMalformed, id)
	}
	return db.data[from : from+(overflow+1)*uint64(db.pageSize)], nil
}

// item is an element of a page.
type item struct {
	key, value []byte
	bucket     bool
	child      uint64
}

// items takes a page apart.
func items(page []byte) (list []item, leaf bool, err error) {
	if len(page) < pageHeader {
		return nil, false, fmt.Errorf("%w: a page is cut", ErrMalformed)
	}
	flags, count := binary.LittleEndian.Uint16(page[8:]), int(binary.LittleEndian.Uint16(page[10:]))
	if leaf = flags&leafPage != 0; !leaf && flags&branchPage == 0 || pageHeader+count*element > len(page) {
		return nil, false, fmt.Errorf("%w: a page is neither branch nor leaf", ErrMalformed)
	}
	list = make([]item, count)
	for i := range list {
		at := pageHeader + i*element
		e := page[at : at+element]
		var position, keySize, valueSize uint64
		if leaf {
			list[i].bucket = binary.LittleEndian.Uint32(e)&bucketFlag != 0
			position, keySize, valueSize = number(e[4:]), number(e[8:]), number(e[12:])
		} else {
			position, keySize = number(e), number(e[4:])
			list[i].child = binary.LittleEndian.Uint64(e[8:])
		}
		from := uint64(at) + position
		if from+keySize+valueSize > uint64(len(page)) {
			return nil, false, fmt.Errorf("%w: an element is cut", ErrMalformed)
		}
		list[i].key = page[from : from+keySize]
		list[i].value = page[from+keySize : from+keySize+valueSize]
	}
	return list, leaf, nil
}

func number(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }

// find looks a key up.
func (b Bucket) find(key string) (item, bool, error) {
	if b.db == nil {
		return item{}, false, nil
	}
	id := b.root
	for range maxDepth {
		page, err := b.page(id)
		if err != nil {
			return item{}, false, err
		}
		list, leaf, err := items(page)
		if err != nil {
			return item{}, false, err
		}
		if leaf {
			for _, e := range list {
				if string(e.key) == key {
					return e, true, nil
				}
			}
			return item{}, false, nil
		}
		if len(list) == 0 {
			return item{}, false, nil
		}
		id = list[0].child
		for _, e := range list {
			if bytes.Compare(e.key, []byte(key)) <= 0 {
				id = e.child
			}
		}
	}
	return item{}, false, fmt.Errorf("%w: a tree is too high", ErrMalformed)
}

// Get returns the value of a key, which is valid as long as the content that the
// database was opened with; nil when there is none.
func (b Bucket) Get(key string) ([]byte, error) {
	e, ok, err := b.find(key)
	if !ok || e.bucket {
		return nil, err
	}
	return e.value, nil
}

// Bucket goes down into buckets by their names. One that does not exist is empty.
func (b Bucket) Bucket(names ...string) (Bucket, error) {
	for _, name := range names {
		e, ok, err := b.find(name)
		if err != nil {
			return Bucket{}, err
		}
		if !ok || !e.bucket {
			return Bucket{}, nil
		}
		if b, err = b.db.bucket(e.value); err != nil {
			return Bucket{}, err
		}
	}
	return b, nil
}

func (db *DB) bucket(value []byte) (Bucket, error) {
	if len(value) < bucketSize {
		return Bucket{}, fmt.Errorf("%w: a bucket is cut", ErrMalformed)
	}
	b := Bucket{db: db, root: binary.LittleEndian.Uint64(value)}
	if b.root == 0 {
		b.inline = value[bucketSize:]
	}
	return b, nil
}

// Exists tells a bucket that is there from one that is not.
func (b Bucket) Exists() bool { return b.db != nil }

// Keys are the keys of the bucket, in their order.
func (b Bucket) Keys() ([]string, error) {
	if b.db == nil {
		return nil, nil
	}
	// A forged tree can lead to the same pages again and again.
	left := len(b.db.data)/b.db.pageSize + 1
	return b.keys(nil, b.root, &left, 0)
}

func (b Bucket) keys(keys []string, id uint64, left *int, depth int) ([]string, error) {
	if *left--; *left < 0 || depth > maxDepth {
		return nil, fmt.Errorf("%w: its pages have no end", ErrMalformed)
	}
	page, err := b.page(id)
	if err != nil {
		return nil, err
	}
	list, leaf, err := items(page)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if leaf {
			keys = append(keys, string(e.key))
		} else if keys, err = b.keys(keys, e.child, left, depth+1); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
