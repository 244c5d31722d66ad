package evidence

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// subject is a case: its document, and the files of its export.
type subject struct {
	root     *os.Root
	manifest *Manifest
	document *document.Document
	// content finds the changed files in the export, and memory those of tmpfs
	// mounts; nil before Document, or when there is none.
	content, memory *index
	// archives are the items that these read.
	archives []Item
	open     []*os.File
}

// Document is what was recorded. What looking at contents added is added anew.
func (s *subject) Document(ctx context.Context) (*document.Document, error) {
	var err error
	if s.content, err = s.index(ctx, RootFSName); err != nil {
		return nil, err
	}
	if s.content == nil { // of a dead host
		if s.content, err = s.index(ctx, LayerName); err != nil {
			return nil, err
		}
	}
	if s.memory, err = s.index(ctx, MemoryName); err != nil {
		return nil, err
	}
	for _, m := range s.manifest.Missing {
		s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "case", Status: document.Skipped,
			Reason: document.Text(fmt.Sprintf("the case lacks %s: %s", m.What, m.Reason))})
	}
	return s.document, nil
}

// index finds the changed files in an archive. There is none when the case has not
// got it; of one that was cut, what is there is found.
func (s *subject) index(ctx context.Context, name string) (*index, error) {
	at, size, item, err := s.stored(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found *index
	if err == nil {
		s.archives = append(s.archives, item)
		found, err = indexTar(ctx, io.NewSectionReader(at, 0, size), at, s.document.Changes)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && item.Cut == "":
		return nil, &collectors.Unusable{Part: "case " + s.root.Name(), Err: err}
	}
	return found, nil
}

// contentOf finds a changed file.
func (s *subject) contentOf(c *document.Change) (io.Reader, int64, bool) {
	in := s.content
	if c.Mount != "" {
		in = s.memory
	}
	if in == nil {
		return nil, 0, false
	}
	e, ok := in.find(c.Path)
	if !ok {
		return nil, 0, false
	}
	return in.reader(e), e.size, true
}

// drop takes out what collectors told of the subject when it was recorded.
func (s *subject) drop(names ...string) {
	s.document.Coverage = slices.DeleteFunc(s.document.Coverage, func(c document.Coverage) bool { return slices.Contains(names, c.Collector) })
}

// Files visits the changed files that the export has. A file that only the live
// container had, in a tmpfs, keeps what was found in it then.
func (s *subject) Files(ctx context.Context, visit func(collectors.File) error) error {
	if s.content == nil && s.memory == nil {
		return collectors.ErrNoContents
	}
	s.drop("files", "yara", "texts", "sigma")
	s.document.Sigma = nil
	var whole sync.WaitGroup
	var altered error
	whole.Go(func() { altered = s.unaltered(ctx) })
	var mu sync.Mutex
	again := map[string]string{} // the digests of what was examined again
	unseen := 0
	changes := s.document.Changes
	err := collectors.SideBySide(ctx, len(changes), func(i int) error {
		change := &changes[i]
		if change.Type != document.Regular || change.Kind == document.Deleted {
			return nil
		}
		content, size, ok := s.contentOf(change)
		if !ok {
			mu.Lock()
			defer mu.Unlock()
			unseen++
			return nil
		}
		change.Size, change.Text, change.Entries = size, "", nil
		if err := visit(collectors.File{Change: change, Content: content, SideBySide: true}); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		again[change.Path] = change.SHA256
		return nil
	})
	whole.Wait()
	if err = errors.Join(altered, err); err != nil {
		return err
	}
	// What was found in a content that the export has too is found again.
	s.document.Matches = slices.DeleteFunc(s.document.Matches, func(m document.Match) bool {
		sum, ok := again[m.Path]
		return ok && sum == m.SHA256
	})
	s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "files", Status: document.OK})
	if unseen > 0 {
		s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "files", Status: document.Skipped,
			Reason: fmt.Sprintf("%d files are not in the export: what was found in them when they were collected stands", unseen)})
	}
	return nil
}

// unaltered reads the archives once more, whole, and compares their sums.
func (s *subject) unaltered(ctx context.Context) error {
	for _, item := range s.archives {
		f, err := openRegular(s.root, item.Path)
		if err != nil {
			return &collectors.Unusable{Part: item.Path, Err: err}
		}
		d := newDigest(false)
		_, err = io.CopyBuffer(d, &counted{ctx: ctx, from: f}, make([]byte, 1<<20))
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		if d.finish() != item.SHA256 {
			return &collectors.Unusable{Part: item.Path, Err: errors.New("it was altered since it was collected")}
		}
	}
	return nil
}

// Line is a line of logs.jsonl.zst.
type Line struct {
	Time   time.Time `json:"time,omitzero"`
	Stream string    `json:"stream"`
	Text   string    `json:"text"`
	// Bytes are the text where it is no UTF-8.
	Bytes []byte `json:"bytes,omitempty"`
}

// maxLogLine bounds a line of the log, in bytes, as it is stored.
const maxLogLine = 1 << 20

// Logs visits the lines that were secured.
func (s *subject) Logs(ctx context.Context, visit func(collectors.LogLine) error) error {
	item, ok := s.manifest.item(LogsName)
	if !ok {
		return nil // what was found in it when it was read stands
	}
	f, err := openRegular(s.root, LogsName)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := newDigest(false)
	in, err := zstd.NewReader(io.TeeReader(f, sum), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	defer in.Close()
	was := s.document.Logs
	s.drop("logs")
	s.document.Logs = &document.Logs{Matches: []document.LogMatch{}}
	if was != nil {
		s.document.Logs.Driver = was.Driver
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxLogLine)
	for lines.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.logLine(lines.Bytes(), visit); err != nil {
			return err
		}
	}
	_, rest := io.Copy(sum, f)
	if err := errors.Join(lines.Err(), rest); err != nil {
		return fmt.Errorf("read %s: %w", LogsName, err)
	}
	if sum.finish() != item.SHA256 {
		return fmt.Errorf("%s was altered since it was collected", LogsName)
	}
	coverage := document.Coverage{Collector: "logs", Status: document.OK}
	if item.Cut != "" {
		coverage = document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Limit, Reason: document.Text("the log was cut when it was collected: " + item.Cut)}
	}
	s.document.Coverage = append(s.document.Coverage, coverage)
	return nil
}

func (s *subject) logLine(text []byte, visit func(collectors.LogLine) error) error {
	var line Line
	if err := json.Unmarshal(text, &line); err != nil {
		return fmt.Errorf("read %s: line %d: %w", LogsName, s.document.Logs.Lines+1, err)
	}
	content := line.Bytes
	if content == nil {
		content = []byte(line.Text)
	}
	logs := s.document.Logs
	if logs.Lines++; logs.Lines == 1 {
		logs.First = line.Time
	}
	logs.Last, logs.Bytes = line.Time, logs.Bytes+int64(len(content))+1
	return visit(collectors.LogLine{Time: line.Time, Stream: line.Stream, Text: bytes.TrimSuffix(content, []byte("\n"))})
}

// Open reads a changed file of the export.
func (s *subject) Open(_ context.Context, name string) (io.ReadCloser, error) {
	for _, in := range []*index{s.content, s.memory} {
		if in == nil {
			continue
		}
		if entry, ok := in.find(name); ok {
			return io.NopCloser(in.reader(entry)), nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: strings.ToValidUTF8(name, "?"), Err: fs.ErrNotExist}
}

// Close closes the case.
func (s *subject) Close() error {
	var err error
	for _, f := range s.open {
		err = errors.Join(err, f.Close())
	}
	return errors.Join(err, s.root.Close())
}
