package engine_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
)

// BenchmarkPolicies judges 100,000 changes by every rule.
func BenchmarkPolicies(b *testing.B) {
	e, err := engine.New(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	doc := manyChanges(100_000)
	before := cpuTime()
	for b.Loop() {
		if target := e.Judge(b.Context(), doc); target.Incomplete() {
			b.Fatal(target.Coverage)
		}
	}
	b.ReportMetric((cpuTime()-before).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(len(e.Catalogue())), "rules")
}

// manyChanges is what an installation at run time leaves behind: a tree of
// libraries, data and scripts, with a hundred files in each directory.
func manyChanges(n int) *document.Document {
	doc := &document.Document{
		SchemaVersion: document.SchemaVersion,
		Target:        document.Target{Kind: "container", Name: "bench"},
		Config:        &document.Config{Started: time.Now(), Entrypoint: []string{}, Cmd: []string{}},
		Coverage:      []document.Coverage{{Collector: "changes", Status: document.OK}},
		Changes:       make([]document.Change, 0, n),
	}
	for i := range n {
		c := document.Change{
			Path: fmt.Sprintf("/usr/lib/app/%d/%d/file-%d.txt", i/10000, i/100, i),
			Kind: document.Added, Type: document.Regular, Mode: 0o644, Size: 1000, Magic: "text/plain", Mtime: time.Now(),
		}
		switch {
		case i%10 == 0:
			c.Path, c.Mode, c.Magic = fmt.Sprintf("/opt/tool/%d/lib%d.so", i/100, i), 0o755, "application/x-sharedlib"
		case i%10 == 1:
			c.Path = fmt.Sprintf("/home/app/.cache/%d/%d", i/100, i)
		case i%10 == 2:
			c.Kind = document.Modified
		}
		doc.Changes = append(doc.Changes, c)
	}
	return doc
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkYARA examines programs and libraries of this machine, in turns with
// the yara command over the same files and rules. It hashes and types what it
// reads as well.
func BenchmarkYARA(b *testing.B) {
	rules, err := filepath.Abs("../rules/files")
	if err != nil {
		b.Fatal(err)
	}
	e, err := engine.New(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	tree := someFiles(b, 200<<20, "/usr/bin", "/usr/lib")
	list := filepath.Join(b.TempDir(), "files")
	if err := os.WriteFile(list, []byte(tree.list()), 0o600); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(rules + "/*.yar")
	if err != nil || len(files) == 0 {
		b.Fatal("no rules: ", err)
	}
	args := []string{"-p", strconv.Itoa(runtime.NumCPU()), "--scan-list"}
	for _, name := range []string{"filename", "filepath", "extension", "filetype", "owner", "md5"} {
		args = append(args, "-d", name+"=")
	}
	args = append(append(args, files...), list)

	var ours, theirs time.Duration
	for b.Loop() {
		begin := time.Now()
		if out, err := exec.Command("yara", args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		theirs += time.Since(begin)

		// A content is scanned once: a new engine has seen none.
		fresh, err := engine.New(b.Context(), engine.Options{})
		if err != nil {
			b.Fatal(err)
		}
		fresh.Judge(b.Context(), manyChanges(0)) // policies compile beside, and are no part of this
		begin = time.Now()
		if _, err := fresh.Examine(b.Context(), tree); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(begin)
		fresh.Close()
	}
	mb := float64(tree.bytes) / 1e6 * float64(b.N)
	b.ReportMetric(mb/ours.Seconds(), "MB/s")
	b.ReportMetric(mb/theirs.Seconds(), "yara-MB/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x-yara")
	b.ReportMetric(0, "ns/op")
}

// fileTree is a subject made of files of this machine.
type fileTree struct {
	paths []string
	sizes []int64
	bytes int64
	doc   *document.Document
}

// someFiles takes regular files of each directory up to a total size, and none
// of which the engine would look at a part only.
func someFiles(b *testing.B, limit int64, dirs ...string) *fileTree {
	b.Helper()
	tree := &fileTree{}
	for _, dir := range dirs {
		var total int64
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if err != nil || info.Size() > engine.DefaultMaxFileSize {
				return err
			}
			if total+info.Size() > limit {
				return fs.SkipAll
			}
			total += info.Size()
			tree.paths, tree.sizes = append(tree.paths, path), append(tree.sizes, info.Size())
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		tree.bytes += total
	}
	return tree
}

func (t *fileTree) list() string {
	return strings.Join(t.paths, "\n") + "\n"
}

func (t *fileTree) Document(context.Context) (*document.Document, error) {
	doc := &document.Document{SchemaVersion: document.SchemaVersion}
	for i, path := range t.paths {
		doc.Changes = append(doc.Changes, document.Change{Path: path, Kind: document.Added, Type: document.Regular, Size: t.sizes[i]})
	}
	t.doc = doc
	return doc, nil
}

// Files visits as the collector of local containers does.
func (t *fileTree) Files(ctx context.Context, visit func(collectors.File) error) error {
	return collectors.SideBySide(ctx, len(t.doc.Changes), func(i int) error {
		f, err := os.Open(t.doc.Changes[i].Path)
		if err != nil {
			return err
		}
		defer f.Close()
		return visit(collectors.File{Change: &t.doc.Changes[i], Content: f, SideBySide: true})
	})
}

func (*fileTree) Logs(context.Context, func(collectors.LogLine) error) error { return nil }

func (*fileTree) Open(_ context.Context, path string) (io.ReadCloser, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func (*fileTree) Close() error { return nil }
