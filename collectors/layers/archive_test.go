package layers

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// parts are the files of an archive, by name.
type parts map[string][]byte

func (p parts) Open(name string) (io.ReadCloser, error) {
	files := files{}
	for name, text := range p {
		files[name] = small(text)
	}
	return files.Open(name)
}

func (p parts) Has(name string) bool { return p[name] != nil }

// with is a copy with other files; a nil one is left out.
func (p parts) with(changes parts) parts {
	changed := maps.Clone(p)
	maps.Copy(changed, changes)
	maps.DeleteFunc(changed, func(_ string, text []byte) bool { return text == nil })
	return changed
}

// tar is the archive itself, by name.
func (p parts) tar(t testing.TB) io.Reader {
	t.Helper()
	var items []item
	for _, name := range slices.Sorted(maps.Keys(p)) {
		items = append(items, item{name: name, content: string(p[name])})
	}
	return bytes.NewReader(layerOf(t, items...))
}

func text(t testing.TB, x any) []byte {
	t.Helper()
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// put adds a blob, and returns what describes it.
func (p parts) put(t testing.TB, kind types.MediaType, content []byte) v1.Descriptor {
	t.Helper()
	digest, err := v1.NewHash(DigestOf(content))
	if err != nil {
		t.Fatal(err)
	}
	p[blobName(digest)] = content
	return v1.Descriptor{MediaType: kind, Digest: digest, Size: int64(len(content))}
}

func configOf(t testing.TB, diffIDs ...string) []byte {
	t.Helper()
	return text(t, map[string]any{"os": "linux", "architecture": "amd64", "rootfs": map[string]any{"type": "layers", "diff_ids": diffIDs}})
}

var amd64 = Platform{OS: "linux", Architecture: "amd64"}

// layoutOf is an OCI layout with an image of one layer. alter may change the
// manifest.
func layoutOf(t testing.TB, layer []byte, alter func(*v1.Manifest)) (parts, v1.Descriptor) {
	t.Helper()
	p := parts{}
	manifest := v1.Manifest{
		SchemaVersion: 2, Config: p.put(t, types.OCIConfigJSON, configOf(t, DigestOf(layer))),
		Layers: []v1.Descriptor{p.put(t, types.OCIUncompressedLayer, layer)},
	}
	if alter != nil {
		alter(&manifest)
	}
	image := p.put(t, types.OCIManifestSchema1, text(t, manifest))
	p.index(t, image)
	return p, image
}

func (p parts) index(t testing.TB, images ...v1.Descriptor) {
	t.Helper()
	p[ociIndex] = text(t, v1.IndexManifest{SchemaVersion: 2, Manifests: images})
}

// savedOf is an archive of docker save with images of one layer each. In the form of
// newer engines it is an OCI layout as well.
func savedOf(t testing.TB, newer bool, images ...[]byte) parts {
	t.Helper()
	p := parts{}
	var manifest []dockerImage
	for i, layer := range images {
		config := configOf(t, DigestOf(layer))
		image := dockerImage{
			Config: strings.TrimPrefix(DigestOf(config), "sha256:") + ".json", RepoTags: []string{fmt.Sprintf("app:%d", i)},
			Layers: []string{fmt.Sprintf("%d/layer.tar", i)},
		}
		if newer {
			l, c := p.put(t, types.OCIUncompressedLayer, layer), p.put(t, types.OCIConfigJSON, config)
			image.Config, image.Layers = blobName(c.Digest), []string{blobName(l.Digest)}
			p.index(t, p.put(t, types.OCIManifestSchema1, text(t, v1.Manifest{SchemaVersion: 2, Config: c, Layers: []v1.Descriptor{l}})))
		} else {
			p[image.Config], p[image.Layers[0]] = config, layer
		}
		manifest = append(manifest, image)
	}
	p[dockerManifest] = text(t, manifest)
	return p
}

// both reads an archive as a stream, and by the names of its files.
func both(t *testing.T, p parts, check func(t *testing.T, image *Image, err error)) {
	t.Helper()
	t.Run("stream", func(t *testing.T) {
		image, err := Reader{Visit: look}.ReadStream(t.Context(), p.tar(t), amd64)
		check(t, image, err)
	})
	t.Run("files", func(t *testing.T) {
		image, err := Reader{Visit: look}.ReadFiles(t.Context(), p, amd64)
		check(t, image, err)
	})
}

// TestArchives has the forms in which engines and tools write images.
func TestArchives(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "a"})
	layout, _ := layoutOf(t, layer, nil)
	nested, image := layoutOf(t, layer, nil)
	attestation := image
	attestation.Platform = &v1.Platform{OS: "unknown", Architecture: "unknown"}
	arm := image
	arm.Platform = &v1.Platform{OS: "linux", Architecture: "arm64"}
	image.Platform = &amd64
	nested.index(t, nested.put(t, types.OCIImageIndex, text(t, v1.IndexManifest{Manifests: []v1.Descriptor{attestation, arm, image, attestation}})))
	for name, p := range map[string]parts{
		"docker": savedOf(t, false, layer), "newer docker": savedOf(t, true, layer), "layout": layout, "nested": nested,
	} {
		t.Run(name, func(t *testing.T) {
			both(t, p, func(t *testing.T, image *Image, err error) {
				if err != nil || len(image.Layers) != 1 || len(image.Layers[0].Files) != 1 || len(image.Gaps) != 0 || image.Config.ID == "" {
					t.Errorf("%v, %+v", err, image)
				}
				if strings.Contains(name, "docker") && image.Ref != "app:0" {
					t.Errorf("its name is %q", image.Ref)
				}
			})
		})
	}
}

