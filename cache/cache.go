// Package cache keeps what is costly to make again, in the user's directory for
// caches. That something is wrong with it is never an error: what was to be found
// there is made anew.
//
// What comes out of it is believed. So it is only taken from a directory and a
// file that belong to this user and that nobody else can write to, and only when
// it is whole.
package cache

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Area is a part of the cache: rummage/NAME below Dir.
type Area struct {
	// Dir is the user's directory for caches; empty keeps nothing.
	Dir  string
	Name string
	// MaxEntries and MaxBytes bound what is kept: the entries that were used last.
	// MaxEntry bounds one of them, in bytes.
	MaxEntries         int
	MaxBytes, MaxEntry int64
}

// program is the directory below Dir.
const program = "rummage"

// staleAfter is when what another process began to write is taken to have been
// given up.
const staleAfter = time.Hour

const unfinished = ".new-"

// open opens the area, and makes it when there is none.
func (a Area) open() (*os.Root, error) {
	if a.Dir == "" {
		return nil, errors.New("no cache is wanted")
	}
	_ = os.Mkdir(a.Dir, 0o700)
	dir, err := os.OpenRoot(a.Dir)
	if err != nil {
		return nil, err
	}
	// That of another user is left alone, as when root has that user's HOME.
	if info, err := dir.Stat("."); err != nil || !owned(info) {
		dir.Close()
		return nil, errors.New("the directory is another user's")
	}
	for _, name := range []string{program, a.Name} {
		_ = dir.Mkdir(name, 0o700)
		next, err := dir.OpenRoot(name)
		dir.Close()
		if err != nil {
			return nil, err
		}
		if info, err := next.Stat("."); err != nil || !private(info) {
			next.Close()
			return nil, errors.New("others can write to the directory")
		}
		dir = next
	}
	return dir, nil
}

// owned tells that something belongs to this user.
func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// private tells that nobody but this user, and root, could have written it.
func private(info fs.FileInfo) bool { return owned(info) && info.Mode().Perm()&0o022 == 0 }

// Load returns what was kept under a name, which is no path.
func (a Area) Load(name string) ([]byte, bool) {
	dir, err := a.open()
	if err != nil {
		return nil, false
	}
	defer dir.Close()
	entry, err := a.read(dir, name)
	if err != nil || len(entry) < sha256.Size {
		return nil, false
	}
	sum, content := entry[:sha256.Size], entry[sha256.Size:]
	if is := sha256.Sum256(content); !bytes.Equal(is[:], sum) {
		return nil, false
	}
	now := time.Now()
	_ = dir.Chtimes(name, now, now) // those that are used are kept
	return content, true
}

func (a Area) read(dir *os.Root, name string) ([]byte, error) {
	if info, err := dir.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("no entry")
	}
	f, err := dir.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || !private(info) || info.Size() > a.MaxEntry+sha256.Size {
		return nil, errors.New("not to be trusted")
	}
	entry := make([]byte, info.Size())
	_, err = io.ReadFull(f, entry)
	return entry, err
}

// Store keeps a content under a name, whole or not at all, and makes room for it.
func (a Area) Store(name string, content []byte) {
	if int64(len(content)) > a.MaxEntry {
		return
	}
	dir, err := a.open()
	if err != nil {
		return
	}
	defer dir.Close()
	sum := sha256.Sum256(content)
	temporary := unfinished + rand.Text()
	f, err := dir.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = f.Write(sum[:])
	if err == nil {
		_, err = f.Write(content)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	// The file system's own clock may be some milliseconds behind that of Load.
	now := time.Now()
	if err == nil {
		err = dir.Chtimes(temporary, now, now)
	}
	if err == nil {
		err = dir.Rename(temporary, name)
	}
	if err != nil {
		_ = dir.Remove(temporary)
	}
	a.prune(dir)
}

// Prune keeps an area within its bounds that others write to.
func (a Area) Prune() {
	dir, err := a.open()
	if err != nil {
		return
	}
	defer dir.Close()
	a.prune(dir)
}

// prune keeps the entries that were used last, and removes what was left
// half-written.
func (a Area) prune(dir *os.Root) {
	list, err := fs.ReadDir(dir.FS(), ".")
	if err != nil {
		return
	}
	var kept []fs.FileInfo
	for _, d := range list {
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if !strings.HasPrefix(d.Name(), unfinished) {
			kept = append(kept, info)
		} else if time.Since(info.ModTime()) > staleAfter {
			_ = dir.Remove(d.Name())
		}
	}
	slices.SortFunc(kept, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	var total int64
	for i, info := range kept {
		if total += info.Size(); i >= a.MaxEntries || total > a.MaxBytes {
			_ = dir.Remove(info.Name())
		}
	}
}
