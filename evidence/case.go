package evidence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Scheme is the scheme of the targets that are opened here.
const Scheme = "case"

// maxDocument bounds what is read of a document, in bytes.
const maxDocument = 1 << 30

// Opener opens cases by their directories.
type Opener struct{}

// ErrEncrypted tells of a case whose items only a recipient can read.
var ErrEncrypted = errors.New("the case is encrypted")

// ErrNoDocument tells of a case that has no document: the container could not be
// examined when it was collected.
var ErrNoDocument = errors.New("the case has no document")

// Open reads a case's manifest and document. What was altered is no evidence: the
// error is [collectors.Unusable] then.
func (Opener) Open(_ context.Context, target collectors.Target) (collectors.Subject, error) {
	dir := target.Name
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no case %s", collectors.ErrNotFound, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	s := &subject{root: root}
	if s.manifest, err = readSealed(root); err == nil {
		err = s.readDocument()
	}
	if err != nil {
		root.Close()
		if errors.Is(err, ErrNoCase) || errors.Is(err, ErrIncomplete) || errors.Is(err, ErrEncrypted) || errors.Is(err, ErrNoDocument) {
			return nil, fmt.Errorf("open %s: %w", dir, err)
		}
		return nil, &collectors.Unusable{Part: "case " + dir, Err: err}
	}
	return s, nil
}

// readSealed reads the manifest that the custody log vouches for.
func readSealed(root *os.Root) (*Manifest, error) {
	log, err := openRegular(root, CustodyName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoCase
	}
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c := readChain(log)
	sealed := c.sealed()
	switch {
	case c.broken != nil:
		return nil, fmt.Errorf("%s: line %d: %w", CustodyName, c.line, c.broken)
	case sealed == nil:
		return nil, ErrIncomplete
	}
	text, err := readBounded(root, ManifestName, maxManifest)
	if err != nil {
		return nil, err
	}
	if sumOf(text) != sealed.SHA256 {
		return nil, fmt.Errorf("%s was altered", ManifestName)
	}
	m, err := parseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	return m, nil
}

// Read reads the manifest of a case.
func Read(dir string) (*Manifest, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	defer root.Close()
	m, err := readSealed(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	return m, nil
}

func (s *subject) readDocument() error {
	item, ok := s.manifest.item(DocumentName)
	if !ok {
		if _, encrypted := s.manifest.item(DocumentName + ".age"); encrypted {
			return ErrEncrypted
		}
		return ErrNoDocument
	}
	text, err := readBounded(s.root, item.Path, maxDocument)
	if err != nil {
		return err
	}
	if sumOf(text) != item.SHA256 {
		return fmt.Errorf("%s was altered", item.Path)
	}
	doc := &document.Document{}
	if err := json.Unmarshal(text, doc); err != nil {
		return fmt.Errorf("%s: %w", item.Path, err)
	}
	if doc.SchemaVersion != document.SchemaVersion {
		return fmt.Errorf("%s has schema version %d: this program reads %d", item.Path, doc.SchemaVersion, document.SchemaVersion)
	}
	s.document = doc
	return nil
}

// item finds an item.
func (m *Manifest) item(name string) (Item, bool) {
	for _, i := range m.Items {
		if i.Path == name {
			return i, true
		}
	}
	return Item{}, false
}

// Note adds a line to the custody log of a case that is whole, and returns the
// hash of the log's last line. Somebody who has that hash can tell later whether
// the line was taken away.
func Note(dir string, e Entry) (string, error) {
	head, err := note(dir, e)
	if err != nil {
		return "", fmt.Errorf("add to the custody log of %s: %w", dir, err)
	}
	return head, nil
}

func note(dir string, e Entry) (head string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if _, err := openRegularInfo(root, CustodyName); err != nil {
		return "", err
	}
	log, err := root.OpenFile(CustodyName, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	if err := unix.Flock(int(log.Fd()), unix.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock: %w", err)
	}
	c := readChain(log)
	switch {
	case c.broken != nil:
		return "", fmt.Errorf("line %d: %w", c.line, c.broken)
	case c.sealed() == nil:
		return "", ErrIncomplete
	}
	e.CaseID, e.Action, e.Time = c.entries[0].CaseID, Noted, time.Now()
	line, err := c.next(e).line()
	if err != nil {
		return "", err
	}
	if _, err := log.Write(line); err != nil {
		return "", err
	}
	return sumOf(line), log.Sync()
}

func openRegularInfo(root *os.Root, name string) (fs.FileInfo, error) {
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoCase
	}
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file", name)
	}
	return info, err
}

// stored opens an item for reading at any place, without its compression.
func (s *subject) stored(name string) (io.ReaderAt, int64, Item, error) {
	for _, path := range []string{name, name + ".zst"} {
		item, ok := s.manifest.item(path)
		if !ok {
			continue
		}
		f, err := openRegular(s.root, path)
		if err != nil {
			return nil, 0, item, err
		}
		s.open = append(s.open, f)
		info, err := f.Stat()
		if err != nil {
			return nil, 0, item, err
		}
		if info.Size() != item.Size {
			return nil, 0, item, fmt.Errorf("%s was altered: it has %d bytes instead of %d", path, info.Size(), item.Size)
		}
		if !strings.HasSuffix(path, ".zst") {
			return f, info.Size(), item, nil
		}
		plain, err := openSeekable(f, info.Size())
		if err != nil {
			return nil, 0, item, fmt.Errorf("%s: %w", path, err)
		}
		return plain, plain.size, item, nil
	}
	return nil, 0, Item{}, fs.ErrNotExist
}
