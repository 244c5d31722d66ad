package bolt_test

import (
	"errors"
	"os"
	"testing"

	"github.com/rummage-scanner/rummage/collectors/dockerroot/bolt"
)

// testdata/snapshots.db is what containerd 1.6 wrote of three snapshots, and
// testdata/large.db what bbolt 1.4 wrote of 700 in pages of 1024 bytes, whose tree
// has branches.

func open(t testing.TB, name string) *bolt.DB {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestGet(t *testing.T) {
	snapshots, err := open(t, "snapshots.db").Root().Bucket("v1", "snapshots")
	if err != nil || !snapshots.Exists() {
		t.Fatal(err)
	}
	keys, err := snapshots.Keys()
	if err != nil || len(keys) != 3 {
		t.Fatalf("%q, %v", keys, err)
	}
	for i, want := range []string{"\x01", "\x02", "\x03"} {
		one, err := snapshots.Bucket(keys[i])
		if err != nil {
			t.Fatal(err)
		}
		if id, err := one.Get("id"); err != nil || string(id) != want {
			t.Errorf("%s has the id %q, %v", keys[i], id, err)
		}
		if parent, err := one.Get("parent"); err != nil || i > 0 && string(parent) != keys[i-1] {
			t.Errorf("%s has the parent %q, %v", keys[i], parent, err)
		}
	}
	if none, err := snapshots.Bucket("none", "below"); err != nil || none.Exists() {
		t.Errorf("%v, %v", none, err)
	}
	if value, err := snapshots.Get("none"); err != nil || value != nil {
		t.Errorf("%q, %v", value, err)
	}
}

func TestBranches(t *testing.T) {
	root := open(t, "large.db").Root()
	snapshots, err := root.Bucket("v1", "snapshots")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := snapshots.Keys()
	if err != nil || len(keys) != 700 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	for _, key := range keys {
		if one, err := snapshots.Bucket(key); err != nil || !one.Exists() {
			t.Fatalf("%s: %v", key, err)
		}
	}
}

func TestMalformed(t *testing.T) {
	data, err := os.ReadFile("testdata/snapshots.db")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 79, 4096} {
		if _, err := bolt.Open(make([]byte, size)); !errors.Is(err, bolt.ErrMalformed) {
			t.Errorf("%d zeros: %v", size, err)
		}
	}
	db, err := bolt.Open(data[:2*4096])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Root().Bucket("v1"); !errors.Is(err, bolt.ErrMalformed) {
		t.Errorf("without its pages: %v", err)
	}
}

// walk reads all that can be reached.
func walk(b bolt.Bucket, depth int) {
	keys, err := b.Keys()
	if err != nil || depth > 8 {
		return
	}
	for _, key := range keys {
		_, _ = b.Get(key)
		if below, err := b.Bucket(key); err == nil {
			walk(below, depth+1)
		}
	}
}

// FuzzOpen changes the pages of a sound database, whose meta pages stay.
func FuzzOpen(f *testing.F) {
	data, err := os.ReadFile("testdata/snapshots.db")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint(3*4096+8), []byte{1, 0, 255, 255})
	f.Fuzz(func(_ *testing.T, at uint, change []byte) {
		if data := append([]byte(nil), data...); at < uint(len(data)) {
			copy(data[at:], change)
			if db, err := bolt.Open(data); err == nil {
				walk(db.Root(), 0)
			}
		}
	})
}
