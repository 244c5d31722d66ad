package engine

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/content"
	"github.com/rummage-scanner/rummage/engine/packages"
	"github.com/rummage-scanner/rummage/engine/yara"
)

// maxTexts bounds the text that one document takes from files, in bytes: from those
// of the system, and as much from all others, so that nobody can crowd out the
// settings of the system with files of another place.
const maxTexts = 8 << 20

// The bounds of what else it takes from them.
const (
	maxEntries = 8 << 20 // bytes of names in archives
	maxMatches = 50_000
)

// examiner looks into contents: each is read once, and hashed, typed and
// matched from that one read by as many workers as there are processors.
type examiner struct {
	set     *yara.Set
	options Options
	buffers *contents
	workers chan struct{}

	mu sync.Mutex
	// seen are the matches of contents that were scanned already, by their digest
	// and that of the variables which rules may read.
	seen map[[sha256.Size]byte]*scanned
}

type scanned struct {
	once    sync.Once
	matches []document.Match
	err     error
}

// nothing is what most contents show: one for all of them.
var nothing = func() *scanned {
	s := &scanned{}
	s.once.Do(func() {})
	return s
}()

// maxSeen bounds the contents that are remembered.
const maxSeen = 200_000

func newExaminer(set *yara.Set, options Options) *examiner {
	return &examiner{
		set:     set,
		options: options,
		buffers: newContents(options.MaxFileSize + 1),
		workers: make(chan struct{}, runtime.NumCPU()),
		seen:    map[[sha256.Size]byte]*scanned{},
	}
}

// examination is the state of one document's examination.
type examination struct {
	*examiner
	packages *packages.Databases
	// jobs are contents that were read and wait for a worker.
	jobs  chan job
	start sync.Once
	done  sync.WaitGroup

	mu      sync.Mutex
	matches []found
	image   layered
	texts   [2]int // the bytes of texts, of the system and of other places
	entries int    // the bytes of names in archives
	cut     tally  // larger than the bound
	slow    tally  // YARA took too long
	failed  tally  // YARA failed
	untold  tally  // a text for which there was no room
	unnamed tally  // an archive for whose names there was none
	excess  tally  // matches for which there was none
}

// found is a match, with the file of an image that it is in.
type found struct {
	document.Match
	entry *document.File
}

// tally counts files and keeps the first one's name.
type tally struct {
	count int
	first string
	err   error
}

func (t *tally) add(path string, err error) {
	if t.count++; t.count == 1 {
		t.first, t.err = path, err
	}
}

// files visits the subject's files and completes the document by them.
func (x *examiner) files(ctx context.Context, subject collectors.Subject, doc *document.Document) error {
	e := &examination{examiner: x, packages: packages.Open(ctx, subject, doc), jobs: make(chan job, maxWaiting)}
	err := subject.Files(ctx, func(f collectors.File) error { return e.visit(ctx, f) })
	close(e.jobs)
	e.done.Wait()
	if errors.Is(err, collectors.ErrNoContents) {
		if len(x.options.Rules.YARA) > 0 {
			doc.Coverage = append(doc.Coverage, document.Coverage{Collector: "yara", Status: document.Skipped, Reason: err.Error() + ": rules of --yara did not see them"})
		}
		return nil
	}
	if unread := e.image.complete(ctx); unread != nil && err == nil {
		err = unread
	}
	e.countCut(doc.Files)
	doc.Matches = append(doc.Matches, sortedMatches(e.matches, doc.Image)...)
	doc.Coverage = append(doc.Coverage, e.coverage()...)
	return err
}

// countCut counts the files of an image that are larger than the bound, also those
// of layers that were not read again.
func (e *examination) countCut(files []*document.File) {
	for _, f := range files {
		if f.Type == document.Regular && f.Size > e.options.MaxFileSize {
			e.cut.add(f.Path, nil)
		}
	}
}

