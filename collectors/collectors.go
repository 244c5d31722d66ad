// Package collectors holds the words that all collectors share: a Target is
// what a user names, an Opener finds it, and a Subject is the thing found.
package collectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/document"
)

// Target names something to examine: a scheme, and what the scheme calls it.
// A bare name has no scheme.
type Target struct {
	Scheme string
	Name   string
}

// ParseTarget splits SCHEME:NAME when the scheme is one of those given. A name
// with another colon, such as an image's tag, is a bare name.
func ParseTarget(s string, schemes []string) Target {
	if scheme, name, ok := strings.Cut(s, ":"); ok {
		for _, known := range schemes {
			if scheme == known {
				return Target{Scheme: scheme, Name: name}
			}
		}
	}
	return Target{Name: s}
}

// String returns the target as a user writes it.
func (t Target) String() string {
	if t.Scheme == "" {
		return t.Name
	}
	return t.Scheme + ":" + t.Name
}

// Opener opens the targets of its schemes.
type Opener interface {
	// Open finds the target. An error that wraps [ErrNotFound] means that there
	// is no such thing.
	Open(ctx context.Context, target Target) (Subject, error)
}

// ErrNotFound tells that a target does not exist.
var ErrNotFound = fmt.Errorf("no such target")

// ErrNoContents tells that a subject is a document alone, whose files were
// examined when it was made.
var ErrNoContents = errors.New("the contents of a recorded document are not at hand")

// Unusable is the error of an image or archive that is damaged, was altered, or is
// not what it was taken for: nothing that was read of it can be relied on.
type Unusable struct {
	// Part is what cannot be used: a layer, a manifest, an entry.
	Part string
	Err  error
}

func (e *Unusable) Error() string { return fmt.Sprintf("%s: %v", e.Part, e.Err) }

func (e *Unusable) Unwrap() error { return e.Err }

// Subject is one thing under examination. It is used by one goroutine, in this
// order: Document, Files, Logs, Close; Open may be called in between.
type Subject interface {
	// Document collects everything but contents. What could not be had is told
	// by the document's coverage; the error is for what makes a document
	// impossible. Files and Logs add to the same document.
	Document(ctx context.Context) (*document.Document, error)

	// Files visits each added or modified regular file once, in the order that
	// storage has them, and completes what the document says about it. Where
	// storage can give several files at once, visit is called by several
	// goroutines. An error of visit ends it and is returned; files that cannot
	// be read become coverage. The error is [ErrNoContents] when there is
	// nothing to visit, and [Unusable] when the subject is not what it claims.
	Files(ctx context.Context, visit func(File) error) error

	// Logs visits the log's lines, the oldest first, and fills in the
	// document's counts. An error of visit ends it and is returned.
	Logs(ctx context.Context, visit func(LogLine) error) error

	// Open opens a regular file by its path in the subject. The error wraps
	// fs.ErrNotExist when there is none.
	Open(ctx context.Context, path string) (io.ReadCloser, error)

	Close() error
}

// Keeper is a subject that can keep what was learned of contents which have a
// digest of their own, such as an image's layers, and find it again.
type Keeper interface {
	// Keep is called before Files. visitor names everything apart from a content
	// that what is learned of it depends on.
	Keep(in cache.Area, visitor string)
}

// File is a file whose content is to be examined.
type File struct {
	// Change is the document's own entry: the visitor adds to it what it learns.
	// It stays valid after the visit.
	Change *document.Change
	// Entry is the file of an image that Change is a part of; nil elsewhere. Its
	// layer may become known only after all files were visited.
	Entry *document.File
	// Same is the file of an image whose content Entry shares as a hard link, and
	// which was visited before; there is no Content then.
	Same *document.File
	// Content reads the file. It is valid only during the visit.
	Content io.Reader
	// Again reads the content once more, also after the visit and as long as the
	// subject is open; nil where a content is had only once.
	Again func() io.Reader
	// Was reads what the image has at this path; nil when that is not known or
	// cannot be the same. It is valid only during the visit.
	Was io.Reader
	// SideBySide tells that other visits are under way at the same time, so
	// that the visitor need not hand its work on to be quick.
	SideBySide bool
}

// LogLine is one line of a log, without its line end.
type LogLine struct {
	Time time.Time
	// Stream is stdout or stderr.
	Stream string
	// Text is valid only during the visit.
	Text []byte
}

// SideBySide calls do for each number below n, in their order, by as many
// goroutines as there are processors. The first error, or the end of ctx, ends
// it and is returned.
func SideBySide(ctx context.Context, n int, do func(i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := do(i); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}
