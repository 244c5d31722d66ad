package evidence

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Problem is a place at which a case is not what it was.
type Problem struct {
	// Path is the file, and Detail what is wrong with it and where.
	Path   string `json:"path"`
	Detail string `json:"detail"`
}

// Result is what verifying a case showed.
type Result struct {
	CaseID string `json:"case_id"`
	// Problems are empty when nothing was altered.
	Problems []Problem `json:"problems"`
	Items    int       `json:"items"`
	Bytes    int64     `json:"bytes"`
	// Custody are the lines of the log, and Head the hash of the last.
	Custody []Entry `json:"custody"`
	Head    string  `json:"custody_head"`
	// Signer is the fingerprint of the key that signed; Trusted tells that it is
	// the one that was asked for.
	Signer  string `json:"signer,omitempty"`
	Trusted bool   `json:"trusted"`
	// Missing is what the case says that it lacks.
	Missing []Missing `json:"missing"`
}

// Altered tells that something is not what it was.
func (r *Result) Altered() bool { return len(r.Problems) > 0 }

// ErrIncomplete tells of a case whose collection was cut short.
var ErrIncomplete = errors.New("the case is incomplete: its collection was cut short")

// ErrNoCase tells of a directory that is no case.
var ErrNoCase = errors.New("it is no case")

// Check says against what a case is verified.
type Check struct {
	// Key must have signed the case; nil takes any key, and cases without one.
	Key *Key
	// Head must be the hash of a line of the custody log; empty is any.
	Head string
	// Read is called with the number of bytes as they are read.
	Read func(n int)
}

// Verify compares a case with its manifest, its custody log and its signature.
// The error is [ErrIncomplete] or [ErrNoCase] when there is nothing to compare.
func Verify(ctx context.Context, dir string, check Check) (*Result, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	defer root.Close()
	v := &verifying{ctx: ctx, root: root, check: check, result: &Result{Problems: []Problem{}, Missing: []Missing{}}}
	err = v.run()
	if strings.HasSuffix(filepath.Clean(dir), Partial) && (err != nil || v.result.Altered()) {
		err = ErrIncomplete
	}
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	return v.result, nil
}

type verifying struct {
	ctx      context.Context
	root     *os.Root
	check    Check
	result   *Result
	chain    chain
	manifest *Manifest
	sum      string // of the manifest
}

func (v *verifying) problem(path, format string, args ...any) {
	v.result.Problems = append(v.result.Problems, Problem{path, fmt.Sprintf(format, args...)})
}

func (v *verifying) run() error {
	if err := v.custody(); err != nil {
		return err
	}
	if err := v.readManifest(); err != nil {
		return err
	}
	if v.manifest == nil {
		return nil // it cannot be read: that is a problem already
	}
	v.seal()
	v.sums()
	blocks := v.blocks()
	for _, item := range v.manifest.Items {
		if err := v.item(item, blocks[item.Path]); err != nil {
			return err
		}
	}
	return v.extra()
}

// custody reads the log. A case without the line that seals it was cut short.
func (v *verifying) custody() error {
	f, err := openRegular(v.root, CustodyName)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := v.root.Lstat(ManifestName); err != nil {
			return ErrNoCase
		}
		v.problem(CustodyName, "it is missing")
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	v.chain = readChain(f)
	v.result.Custody, v.result.Head = v.chain.entries, v.chain.head
	if v.chain.broken != nil {
		v.problem(CustodyName, "line %d: %v", v.chain.line, v.chain.broken)
	} else if v.chain.sealed() == nil {
		return ErrIncomplete
	}
	if v.check.Head != "" && !v.hasHead() {
		v.problem(CustodyName, "no line has the hash %s: lines are gone or others", v.check.Head)
	}
	return nil
}

func (v *verifying) hasHead() bool {
	return v.chain.head == v.check.Head || slices.ContainsFunc(v.chain.entries, func(e Entry) bool { return e.Previous == v.check.Head })
}

// maxManifest bounds the manifest, in bytes.
const maxManifest = 64 << 20