// TestSeveralImages looks at the first of several, and says so.
func TestSeveralImages(t *testing.T) {
	one, two := layerOf(t, item{name: "one", content: "1"}), layerOf(t, item{name: "two", content: "2"})
	layout, first := layoutOf(t, one, nil)
	other, second := layoutOf(t, two, nil)
	maps.Copy(layout, other)
	layout.index(t, first, second, first)
	for name, p := range map[string]parts{"docker": savedOf(t, false, one, two), "layout": layout} {
		t.Run(name, func(t *testing.T) {
			both(t, p, func(t *testing.T, image *Image, err error) {
				want := []document.Coverage{{Collector: "image", Status: document.Partial, Cause: document.Limit, Reason: "the archive holds 2 images: the first one was looked at"}}
				if err != nil || image.Layers[0].Files[0].Path != "/one" || !slices.Equal(image.Gaps, want) {
					t.Errorf("%v, %+v", err, image)
				}
			})
		})
	}
}

// TestForeignLayer has a layer that need not be distributed with its image.
func TestForeignLayer(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "a"})
	p, _ := layoutOf(t, layer, func(m *v1.Manifest) { m.Layers[0].MediaType = types.OCIRestrictedLayer })
	both(t, p, func(t *testing.T, image *Image, err error) {
		if err != nil || len(image.Layers[0].Files) != 1 || len(image.Gaps) != 0 {
			t.Errorf("it is there: %v, %+v", err, image)
		}
	})
	digest, err := v1.NewHash(DigestOf(layer))
	if err != nil {
		t.Fatal(err)
	}
	both(t, p.with(parts{blobName(digest): nil}), func(t *testing.T, image *Image, err error) {
		if err != nil || len(image.Gaps) != 1 || image.Gaps[0].Cause != document.Failure || !strings.Contains(image.Gaps[0].Reason, "layer "+digest.String()) {
			t.Errorf("it is not there: %v, %+v", err, image)
		}
	})
}

