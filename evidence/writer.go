package evidence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors"
)

// Options say how a case is written.
type Options struct {
	// CaseID, Operator and Host go into each line of the custody log.
	CaseID, Operator, Host string
	// Compress stores large items compressed with zstd, and Recipients encrypts
	// all items but the manifest.
	Compress   bool
	Recipients []age.Recipient
	// RecipientNames are their public keys, for the manifest.
	RecipientNames []string
	// MaxSize bounds what is written, in bytes; 0 is no bound.
	MaxSize int64
	// Written is called with the number of bytes as they are written.
	Written func(n int)
}

// ErrTooLarge ends an item that has no more room.
var ErrTooLarge = errors.New("there is no more room within --max-size")

// ErrExists tells that something is where a case is to be made.
var ErrExists = errors.New("there is something at this place already")

// Writer makes a case. It is used by one goroutine.
type Writer struct {
	dir     string // where the case will be
	root    *os.Root
	options Options
	custody *os.File
	chain   chain
	items   []Item
	blocks  map[string][]byte
	written int64
}

// reserveName is room that is kept so that a full disk leaves some for the
// manifest.
const (
	reserveName = ".reserve"
	reserveSize = 1 << 20
)

// Create begins a case. Nothing may be at its place, but for an empty directory.
func Create(dir string, options Options, what, why string) (*Writer, error) {
	dir = filepath.Clean(dir)
	if entries, err := os.ReadDir(dir); !errors.Is(err, fs.ErrNotExist) && (err != nil || len(entries) > 0) {
		return nil, fmt.Errorf("make case %s: %w", dir, errors.Join(ErrExists, err))
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("make case: %w", err)
	}
	if err := os.Mkdir(dir+Partial, 0o700); errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make case %s: %w: a collection that was cut short", dir+Partial, ErrExists)
	} else if err != nil {
		return nil, fmt.Errorf("make case: %w", err)
	}
	root, err := os.OpenRoot(dir + Partial)
	if err != nil {
		return nil, fmt.Errorf("make case: %w", err)
	}
	w := &Writer{dir: dir, root: root, options: options, blocks: map[string][]byte{}, chain: chain{head: sumOf(nil)}}
	if w.custody, err = root.OpenFile(CustodyName, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		root.Close()
		return nil, fmt.Errorf("make case: %w", err)
	}
	if err := w.log(Entry{Action: Opened, What: what, Why: why}); err != nil {
		return nil, err
	}
	w.reserve()
	return w, nil
}

// reserve keeps room for the manifest, where the file system lets it.
func (w *Writer) reserve() {
	f, err := w.root.OpenFile(reserveName, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.Write(make([]byte, reserveSize))
}

// log adds a line to the custody log.
func (w *Writer) log(e Entry) error {
	e.CaseID, e.Who, e.Host, e.Time = w.options.CaseID, w.options.Operator, w.options.Host, time.Now()
	e = w.chain.next(e)
	line, err := e.line()
	if err != nil {
		return err
	}
	if err := w.append(line); err != nil {
		return fmt.Errorf("write custody log: %w", err)
	}
	w.chain.entries, w.chain.head = append(w.chain.entries, e), sumOf(line)
	return nil
}

// append writes a line whole or not at all. On a full disk it takes the room that
// was kept.
func (w *Writer) append(line []byte) error {
	info, err := w.custody.Stat()
	if err != nil {
		return err
	}
	if _, err = w.custody.Write(line); err == nil {
		return nil
	}
	_ = w.root.Remove(reserveName)
	if err := errors.Join(err, w.custody.Truncate(info.Size())); !errors.Is(err, unix.ENOSPC) {
		return err
	}
	if _, err = w.custody.Write(line); err != nil {
		return errors.Join(err, w.custody.Truncate(info.Size()))
	}
	return nil
}

// Has tells whether an item was secured already, by its name without the
// suffixes of compression and encryption.
func (w *Writer) Has(name string) bool {
	return slices.ContainsFunc(w.items, func(i Item) bool {
		path := strings.TrimSuffix(i.Path, ".age")
		return path == name || strings.TrimSuffix(path, ".zst") == name
	})
}

// Written is how much was written, in bytes.
func (w *Writer) Written() int64 { return w.written }

// Write secures an item: write is given where to write it. What was written
// before an error is kept, hashed and marked as cut.
func (w *Writer) Write(name string, write func(io.Writer) error) error {
	i, err := w.begin(name)
	if err != nil {
		return err
	}
	return i.end(write(i))
}

// begin makes an item's file.
func (w *Writer) begin(name string) (*itemWriter, error) {
	if !validName(name) {
		return nil, fmt.Errorf("write item: a case cannot have one called %q", name)
	}
	i := &itemWriter{of: w, stored: newDigest(true)}
	compress := w.options.Compress && path.Ext(name) == ".tar"
	if compress {
		name += ".zst"
	}
	if len(w.options.Recipients) > 0 {
		name += ".age"
	}
	i.name = name
	if dir := path.Dir(name); dir != "." {
		if err := w.root.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("write item %s: %w", name, err)
		}
	}
	file, err := w.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write item %s: %w", name, err)
	}
	i.file = file
	if len(w.options.Recipients) > 0 {
		encrypted, err := age.Encrypt(bottom{i}, w.options.Recipients...)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("encrypt item %s: %w", name, err), file.Close())
		}
		i.over(encrypted)
	}
	if compress {
		below := io.Writer(bottom{i})
		if i.top != nil {
			below = i.top
		}
		i.over(newCompressor(below))
	}
	return i, nil
}

