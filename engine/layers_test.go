package engine_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
)

// layered scans an image of one layer, and tells whether the layer was opened.
func layered(t *testing.T, o engine.Options, files map[string]string) (doc *document.Document, opened bool) {
	t.Helper()
	layer := layerOf(t, files)
	doc = examined(t, o, layer, func() io.ReadCloser {
		opened = true
		return io.NopCloser(bytes.NewReader(layer))
	})
	return doc, opened
}

// layerOf is a layer of files, each of which can be run.
func layerOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o755}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return layer.Bytes()
}

// examined is the document of an image of one layer.
func examined(t *testing.T, o engine.Options, layer []byte, open func() io.ReadCloser) *document.Document {
	t.Helper()
	id := layers.DigestOf(layer)
	subject := layers.NewSubject("test", func(ctx context.Context, rd layers.Reader) (*layers.Image, error) {
		image := &layers.Image{Config: &document.Image{Layers: []string{id}}}
		var err error
		image.Layers, image.Gaps, err = rd.ReadAll(ctx, []layers.Source{{Part: "layer", DiffID: id, Open: func(context.Context) (io.ReadCloser, error) { return open(), nil }}})
		return image, err
	}, func() error { return nil })
	doc, err := newEngine(t, o).Examine(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	if err := subject.Close(); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestLayersPackages knows the package of a program, whether the layer can be read
// again or not.
func TestLayersPackages(t *testing.T) {
	sum := func(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }
	layer := layerOf(t, map[string]string{
		"usr/bin/sound": "#!/bin/sh\nsound", "usr/bin/altered": "#!/bin/sh\naltered", "usr/bin/more": "#!/bin/sh\nmore",
		"var/lib/dpkg/info/tools.md5sums":       sum("#!/bin/sh\nsound") + "  usr/bin/sound\n" + sum("#!/bin/sh\nas it was") + "  usr/bin/altered\n",
		"var/lib/dpkg/info/other:amd64.md5sums": sum("#!/bin/sh\nmore") + "  usr/bin/more\n",
		"lib/apk/db/installed":                  "P:apks\nF:usr/bin\nR:none\n",
	})
	for name, open := range map[string]func() io.ReadCloser{
		"again": func() io.ReadCloser {
			return layers.Section{SectionReader: io.NewSectionReader(bytes.NewReader(layer), 0, int64(len(layer)))}
		},
		"once": func() io.ReadCloser { return io.NopCloser(bytes.NewReader(layer)) },
	} {
		got := map[string]string{}
		for _, f := range examined(t, engine.Options{}, layer, open).Files {
			if strings.HasPrefix(f.Path, "/usr/bin/") {
				got[f.Path] = f.Package
			}
		}
		if want := map[string]string{"/usr/bin/sound": "tools", "/usr/bin/altered": "", "/usr/bin/more": "other"}; !maps.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestLayersKept finds a layer again only by the same rules and bounds, and only
// when all of it was looked at.
func TestLayersKept(t *testing.T) {
	slow := filepath.Join(t.TempDir(), "slow.yar")
	rule := `rule slow { condition: for any i in (0..filesize - 1) : (for any j in (0..filesize - 1) : (uint8(i) != uint8(j))) }`
	if err := os.WriteFile(slow, []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	small, large := map[string]string{"a": "x"}, map[string]string{"a": strings.Repeat("x", 1<<20)}
	options := func(change func(*engine.Options)) engine.Options {
		o := engine.Options{Cache: engine.Cache{Dir: t.TempDir(), Version: "1"}, FileTimeout: time.Second, MaxFileSize: 2 << 20}
		if change != nil {
			change(&o)
		}
		return o
	}
	o := options(nil)
	layered(t, o, small)
	if _, opened := layered(t, o, small); opened {
		t.Error("the same was opened")
	}
	for name, change := range map[string]func(*engine.Options){
		"other rules":     func(o *engine.Options) { o.Rules.YARA = []string{slow} },
		"no rules":        func(o *engine.Options) { o.Rules.NoBuiltin = true },
		"another bound":   func(o *engine.Options) { o.MaxFileSize = 1 << 20 },
		"another version": func(o *engine.Options) { o.Cache.Version = "2" },
		"no cache":        func(o *engine.Options) { o.Cache.Dir = "" },
	} {
		other := options(change)
		if other.Cache.Dir != "" {
			other.Cache.Dir = o.Cache.Dir
		}
		if _, opened := layered(t, other, small); !opened {
			t.Errorf("%s: was found", name)
		}
	}
	o = options(func(o *engine.Options) { o.Rules.YARA = []string{slow} })
	doc, _ := layered(t, o, large)
	if c := coverageOf(doc, "yara"); c.Status != document.Partial || !strings.Contains(c.Reason, "took longer") {
		t.Fatalf("YARA was not slow: %+v", c)
	}
	if _, opened := layered(t, o, large); !opened {
		t.Error("a scan that was cut short was kept")
	}
}

func coverageOf(doc *document.Document, collector string) document.Coverage {
	for _, c := range doc.Coverage {
		if c.Collector == collector {
			return c
		}
	}
	return document.Coverage{}
}