// TestUnusableArchives has archives that are not what they claim.
func TestUnusableArchives(t *testing.T) {
	layer := layerOf(t, item{name: "a", content: "a"})
	altered := bytes.Replace(layer, []byte("a"), []byte("b"), 1)
	saved, newer := savedOf(t, false, layer), savedOf(t, true, layer)
	layout, image := layoutOf(t, layer, nil)
	hash := func(content []byte) v1.Hash {
		h, err := v1.NewHash(DigestOf(content))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	config := configOf(t, DigestOf(layer))
	var manifest []dockerImage
	if err := json.Unmarshal(saved[dockerManifest], &manifest); err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*dockerImage)) []byte {
		one := manifest[0]
		change(&one)
		return text(t, []dockerImage{one})
	}
	lying := func(change func(*v1.Manifest)) parts {
		p, _ := layoutOf(t, layer, change)
		return p
	}
	self := image // an index that names itself cannot have its own digest
	self.MediaType = types.OCIImageIndex
	cyclic := layout.with(nil)
	cyclic[blobName(image.Digest)] = text(t, v1.IndexManifest{Manifests: []v1.Descriptor{self}})
	cyclic.index(t, self)
	deep, at := layoutOf(t, layer, nil)
	for range maxIndexes + 1 {
		at = deep.put(t, types.OCIImageIndex, text(t, v1.IndexManifest{Manifests: []v1.Descriptor{at}}))
	}
	deep.index(t, at)
	many := slices.Repeat([]string{DigestOf(layer)}, MaxLayers+1)

	for name, p := range map[string]parts{
		"nothing":                       {"readme": []byte("x")},
		"no image":                      {dockerManifest: []byte("[]")},
		"no JSON":                       {dockerManifest: []byte("{[")},
		"an object":                     {dockerManifest: []byte("{}")},
		"null":                          {dockerManifest: []byte("null")},
		"no layer file":                 saved.with(parts{"0/layer.tar": nil}),
		"no configuration":              saved.with(parts{manifest[0].Config: nil}),
		"another configuration":         saved.with(parts{manifest[0].Config: []byte(`{"os":"linux"}`)}),
		"altered layer":                 saved.with(parts{"0/layer.tar": altered}),
		"altered layer, newer":          newer.with(parts{blobName(hash(layer)): altered}),
		"another configuration, newer":  newer.with(parts{blobName(hash(config)): []byte(`{"os":"linux"}`)}),
		"too few layers":                saved.with(parts{dockerManifest: changed(func(i *dockerImage) { i.Layers = nil })}),
		"too many layers":               saved.with(parts{dockerManifest: changed(func(i *dockerImage) { i.Layers = slices.Repeat(i.Layers, 2) })}),
		"an absurd number":              saved.with(parts{"c": configOf(t, many...), dockerManifest: changed(func(i *dockerImage) { i.Config, i.Layers = "c", slices.Repeat(i.Layers, MaxLayers+1) })}),
		"a manifest that is a layer":    saved.with(parts{dockerManifest: changed(func(i *dockerImage) { i.Layers = []string{dockerManifest} })}),
		"names out of the archive":      saved.with(parts{dockerManifest: changed(func(i *dockerImage) { i.Layers = []string{"../../../../etc/passwd"} })}),
		"no blob of the layer":          layout.with(parts{blobName(hash(layer)): nil}),
		"altered blob":                  layout.with(parts{blobName(hash(layer)): altered}),
		"altered manifest":              layout.with(parts{blobName(image.Digest): []byte("{}")}),
		"altered configuration, layout": layout.with(parts{blobName(hash(config)): []byte("{}")}),
		"a cycle":                       cyclic,
		"too many indexes":              deep,
		"a layer smaller than it says":  lying(func(m *v1.Manifest) { m.Layers[0].Size += 512 }),
		"a layer larger than it says":   lying(func(m *v1.Manifest) { m.Layers[0].Size -= 512 }),
		"a huge size":                   lying(func(m *v1.Manifest) { m.Layers[0].Size = 1 << 62 }),
		"a configuration's wrong size":  lying(func(m *v1.Manifest) { m.Config.Size++ }),
		"another kind of digest":        lying(func(m *v1.Manifest) { m.Config.Digest.Algorithm = "md5" }),
		"no configuration of an image":  lying(func(m *v1.Manifest) { m.Config.MediaType = "application/vnd.cncf.helm.config.v1+json" }),
	} {
		t.Run(name, func(t *testing.T) {
			both(t, p, func(t *testing.T, image *Image, err error) {
				if !errors.As(err, new(*collectors.Unusable)) {
					t.Errorf("%v, %+v", err, image)
				}
			})
		})
	}
}

// TestManySmallFiles holds no more beside the layers than an image may have.
func TestManySmallFiles(t *testing.T) {
	_, err := Reader{Visit: look}.ReadStream(t.Context(), zipped(t, func(w *tar.Writer) error {
		for i := range 40 {
			if err := w.WriteHeader(&tar.Header{Name: fmt.Sprint(i), Size: 4 << 20, Mode: 0o644}); err != nil {
				return err
			}
			if _, err := w.Write(bytes.Repeat([]byte("{"), 4<<20)); err != nil {
				return err
			}
		}
		return nil
	}), amd64)
	if !errors.As(err, new(*collectors.Unusable)) || !strings.Contains(err.Error(), "beside its layers") {
		t.Error(err)
	}
	_, err = Reader{Visit: look}.ReadStream(t.Context(), zipped(t, func(w *tar.Writer) error {
		for i := range maxParts + 1 {
			if err := w.WriteHeader(&tar.Header{Name: fmt.Sprint(i), Mode: 0o644}); err != nil {
				return err
			}
		}
		return nil
	}), amd64)
	if !errors.As(err, new(*collectors.Unusable)) || !strings.Contains(err.Error(), "more than 100000 files") {
		t.Error(err)
	}
}
