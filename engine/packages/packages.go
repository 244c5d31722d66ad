// Package packages tells which changed files belong to a package, by the
// package databases of the subject: those of dpkg and apk, and the records that
// pip keeps of what it installs.
//
// Only databases that were changed themselves are read: where no package was
// installed, upgraded or removed, no change can come from one.
package packages

import (
	"bufio"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"hash"
	"io"
	"maps"
	"path"
	"strings"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Algorithm is a hash function by which a package database knows contents.
type Algorithm int

// The hash functions: dpkg uses MD5, apk SHA-1, pip SHA-256.
const (
	MD5 Algorithm = iota
	SHA1
	SHA256
)

// New begins a digest.
func (a Algorithm) New() hash.Hash {
	switch a {
	case SHA1:
		return sha1.New()
	case SHA256:
		return sha256.New()
	}
	return md5.New()
}

// Sum is the digest of a content, in hexadecimal.
func (a Algorithm) Sum(content []byte) string {
	sum := a.New()
	sum.Write(content)
	return hex.EncodeToString(sum.Sum(nil))
}

// maxDatabase bounds what is read of one database file, in bytes.
const maxDatabase = 64 << 20

// Databases are the package databases of one subject.
type Databases struct {
	files map[string]owner
}

type owner struct {
	name      string
	algorithm Algorithm
	digest    string
}

// Open reads the databases that the document's changes show to have changed.
// What cannot be read is left out: its files then belong to no package.
func Open(ctx context.Context, subject collectors.Subject, doc *document.Document) *Databases {
	d := New()
	for i := range doc.Changes {
		c := &doc.Changes[i]
		if c.Kind == document.Deleted || !IsDatabase(c.Path) {
			continue
		}
		f, err := subject.Open(ctx, c.Path)
		if err != nil {
			continue
		}
		d.Add(c.Path, io.LimitReader(f, maxDatabase))
		f.Close()
	}
	return d
}

// New makes databases without a file.
func New() *Databases { return &Databases{files: map[string]owner{}} }

// Len is the number of files that they list.
func (d *Databases) Len() int { return len(d.files) }

// Merge adds what others list.
func (d *Databases) Merge(others *Databases) { maps.Copy(d.files, others.files) }

// IsDatabase tells whether a path is that of a database's file.
func IsDatabase(name string) bool {
	switch name {
	case "/var/lib/dpkg/status", "/lib/apk/db/installed", "/usr/lib/apk/db/installed":
		return true
	}
	return isMD5Sums(name) || strings.HasSuffix(name, ".dist-info/RECORD")
}

func isMD5Sums(name string) bool {
	return strings.HasPrefix(name, "/var/lib/dpkg/info/") && strings.HasSuffix(name, ".md5sums")
}

// Add reads one file of a database.
func (d *Databases) Add(name string, r io.Reader) {
	switch {
	case isMD5Sums(name):
		pkg, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".md5sums"), ":")
		d.readMD5Sums(r, pkg)
	case strings.HasSuffix(name, ".dist-info/RECORD"):
		d.readRecord(r, name)
	case name == "/var/lib/dpkg/status":
		d.readStatus(r)
	default:
		d.readInstalled(r)
	}
}

// Owner names the package that lists the path with this content, or nothing.
func (d *Databases) Owner(path string, content []byte) string {
	return d.OwnerOf(path, func(a Algorithm) string { return a.Sum(content) })
}

// OwnerOf is Owner for a content of which only the digests are at hand.
func (d *Databases) OwnerOf(path string, digest func(Algorithm) string) string {
	o, ok := d.files[canonical(path)]
	if !ok || digest(o.algorithm) != o.digest {
		return ""
	}
	return o.name
}

// canonical is the path as merged-/usr systems have it: packages still list
// /bin/ls where the file is /usr/bin/ls.
func canonical(name string) string {
	name = strings.TrimPrefix(name, "/")
	top, _, _ := strings.Cut(name, "/")
	if top == "bin" || top == "sbin" || strings.HasPrefix(top, "lib") {
		return "usr/" + name
	}
	return name
}

// readMD5Sums reads a dpkg .md5sums file: a digest, two blanks and a path that
// is relative to the root.
func (d *Databases) readMD5Sums(r io.Reader, name string) {
	for lines := scanner(r); lines.Scan(); {
		digest, file, ok := strings.Cut(lines.Text(), "  ")
		if ok && len(digest) == 32 {
			d.files[canonical(document.Text(file))] = owner{name, MD5, strings.ToLower(digest)}
		}
	}
}

// readStatus reads the configuration files of dpkg's status file, which the
// .md5sums files leave out: indented lines of path and digest below Conffiles.
func (d *Databases) readStatus(r io.Reader) {
	var name string
	conffiles := false
	for lines := scanner(r); lines.Scan(); {
		line := lines.Text()
		if !strings.HasPrefix(line, " ") {
			conffiles = line == "Conffiles:"
			if rest, ok := strings.CutPrefix(line, "Package: "); ok {
				name = rest
			}
			continue
		}
		if fields := strings.Fields(line); conffiles && len(fields) == 2 && len(fields[1]) == 32 {
			d.files[canonical(document.Text(fields[0]))] = owner{name, MD5, strings.ToLower(fields[1])}
		}
	}
}

// readRecord reads pip's record of a distribution: lines of comma-separated
// values with a path relative to the directory that holds the .dist-info
// directory, an algorithm and a digest in base64, and a size. Its files are said
// to belong to "pip:NAME". See
// https://packaging.python.org/en/latest/specifications/recording-installed-packages/
func (d *Databases) readRecord(r io.Reader, record string) {
	info := path.Dir(record)
	name, _, _ := strings.Cut(strings.TrimSuffix(path.Base(info), ".dist-info"), "-")
	lines := csv.NewReader(r)
	lines.FieldsPerRecord, lines.ReuseRecord = -1, true
	for {
		line, err := lines.Read()
		if err != nil {
			return
		}
		if len(line) < 2 {
			continue
		}
		encoded, ok := strings.CutPrefix(line[1], "sha256=")
		sum, err := base64.RawURLEncoding.DecodeString(encoded)
		if !ok || err != nil {
			continue
		}
		file := line[0]
		if !path.IsAbs(file) {
			file = path.Join(path.Dir(info), file)
		}
		d.files[canonical(document.Text(file))] = owner{"pip:" + name, SHA256, hex.EncodeToString(sum)}
	}
}

// readInstalled reads apk's database: P is a package, F a directory, R a file
// in it and Z the file's checksum, "Q1" and a SHA-1 in base64. See
// https://wiki.alpinelinux.org/wiki/Apk_spec
func (d *Databases) readInstalled(r io.Reader) {
	var name, dir, file string
	for lines := scanner(r); lines.Scan(); {
		key, value, ok := strings.Cut(lines.Text(), ":")
		if !ok {
			continue
		}
		switch key {
		case "P":
			name = value
		case "F":
			dir = value
		case "R":
			file = value
		case "Z":
			sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(value, "Q1"))
			if err == nil && file != "" {
				d.files[canonical(document.Text(path.Join(dir, file)))] = owner{name, SHA1, hex.EncodeToString(sum)}
			}
		}
	}
}

func scanner(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	return s
}
