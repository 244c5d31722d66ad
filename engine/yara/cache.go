package yara

/*
#include <yara.h>
*/
import "C"

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	libyara "github.com/hillu/go-yara/v4"
	"golang.org/x/sys/unix"
)

// Cache says where compiled rules are kept, in rummage/yara below Dir. The zero
// value keeps none.
//
// Compiled rules are code: libyara runs what it loads. So they are only taken
// from a directory and a file that belong to this user, and that nobody else
// can write to. That something is wrong with the cache is never an error: the
// rules are compiled then.
type Cache struct {
	// Dir is the user's directory for caches.
	Dir string
	// Version is that of the program.
	Version string
}

// The bounds of the cache.
const (
	maxEntries = 8
	maxEntry   = 1 << 30 // bytes
	// staleAfter is when what another process began to write is taken to have
	// been given up.
	staleAfter = time.Hour
)

// The form of an entry: this line, the sha256 of all that follows, the length
// of the header, the header as JSON, and what libyara wrote.
const entryMagic = "rummage compiled YARA rules 1\n"

const entryEnd = ".yarac"

// header is what a compiled set does not hold.
type header struct {
	Count         int         `json:"count"`
	Windows       int         `json:"windows"` // of these, those that are not in it
	UsesVariables bool        `json:"uses_variables"`
	UsesMD5       bool        `json:"uses_md5"`
	Diagnostics   [][2]string `json:"diagnostics"` // file and reason
}

// keyOf names compiled rules by all that they are made from.
func keyOf(version string, sources []*source, diagnostics []Diagnostic) string {
	sum := sha256.New()
	put := func(parts ...string) {
		for _, part := range parts {
			_ = binary.Write(sum, binary.LittleEndian, int64(len(part)))
			_, _ = io.WriteString(sum, part)
		}
	}
	put(entryMagic, version, C.YR_VERSION, runtime.GOOS, runtime.GOARCH)
	for _, v := range (Variables{}).list() {
		put(v.name)
	}
	for _, s := range sources {
		put("source", s.name, s.namespace, string(s.text))
	}
	for _, d := range diagnostics {
		put("diagnostic", d.String())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// entries is an open cache; nil is none.
type entries struct{ dir *os.Root }

// open opens the cache, and makes it when there is none.
func (c Cache) open() *entries {
	if c.Dir == "" {
		return nil
	}
	// That of another user is left alone, as when root has that user's HOME.
	_ = os.Mkdir(c.Dir, 0o700)
	dir, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil
	}
	if info, err := dir.Stat("."); err != nil || !owned(info) {
		dir.Close()
		return nil
	}
	for _, name := range []string{"rummage", "yara"} {
		_ = dir.Mkdir(name, 0o700)
		next, err := dir.OpenRoot(name)
		dir.Close()
		if err != nil {
			return nil
		}
		if info, err := next.Stat("."); err != nil || !private(info) {
			next.Close()
			return nil
		}
		dir = next
	}
	return &entries{dir}
}

// owned tells that something belongs to this user.
func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// private tells that nobody but this user, and root, could have written it.
func private(info fs.FileInfo) bool { return owned(info) && info.Mode().Perm()&0o022 == 0 }

// kept is what is made of some sources: an entry without the rules that are for
// programs of Windows alone, and, once one was seen, one with all rules.
type kept struct {
	cache Cache
	key   string
}

func (k kept) withoutWindows() string { return k.key + entryEnd }
func (k kept) all() string            { return k.key + "-all" + entryEnd }

// load returns nil when there is no sound entry; else also how many rules for
// programs of Windows are not in the set.
func (k kept) load() (set *Set, windows int, diagnostics []Diagnostic) {
	rules, h := k.rules(k.withoutWindows())
	if rules == nil {
		return nil, 0, nil
	}
	set = &Set{Count: h.Count, UsesVariables: h.UsesVariables, UsesMD5: h.UsesMD5, Cached: true, programs: rules, others: rules}
	for _, d := range h.Diagnostics {
		diagnostics = append(diagnostics, Diagnostic{File: d[0], Err: errors.New(d[1])})
	}
	return set, h.Windows, diagnostics
}

// rules returns nil when there is no sound entry of a name.
func (k kept) rules(name string) (*ruleset, header) {
	e := k.cache.open()
	if e == nil {
		return nil, header{}
	}
	defer e.dir.Close()
	entry, err := e.read(name)
	if err != nil {
		return nil, header{}
	}
	h, compiled, err := unpack(entry)
	if err != nil {
		return nil, header{}
	}
	rules, err := loadRules(compiled)
	if err != nil {
		return nil, header{}
	}
	now := time.Now()
	_ = e.dir.Chtimes(name, now, now) // those that are used are kept
	return rulesetOf(rules), h
}

func (e *entries) read(name string) ([]byte, error) {
	if info, err := e.dir.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("no entry")
	}
	f, err := e.dir.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || !private(info) || info.Size() > maxEntry {
		return nil, errors.New("not to be trusted")
	}
	entry := make([]byte, info.Size())
	_, err = io.ReadFull(f, entry)
	return entry, err
}

