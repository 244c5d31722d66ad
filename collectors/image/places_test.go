package image

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/random"

	"github.com/rummage-scanner/rummage/collectors"
)

// TestPlacesInDir finds the layers of a layout, and refuses one that leads out of it.
func TestPlacesInDir(t *testing.T) {
	image, err := random.Image(1024, 3)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	made, err := layout.Write(dir, empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	if err := made.AppendImage(image); err != nil {
		t.Fatal(err)
	}
	o, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	target := collectors.Target{Scheme: OCIDir, Name: dir}
	places, lacks, err := o.Places(target)
	if err != nil || len(lacks) != 0 {
		t.Fatal(lacks, err)
	}
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	if len(places) != len(layers) {
		t.Fatalf("%d places of %d layers", len(places), len(layers))
	}
	for i, l := range layers {
		diffID, _ := l.DiffID()
		digest, _ := l.Digest()
		size, _ := l.Size()
		if p := places[i]; p.DiffID != diffID.String() || filepath.Base(p.File) != digest.Hex || p.Offset != 0 || p.Size != size {
			t.Errorf("layer %d is %+v, want %s in %s of %d bytes", i, p, diffID, digest, size)
		}
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Rename(places[1].File, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, places[1].File); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Places(target); !errors.As(err, new(*collectors.Unusable)) {
		t.Errorf("a layer outside of the layout: %v", err)
	}
}

func TestPlacesInNoArchive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x")
	o, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"", "\x1f\x8b\x08", strings.Repeat("x", 1000)} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Places(collectors.Target{Scheme: DockerArchive, Name: file}); !errors.Is(err, ErrCompressed) {
			t.Errorf("%.5q: %v", content, err)
		}
	}
}