func (e *examination) coverage() []document.Coverage {
	var gaps []document.Coverage
	if e.cut.count > 0 {
		gaps = append(gaps, document.Coverage{Collector: "files", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("%d files are larger than %d bytes: only their beginning was looked at: %s", e.cut.count, e.options.MaxFileSize, e.cut.first)})
	}
	if e.untold.count > 0 {
		gaps = append(gaps, document.Coverage{Collector: "texts", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("there are more than %d bytes of settings: rules did not see the text of %d files: %s", maxTexts, e.untold.count, e.untold.first)})
	}
	if e.unnamed.count > 0 {
		gaps = append(gaps, document.Coverage{Collector: "texts", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("there are more than %d bytes of names in archives: rules did not see those of %d files: %s", maxEntries, e.unnamed.count, e.unnamed.first)})
	}
	yaraCoverage := document.Coverage{Collector: "yara", Status: document.OK}
	switch {
	case e.set.Count == 0:
		yaraCoverage = document.Coverage{Collector: "yara", Status: document.Skipped, Reason: "no YARA rules are in force"}
	case e.failed.count > 0:
		yaraCoverage = document.Coverage{Collector: "yara", Status: document.Partial, Cause: document.Failure,
			Reason: fmt.Sprintf("%d files could not be matched: %s: %v", e.failed.count, e.failed.first, e.failed.err)}
	case e.slow.count > 0:
		yaraCoverage = document.Coverage{Collector: "yara", Status: document.Partial, Cause: document.Failure,
			Reason: fmt.Sprintf("%d files took longer than %v to match: %s", e.slow.count, e.options.FileTimeout, e.slow.first)}
	}
	if e.excess.count > 0 {
		gaps = append(gaps, document.Coverage{Collector: "yara", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("there are more than %d matches: rules did not see those of %d files: %s", maxMatches, e.excess.count, e.excess.first)})
	}
	return append(gaps, yaraCoverage)
}

// visit reads a content and hands it to a worker. It waits while too much is
// held already.
func (e *examination) visit(ctx context.Context, f collectors.File) error {
	if f.Same != nil {
		e.image.link(f)
		return nil
	}
	limit := e.options.MaxFileSize
	// A file may grow while it is read: what is held is what was reserved.
	reserve := min(max(f.Change.Size, 0)+1, limit+1)
	buffer, err := e.buffers.lend(ctx, reserve)
	if err != nil {
		return err
	}
	content, err := readUpTo(f.Content, buffer.bytes[:reserve])
	if err != nil {
		e.buffers.take(buffer)
		return err
	}
	truncated := int64(len(content)) == reserve
	if truncated && reserve <= limit {
		truncated = false // it grew: the size is what it was when it was listed
	}
	if truncated {
		content = content[:limit]
		if f.Entry == nil { // an image's are counted when all are known
			e.mu.Lock()
			e.cut.add(f.Change.Path, nil)
			e.mu.Unlock()
		}
	}
	if err := e.readWas(f); err != nil {
		e.buffers.take(buffer)
		return err
	}
	j := job{file: f, content: content, truncated: truncated, buffer: buffer}
	if f.SideBySide {
		e.do(j)
		return nil
	}
	e.start.Do(e.work)
	e.jobs <- j
	return nil
}

// job is a content that was read.
type job struct {
	file      collectors.File
	content   []byte
	truncated bool
	buffer    *buffer
}

// maxWaiting bounds the jobs that no worker has begun. Their size is bounded as well.
const maxWaiting = 64

// work starts workers, which end with the last job. Over all targets, no more are
// at work than there are processors.
func (e *examination) work() {
	for range cap(e.workers) {
		e.done.Go(func() {
			for j := range e.jobs {
				e.workers <- struct{}{}
				e.do(j)
				<-e.workers
			}
		})
	}
}

func (e *examination) do(j job) {
	e.examine(j.file, j.content, j.truncated)
	e.buffers.take(j.buffer)
}

// readUpTo fills the buffer as far as there is content.
func readUpTo(r io.Reader, buffer []byte) ([]byte, error) {
	read, err := io.ReadFull(r, buffer)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return buffer[:read], err
}

// readWas takes from the image's file what there is to compare.
func (e *examination) readWas(f collectors.File) error {
	if f.Was == nil || f.Change.Was == nil {
		return nil
	}
	sum := sha256.New()
	var text bytes.Buffer
	target := io.Writer(sum)
	if document.HasText(f.Change.Path) && f.Change.Was.Size <= document.MaxText {
		target = io.MultiWriter(sum, &text)
	}
	n, err := io.Copy(target, io.LimitReader(f.Was, e.options.MaxFileSize+1))
	if err != nil || n > e.options.MaxFileSize {
		return err
	}
	f.Change.Was.SHA256 = hex.EncodeToString(sum.Sum(nil))
	if utf8.Valid(text.Bytes()) {
		f.Change.Was.Text = text.String()
	}
	return nil
}

