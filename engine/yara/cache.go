package yara

/*
#include <yara.h>
*/
import "C"

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	libyara "github.com/hillu/go-yara/v4"
	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/cache"
)

// Cache says where compiled rules are kept; the zero value keeps none. They are
// code, which libyara runs as it is.
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
)

func (c Cache) area() cache.Area {
	return cache.Area{Dir: c.Dir, Name: "yara", MaxEntries: maxEntries, MaxBytes: 2 * maxEntry, MaxEntry: maxEntry}
}

// form is that of an entry, which changes with it: the length of the header,
// the header as JSON, and what libyara wrote.
const form = "rummage compiled YARA rules 2"

// header is what a compiled set does not hold.
type header struct {
	Count       int         `json:"count"`
	Windows     int         `json:"windows"` // of these, those that are not in it
	Variables   []string    `json:"variables"`
	Diagnostics [][2]string `json:"diagnostics"` // file and reason
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
	put(form, version, C.YR_VERSION, runtime.GOOS, runtime.GOARCH)
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

// kept is what is made of some sources: an entry without the rules that are for
// programs of Windows alone, and, once one was seen, one with all rules.
type kept struct {
	cache Cache
	key   string
}

func (k kept) withoutWindows() string { return k.key + ".yarac" }
func (k kept) all() string            { return k.key + "-all.yarac" }

// load returns nil when there is no sound entry; else also how many rules for
// programs of Windows are not in the set.
func (k kept) load() (set *Set, windows int, diagnostics []Diagnostic) {
	rules, h := k.rules(k.withoutWindows())
	if rules == nil {
		return nil, 0, nil
	}
	set = &Set{Count: h.Count, Cached: true, programs: made(rules)}
	set.others = set.programs
	for _, d := range h.Diagnostics {
		diagnostics = append(diagnostics, Diagnostic{File: d[0], Err: errors.New(d[1])})
	}
	return set, h.Windows, diagnostics
}

// rules returns nil when there is no sound entry of a name.
func (k kept) rules(name string) (*ruleset, header) {
	var h header
	entry, ok := k.cache.area().Load(name)
	if !ok || len(entry) < 4 {
		return nil, h
	}
	length, entry := int64(binary.LittleEndian.Uint32(entry)), entry[4:]
	if length > int64(len(entry)) || json.Unmarshal(entry[:length], &h) != nil {
		return nil, h
	}
	rules, err := loadRules(entry[length:])
	if err != nil {
		return nil, h
	}
	return rulesetOf(rules, h.Variables), h
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

// store keeps rules.
func (k kept) store(name string, rules *ruleset, h header) {
	if k.cache.Dir == "" {
		return
	}
	text, err := json.Marshal(h)
	if err != nil {
		return
	}
	var entry bytes.Buffer
	_ = binary.Write(&entry, binary.LittleEndian, uint32(len(text)))
	entry.Write(text)
	if err := rules.rules.Write(&entry); err == nil {
		k.cache.area().Store(name, entry.Bytes())
	}
}

// plain is diagnostics as an entry holds them.
func plain(diagnostics []Diagnostic) [][2]string {
	var told [][2]string
	for _, d := range diagnostics {
		told = append(told, [2]string{d.File, d.Err.Error()})
	}
	return told
}