// itemWriter writes one item: what comes in is hashed, then compressed and
// encrypted where that is asked for, and what is stored is hashed too.
type itemWriter struct {
	of     *Writer
	name   string
	file   *os.File
	stored *digest
	plain  *digest
	// top is where what comes in goes; nil is the file. layers are closed from
	// the last to the first.
	top    io.WriteCloser
	layers []io.WriteCloser
	synced int64
}

func (i *itemWriter) over(layer io.WriteCloser) {
	i.top, i.layers = layer, append(i.layers, layer)
	if i.plain == nil {
		i.plain = newDigest(false)
	}
}

// bottom writes to the file and hashes.
type bottom struct{ item *itemWriter }

func (b bottom) Write(p []byte) (int, error) {
	n, err := b.item.store(p)
	b.item.stored.Write(p[:n])
	return n, err
}

// store writes to the file, within the bound.
func (i *itemWriter) store(p []byte) (int, error) {
	w := i.of
	room, whole := len(p), true
	if w.options.MaxSize > 0 {
		room = int(min(int64(room), max(w.options.MaxSize-w.written, 0)))
		whole = room == len(p)
	}
	n, err := i.file.Write(p[:room])
	w.written += int64(n)
	if w.options.Written != nil {
		w.options.Written(n)
	}
	if err == nil && !whole {
		err = ErrTooLarge
	}
	if w.written-i.synced > 16<<20 {
		writeBehind(i.file) // so that the sync at the end is short
		i.synced = w.written
	}
	return n, err
}

func (i *itemWriter) Write(p []byte) (int, error) {
	if i.top == nil {
		return bottom{i}.Write(p)
	}
	n, err := i.top.Write(p)
	i.plain.Write(p[:n])
	return n, err
}

// The buffers of a stream. One goroutine reads and writes, another hashes.
const (
	bufferSize = 1 << 20
	bufferN    = 6
)