func unpack(entry []byte) (header, []byte, error) {
	var h header
	rest, ok := bytes.CutPrefix(entry, []byte(entryMagic))
	if !ok || len(rest) < sha256.Size+4 {
		return h, nil, errors.New("no entry")
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	if is := sha256.Sum256(rest); !bytes.Equal(is[:], sum) {
		return h, nil, errors.New("damaged")
	}
	length, rest := int64(binary.LittleEndian.Uint32(rest)), rest[4:]
	if length > int64(len(rest)) {
		return h, nil, errors.New("damaged")
	}
	return h, rest[length:], json.Unmarshal(rest[:length], &h)
}

func pack(h header, compiled []byte) ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	rest := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	rest = append(append(rest, text...), compiled...)
	sum := sha256.Sum256(rest)
	return slices.Concat([]byte(entryMagic), sum[:], rest), nil
}

// loadRules loads what libyara wrote. It reads a file several times as fast as
// a stream, so it is given one in memory.
func loadRules(compiled []byte) (*libyara.Rules, error) {
	if fd, err := unix.MemfdCreate("rules", unix.MFD_CLOEXEC); err == nil {
		f := os.NewFile(uintptr(fd), "rules")
		defer f.Close()
		if _, err := f.Write(compiled); err == nil {
			if rules, err := libyara.LoadRules(fmt.Sprintf("/proc/self/fd/%d", fd)); err == nil {
				return rules, nil
			}
		}
	}
	return libyara.ReadRules(bytes.NewReader(compiled))
}

// plain is diagnostics as an entry holds them.
func plain(diagnostics []Diagnostic) [][2]string {
	var told [][2]string
	for _, d := range diagnostics {
		told = append(told, [2]string{d.File, d.Err.Error()})
	}
	return told
}

// store keeps rules, whole or not at all.
func (k kept) store(name string, rules *ruleset, h header) {
	e := k.cache.open()
	if e == nil {
		return
	}
	defer e.dir.Close()
	var compiled bytes.Buffer
	if err := rules.rules.Write(&compiled); err != nil {
		return
	}
	entry, err := pack(h, compiled.Bytes())
	if err != nil {
		return
	}
	temporary := ".new-" + rand.Text()
	f, err := e.dir.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = f.Write(entry)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = e.dir.Rename(temporary, name)
	}
	if err != nil {
		_ = e.dir.Remove(temporary)
	}
	e.prune()
}

// prune keeps the newest entries, and removes what was left half-written.
func (e *entries) prune() {
	list, err := fs.ReadDir(e.dir.FS(), ".")
	if err != nil {
		return
	}
	var kept []fs.FileInfo
	for _, d := range list {
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		switch {
		case strings.HasSuffix(d.Name(), entryEnd):
			kept = append(kept, info)
		case strings.HasPrefix(d.Name(), ".new-") && time.Since(info.ModTime()) > staleAfter:
			_ = e.dir.Remove(d.Name())
		}
	}
	slices.SortFunc(kept, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range kept[min(len(kept), maxEntries):] {
		_ = e.dir.Remove(info.Name())
	}
}