// examine completes one change by its content.
func (e *examination) examine(f collectors.File, data []byte, truncated bool) {
	change := f.Change
	sum := sha256.Sum256(data)
	change.Magic = content.Magic(data)
	change.Interpreter = content.Interpreter(data)
	program := content.ELF(data)
	change.Architecture, change.Entropy = program.Architecture, program.Entropy
	if document.HasEntries(change.Path) {
		e.takeEntries(change, content.Entries(change.Magic, data))
	}
	if !truncated {
		change.SHA256 = hex.EncodeToString(sum[:])
		change.Package = e.packages.Owner(change.Path, data)
		if f.Entry != nil {
			e.image.note(f, data)
		}
	}
	if document.HasText(change.Path) && len(data) <= document.MaxText && content.IsText(data) {
		e.mu.Lock()
		of := 1
		if strings.HasPrefix(change.Path, "/etc/") || strings.HasPrefix(change.Path, "/var/spool/") {
			of = 0
		}
		if e.texts[of] += len(data); e.texts[of] <= maxTexts {
			change.Text = string(data)
		} else {
			e.untold.add(change.Path, nil)
		}
		e.mu.Unlock()
	}
	if e.set.Count == 0 {
		return
	}
	matches, err := e.match(change, data, sum)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case errors.Is(err, yara.ErrTimeout):
		e.slow.add(change.Path, err)
	case err != nil:
		e.failed.add(change.Path, err)
	}
	if len(e.matches)+len(matches) > maxMatches {
		e.excess.add(change.Path, nil)
		return
	}
	for _, m := range matches {
		m.Path, m.SHA256 = change.Path, change.SHA256
		e.matches = append(e.matches, found{m, f.Entry})
	}
}

func (e *examination) takeEntries(change *document.Change, names []string) {
	size := 0
	for _, name := range names {
		size += len(name)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.entries+size > maxEntries {
		e.unnamed.add(change.Path, nil)
		return
	}
	e.entries += size
	change.Entries = names
}

// match scans a content, unless one that is equal was scanned before.
func (x *examiner) match(change *document.Change, content []byte, sum [sha256.Size]byte) ([]document.Match, error) {
	variables := x.set.Variables(content, yara.Variables{
		FileName: path.Base(change.Path), FilePath: change.Path, Extension: path.Ext(change.Path),
		FileType: change.Magic, Owner: strconv.Itoa(change.UID),
	}, func() string { return packages.MD5.Sum(content) })
	key := sum
	if variables != (yara.Variables{}) {
		key = sha256.Sum256(fmt.Appendf(sum[:], "%q", variables))
	}
	x.mu.Lock()
	known, ok := x.seen[key]
	if !ok {
		known = &scanned{}
		if len(x.seen) < maxSeen {
			x.seen[key] = known
		}
	}
	x.mu.Unlock()
	known.once.Do(func() {
		known.matches, known.err = x.set.Scan(content, variables, x.options.FileTimeout)
	})
	if !ok && len(known.matches) == 0 && known.err == nil {
		x.mu.Lock()
		if _, kept := x.seen[key]; kept {
			x.seen[key] = nothing
		}
		x.mu.Unlock()
	}
	return known.matches, known.err
}

// sortedMatches are the matches in the order of their files, each with the layer
// that is known by now. An archive may have layers that are not of its image: what
// was found there is left out.
func sortedMatches(all []found, image *document.Image) []document.Match {
	matches := make([]document.Match, 0, len(all))
	for _, f := range all {
		if f.entry != nil {
			f.Layer = f.entry.Layer
			if image != nil && !slices.Contains(image.Layers, f.Layer) {
				continue
			}
		}
		matches = append(matches, f.Match)
	}
	slices.SortFunc(matches, func(a, b document.Match) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Layer, b.Layer),
			strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Rule, b.Rule))
	})
	return matches
}
