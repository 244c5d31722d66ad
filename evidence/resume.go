package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// cutSuffix marks a file of which the log does not say that it was secured whole.
const cutSuffix = ".cut"

// Resume takes up a collection that was cut short. What the log says was secured
// is compared with it, and stays; a file that it does not know was being written,
// and stays under another name. The entry is the one that opened the case, with
// its id: the one among the options is not used.
func Resume(dir string, options Options) (*Writer, Entry, error) {
	dir = strings.TrimSuffix(filepath.Clean(dir), Partial)
	fail := func(err error) (*Writer, Entry, error) { return nil, Entry{}, fmt.Errorf("resume %s: %w", dir, err) }
	root, err := os.OpenRoot(dir + Partial)
	if errors.Is(err, fs.ErrNotExist) {
		return fail(fmt.Errorf("there is no %s: %w", dir+Partial, ErrNoCase))
	}
	if err != nil {
		return fail(err)
	}
	w := &Writer{dir: dir, root: root, options: options, blocks: map[string][]byte{}}
	opened, err := w.resume()
	if err != nil {
		root.Close()
		return fail(err)
	}
	return w, opened, nil
}

func (w *Writer) resume() (Entry, error) {
	log, err := readBounded(w.root, CustodyName, maxEntries*1024)
	if errors.Is(err, fs.ErrNotExist) {
		return Entry{}, ErrNoCase
	}
	if err != nil {
		return Entry{}, err
	}
	w.chain = readChain(bytes.NewReader(log))
	lines := bytes.SplitAfter(log, []byte("\n"))
	torn := w.chain.broken != nil && w.chain.line == len(lines) // the last one, without its end
	switch {
	case len(w.chain.entries) == 0 || w.chain.entries[0].Action != Opened:
		return Entry{}, ErrNoCase
	case w.chain.broken != nil && !torn:
		return Entry{}, fmt.Errorf("%s: line %d: %w", CustodyName, w.chain.line, w.chain.broken)
	case w.chain.sealed() != nil:
		return Entry{}, errors.New("it is whole: only its name ends in " + Partial)
	}
	opened := w.chain.entries[0]
	w.options.CaseID = opened.CaseID
	whole := len(log)
	if torn {
		whole -= len(lines[len(lines)-1])
	}
	if w.custody, err = w.root.OpenFile(CustodyName, os.O_WRONLY|os.O_APPEND, 0); err != nil {
		return Entry{}, err
	}
	if err := w.custody.Truncate(int64(whole)); err != nil {
		return Entry{}, errors.Join(err, w.custody.Close())
	}
	if err := w.log(Entry{Action: Resumed}); err != nil {
		return Entry{}, errors.Join(err, w.custody.Close())
	}
	if err := w.takeUp(); err != nil {
		return Entry{}, errors.Join(err, w.custody.Close())
	}
	w.reserve()
	return opened, nil
}

// takeUp finds what is there.
func (w *Writer) takeUp() error {
	secured := map[string]Entry{}
	for _, e := range w.chain.entries {
		if e.Action == Secured {
			secured[e.What] = e
		}
	}
	return fs.WalkDir(w.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if isOwn(name) || name == BlocksName || name == reserveName {
			if name == CustodyName {
				return nil
			}
			return w.root.Remove(name) // they are written when the case is sealed
		}
		return w.take(name, secured[name])
	})
}

// take takes up one file.
func (w *Writer) take(name string, e Entry) error {
	f, err := openRegular(w.root, name)
	if err != nil {
		return err
	}
	d := newDigest(true)
	_, err = io.CopyBuffer(d, f, make([]byte, bufferSize))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	item := Item{Path: name, Size: d.size, SHA256: d.finish(), Cut: e.Why}
	if e.What != "" && e.SHA256 != item.SHA256 {
		return fmt.Errorf("%s is not what the custody log says in line %d", name, e.Sequence)
	}
	if e.What == "" {
		item.Path, item.Cut = name+cutSuffix, "its collection was cut short"
		if !validName(item.Path) || slices.ContainsFunc(w.items, func(i Item) bool { return i.Path == item.Path }) {
			return fmt.Errorf("%q is no file of a case", name)
		}
		if err := w.root.Rename(name, item.Path); err != nil {
			return err
		}
		if err := w.log(Entry{Action: Secured, What: item.Path, Why: item.Cut, SHA256: item.SHA256, Size: item.Size}); err != nil {
			return err
		}
	}
	w.written += item.Size
	w.items, w.blocks[item.Path] = append(w.items, item), d.blocks
	return nil
}