func (v *verifying) readManifest() error {
	text, err := readBounded(v.root, ManifestName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		v.problem(ManifestName, "it is missing")
		return nil
	}
	if err != nil {
		return err
	}
	v.sum = sumOf(text)
	m, err := parseManifest(text)
	if err != nil {
		v.problem(ManifestName, "%v", err)
		return nil
	}
	v.manifest, v.result.CaseID, v.result.Items = m, m.CaseID, len(m.Items)
	v.result.Missing = append(v.result.Missing, m.Missing...)
	return nil
}

func parseManifest(text []byte) (*Manifest, error) {
	m := &Manifest{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(m); err != nil {
		return nil, fmt.Errorf("it is malformed: %w", err)
	}
	if m.SchemaVersion != SchemaVersion {
		return nil, fmt.Errorf("it has schema version %d: this program reads %d", m.SchemaVersion, SchemaVersion)
	}
	seen := map[string]bool{}
	for _, i := range m.Items {
		if !validName(i.Path) || seen[i.Path] || i.Size < 0 {
			return nil, fmt.Errorf("it lists an item %q that no case can have", i.Path)
		}
		seen[i.Path] = true
	}
	return m, nil
}

// seal compares the manifest and the signature with the custody log.
func (v *verifying) seal() {
	sealed := v.chain.sealed()
	switch {
	case sealed == nil: // told by the log's own problem
	case sealed.SHA256 != v.sum:
		v.problem(ManifestName, "the custody log has another SHA-256 of it in line %d, where the case was sealed", sealed.Sequence)
	case sealed.CaseID != v.manifest.CaseID:
		v.problem(ManifestName, "the custody log is of the case %q", sealed.CaseID)
	default:
		v.secured()
	}
	v.signature(sealed)
}

// secured compares the items with what the log says of each.
func (v *verifying) secured() {
	for _, e := range v.chain.entries {
		if e.Action == Secured && !slices.ContainsFunc(v.manifest.Items, func(i Item) bool { return i.Path == e.What && i.SHA256 == e.SHA256 }) {
			v.problem(e.What, "the custody log says in line %d that it was secured, and the manifest does not have it so", e.Sequence)
		}
	}
}

func (v *verifying) signature(sealed *Entry) {
	text, err := readBounded(v.root, SignatureName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		switch {
		case v.manifest.Signer != "" || sealed != nil && sealed.Signature != "":
			v.problem(SignatureName, "the case was signed, and the signature is missing")
		case v.check.Key != nil:
			v.problem(SignatureName, "the case is not signed")
		}
		return
	}
	if err != nil {
		v.problem(SignatureName, "%v", err)
		return
	}
	head := ""
	if sealed != nil {
		head = sealed.Previous
		if sealed.Signature != sumOf(text) {
			v.problem(SignatureName, "the custody log has another SHA-256 of it in line %d", sealed.Sequence)
			return
		}
	}
	key, err := checkSignature(v.ctx, text, v.manifest, v.sum, head, v.check.Key)
	if err != nil {
		v.problem(SignatureName, "%v", err)
		return
	}
	v.result.Signer, v.result.Trusted = key.Fingerprint(), v.check.Key != nil
	if v.manifest.Signer != v.result.Signer {
		v.problem(ManifestName, "it says that the case was signed with %q", v.manifest.Signer)
	}
}

// sums compares SHA256SUMS, line by line.
func (v *verifying) sums() {
	text, err := readBounded(v.root, SumsName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		v.problem(SumsName, "it is missing")
		return
	}
	if err != nil {
		v.problem(SumsName, "%v", err)
		return
	}
	want := bytes.SplitAfter(sums(v.manifest.Items, v.sum), []byte("\n"))
	is := bytes.SplitAfter(text, []byte("\n"))
	for n := range max(len(want), len(is)) {
		if n >= len(want) || n >= len(is) || !bytes.Equal(want[n], is[n]) {
			v.problem(SumsName, "line %d is not as the manifest has it", n+1)
			return
		}
	}
}

// blocks reads the checksums of blocks. Where they cannot be read, only the place
// of a difference cannot be told.
func (v *verifying) blocks() map[string]blocksOf {
	found := map[string]blocksOf{}
	f, err := openRegular(v.root, BlocksName)
	if err != nil {
		return found
	}
	defer f.Close()
	for lines := json.NewDecoder(io.LimitReader(f, maxManifest)); ; {
		var b blocksOf
		if lines.Decode(&b) != nil {
			return found
		}
		found[b.Path] = b
	}
}

// item compares one item, whole.
func (v *verifying) item(item Item, blocks blocksOf) error {
	info, err := v.root.Lstat(item.Path)
	if errors.Is(err, fs.ErrNotExist) {
		v.problem(item.Path, "it is missing")
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		v.problem(item.Path, "it is no file any more")
		return nil
	}
	f, err := v.root.Open(item.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	d := newDigest(true)
	if _, err := io.CopyBuffer(d, &counted{v.ctx, f, v.check.Read}, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("read %s: %w", item.Path, err)
	}
	v.result.Bytes += d.size
	if sum := d.finish(); sum != item.SHA256 || d.size != item.Size {
		v.problem(item.Path, "%s", difference(item, d, blocks))
	}
	return nil
}

// difference tells where an item differs, as far as its blocks tell.
func difference(item Item, d *digest, blocks blocksOf) string {
	var told []string
	if d.size != item.Size {
		told = append(told, fmt.Sprintf("it has %d bytes instead of %d", d.size, item.Size))
	}
	if blocks.Size != blockSize || int64(len(blocks.CRC32C)) != (item.Size+blockSize-1)/blockSize*crc32.Size {
		return strings.Join(append(told, "its SHA-256 is another"), "; ")
	}
	const most = 10
	ranges, from := 0, int64(-1)
	tell := func(to int64) {
		if ranges++; ranges <= most && from >= 0 {
			told = append(told, fmt.Sprintf("it differs in bytes %d to %d", from, to-1))
		}
		from = -1
	}
	n := int64(min(len(blocks.CRC32C), len(d.blocks)) / crc32.Size)
	for b := range n {
		at := b * crc32.Size
		same := binary.BigEndian.Uint32(blocks.CRC32C[at:]) == binary.BigEndian.Uint32(d.blocks[at:])
		if !same && from < 0 {
			from = b * blockSize
		}
		if same && from >= 0 {
			tell(b * blockSize)
		}
	}
	if from >= 0 {
		tell(min(n*blockSize, max(d.size, item.Size)))
	}
	if ranges > most {
		told = append(told, fmt.Sprintf("and in %d more places", ranges-most))
	}
	if len(told) == 0 {
		told = append(told, "its SHA-256 is another, and the checksums of its blocks are not: it was altered on purpose")
	}
	return strings.Join(told, "; ")
}

// counted reads as long as the context lasts.
type counted struct {
	ctx  context.Context
	from io.Reader
	read func(int)
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.from.Read(p)
	if c.read != nil {
		c.read(n)
	}
	return n, err
}

// extra finds what the manifest does not list.
func (v *verifying) extra() error {
	listed := map[string]bool{ManifestName: true, SumsName: true, CustodyName: true, SignatureName: true}
	for _, i := range v.manifest.Items {
		listed[i.Path] = true
		for dir := filepath.Dir(i.Path); dir != "."; dir = filepath.Dir(dir) {
			listed[dir] = true
		}
	}
	return fs.WalkDir(v.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && !listed[name] {
			v.problem(name, "the manifest does not list it")
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		return v.ctx.Err()
	})
}

// readBounded reads a file whole, up to a bound.
func readBounded(root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := openRegular(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(bufio.NewReader(io.LimitReader(f, limit+1)))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s is larger than %d bytes", name, limit)
	}
	return text, err
}

// openRegular opens a file, and nothing that would wait for a writer.
func openRegular(root *os.Root, name string) (*os.File, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("it is no file")}
	}
	return root.Open(name)
}