// ReadFrom stores a stream.
func (i *itemWriter) ReadFrom(r io.Reader) (int64, error) {
	free, full := make(chan []byte, bufferN), make(chan []byte, bufferN)
	for range bufferN {
		free <- make([]byte, bufferSize)
	}
	into, write := i.stored, i.store
	if i.top != nil {
		into, write = i.plain, i.top.Write
	}
	var hashing sync.WaitGroup
	hashing.Go(func() {
		for p := range full {
			into.Write(p)
			free <- p[:bufferSize]
		}
	})
	defer hashing.Wait()
	defer close(full)
	var total int64
	for {
		p := <-free
		n, err := fill(r, p[:bufferSize])
		if n > 0 {
			wrote, failed := write(p[:n])
			total += int64(wrote)
			full <- p[:wrote]
			if failed != nil {
				return total, failed
			}
		}
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// fill reads until a good part of the buffer is full. Unlike io.ReadAtLeast it
// returns the reader's own error, so that a stream which ended early is told from
// one that ended.
func fill(r io.Reader, p []byte) (n int, err error) {
	for n < len(p)/4 && err == nil {
		var read int
		read, err = r.Read(p[n:])
		n += read
	}
	return n, err
}

// end closes the item, and notes what it is. The error is the one given.
func (i *itemWriter) end(cut error) error {
	w := i.of
	for _, layer := range slices.Backward(i.layers) {
		if err := layer.Close(); cut == nil {
			cut = err
		}
	}
	if err := i.file.Chmod(0o400); cut == nil {
		cut = err
	}
	if err := i.file.Close(); cut == nil {
		cut = err
	}
	item := Item{Path: i.name, SHA256: i.stored.finish(), Size: i.stored.size}
	if i.plain != nil {
		item.Plain = &Plain{SHA256: i.plain.finish(), Size: i.plain.size}
	}
	if cut != nil {
		item.Cut = cut.Error()
	}
	if item.Size == 0 && cut != nil {
		return errors.Join(cut, w.root.Remove(i.name)) // nothing was had
	}
	w.items = append(w.items, item)
	w.blocks[i.name] = i.stored.blocks
	if err := w.log(Entry{Action: Secured, What: item.Path, Why: item.Cut, SHA256: item.SHA256, Size: item.Size}); cut == nil {
		cut = err
	}
	return cut
}

// Seal writes the manifest, the sums, and the signature when there is a key, and
// gives the case its name.
func (w *Writer) Seal(ctx context.Context, m *Manifest, key *Key) error {
	_ = w.root.Remove(reserveName)
	if err := w.writeBlocks(); err != nil {
		return err
	}
	m.SchemaVersion, m.CaseID, m.Operator, m.Host = SchemaVersion, w.options.CaseID, w.options.Operator, w.options.Host
	m.Items, m.Recipients = w.items, w.options.RecipientNames
	if key != nil {
		m.Signer = key.Fingerprint()
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	text = append(text, '\n')
	seal := Entry{Action: Sealed, What: ManifestName, SHA256: sumOf(text), Size: int64(len(text))}
	if err := w.own(ManifestName, text); err != nil {
		return err
	}
	if err := w.own(SumsName, sums(m.Items, seal.SHA256)); err != nil {
		return err
	}
	if key != nil {
		envelope, err := sign(ctx, m, seal.SHA256, w.chain.head, key)
		if err != nil {
			return err
		}
		seal.Signature = sumOf(envelope)
		if err := w.own(SignatureName, envelope); err != nil {
			return err
		}
	}
	// What the log vouches for reaches the disk before the line that says so.
	if err := w.syncItems(); err != nil {
		return err
	}
	if err := w.log(seal); err != nil {
		return err
	}
	if err := w.custody.Sync(); err != nil {
		return fmt.Errorf("write custody log: %w", err)
	}
	return w.name()
}

// name gives a case that is whole its name.
func (w *Writer) name() error {
	if err := w.syncDirs(); err != nil {
		return err
	}
	if err := errors.Join(w.custody.Close(), w.root.Close()); err != nil {
		return fmt.Errorf("write case: %w", err)
	}
	if err := os.Rename(w.dir+Partial, w.dir); err != nil {
		return fmt.Errorf("name case: %w", err)
	}
	return syncDir(filepath.Dir(w.dir))
}

// Leave closes a case that could not be sealed. It stays as it is, and partial.
func (w *Writer) Leave() error { return errors.Join(w.custody.Close(), w.root.Close()) }

// Dir is where the case is as long as it is not sealed.
func (w *Writer) Dir() string { return w.dir + Partial }

// own writes one of the case's own files.
func (w *Writer) own(name string, content []byte) error {
	f, err := w.root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(0o400)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// sums are the lines of sha256sum.
func sums(items []Item, manifest string) []byte {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintf(&b, "%s  %s\n", i.SHA256, i.Path)
	}
	fmt.Fprintf(&b, "%s  %s\n", manifest, ManifestName)
	return []byte(b.String())
}

// blocksOf are the checksums of one item's blocks: CRC-32C, big-endian.
type blocksOf struct {
	Path   string `json:"path"`
	Size   int    `json:"block_size"`
	CRC32C []byte `json:"crc32c"`
}

// writeBlocks writes the checksums of all items' blocks, as an item of its own.
func (w *Writer) writeBlocks() error {
	if w.Has(BlocksName) {
		return nil
	}
	options := w.options
	defer func() { w.options = options }()
	w.options = Options{CaseID: options.CaseID, Operator: options.Operator, Host: options.Host}
	return w.Write(BlocksName, func(out io.Writer) error {
		lines := json.NewEncoder(out)
		for _, i := range w.items {
			if err := lines.Encode(blocksOf{i.Path, blockSize, w.blocks[i.Path]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// syncItems syncs the items' files, several at a time: many are small.
func (w *Writer) syncItems() error {
	return collectors.SideBySide(context.Background(), len(w.items), func(n int) error {
		f, err := w.root.Open(w.items[n].Path)
		if err != nil {
			return fmt.Errorf("sync case: %w", err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("sync case: %w", err)
		}
		return nil
	})
}

// syncDirs syncs the directories of the items.
func (w *Writer) syncDirs() error {
	dirs := map[string]bool{".": true}
	for _, i := range w.items {
		for dir := path.Dir(i.Path); dir != "."; dir = path.Dir(dir) {
			dirs[dir] = true
		}
	}
	for dir := range dirs {
		f, err := w.root.Open(dir)
		if err != nil {
			return fmt.Errorf("sync case: %w", err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("sync case: %w", err)
		}
	}
	return nil
}

func syncDir(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("sync case: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sync case: %w", err)
	}
	return nil
}
