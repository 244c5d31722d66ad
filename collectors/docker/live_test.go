package docker_test

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// The tests in the files live_*_test.go need a Docker engine on this host, root,
// and the images that testdata/lab/images makes.

// connect connects to this host's engine.
func connect(t *testing.T, options docker.Options) *docker.Collector {
	t.Helper()
	if options.MaxFileSize == 0 {
		options.MaxFileSize = 32 << 20
	}
	c, err := docker.Connect(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// visited is what a subject gave of its contents.
type visited struct {
	files map[string]string // the beginning of each content, by path
	lines []string
}

// collect reads a whole subject as a scan does, without judging it.
func collect(t *testing.T, c *docker.Collector, name string) (*document.Document, visited) {
	t.Helper()
	subject, err := c.Open(t.Context(), collectors.Target{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	defer subject.Close()
	return read(t, t.Context(), subject)
}

func read(t *testing.T, ctx context.Context, subject collectors.Subject) (*document.Document, visited) {
	t.Helper()
	doc, err := subject.Document(ctx)
	if err != nil {
		t.Fatal(err)
	}
	seen := visited{files: map[string]string{}}
	var mu sync.Mutex
	err = subject.Files(ctx, func(f collectors.File) error {
		head := make([]byte, 64)
		n, err := io.ReadFull(f.Content, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if _, again := seen.files[f.Change.Path]; again {
			t.Errorf("%s was visited twice", f.Change.Path)
		}
		seen.files[f.Change.Path] = string(head[:n])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = subject.Logs(ctx, func(l collectors.LogLine) error {
		seen.lines = append(seen.lines, l.Stream+" "+string(l.Text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return doc, seen
}

// diff is what docker diff prints, in the words of the document, sorted.
func diff(t *testing.T, name string) []string {
	t.Helper()
	kinds := map[string]string{"A": "added", "C": "modified", "D": "deleted"}
	var changes []string
	for line := range strings.Lines(lab.Docker(t, "diff", name)) {
		kind, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		changes = append(changes, kinds[kind]+" "+path)
	}
	slices.Sort(changes)
	return changes
}

func changesOf(doc *document.Document) []string {
	var changes []string
	for _, c := range doc.Changes {
		changes = append(changes, string(c.Kind)+" "+c.Path)
	}
	slices.Sort(changes)
	return changes
}

// equalLines reports each line that only one of the lists has.
func equalLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, line := range got {
		if _, found := slices.BinarySearch(want, line); !found {
			t.Errorf("%s: not expected: %s", what, line)
		}
	}
	for _, line := range want {
		if _, found := slices.BinarySearch(got, line); !found {
			t.Errorf("%s: missing: %s", what, line)
		}
	}
}

func change(t *testing.T, doc *document.Document, path string) document.Change {
	t.Helper()
	for _, c := range doc.Changes {
		if c.Path == path {
			return c
		}
	}
	t.Fatalf("no change of %s", path)
	return document.Change{}
}

func coverage(doc *document.Document, collector string) []document.Coverage {
	var found []document.Coverage
	for _, c := range doc.Coverage {
		if c.Collector == collector {
			found = append(found, c)
		}
	}
	return found
}

func pretty(v any) string {
	text, _ := json.MarshalIndent(v, "", "  ")
	return string(text)
}
