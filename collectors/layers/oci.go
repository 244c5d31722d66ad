package layers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Platform chooses one image of an index that has several.
type Platform = v1.Platform

// maxIndexes bounds indexes that lead to indexes: a cyclic one would not end.
const maxIndexes = 8

// planOCI follows an index to the manifest of the image for the platform. See
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
func planOCI(from opener, index []byte, platform Platform) (*planned, error) {
	part, ref := ociIndex, ""
	var gaps []document.Coverage
	for range maxIndexes {
		var parsed v1.IndexManifest
		if err := json.Unmarshal(index, &parsed); err != nil {
			return nil, &collectors.Unusable{Part: part, Err: err}
		}
		chosen, others, err := Choose(parsed.Manifests, platform)
		if err != nil {
			return nil, &collectors.Unusable{Part: part, Err: err}
		}
		if others > 0 {
			gaps = append(gaps, severalImages(others+1))
		}
		if name := chosen.Annotations["org.opencontainers.image.ref.name"]; name != "" && ref == "" {
			ref = document.Text(name)
		}
		text, err := readBlob(from, chosen, "manifest "+chosen.Digest.String())
		if err != nil {
			return nil, err
		}
		if !chosen.MediaType.IsIndex() {
			p, err := planManifest(from, text)
			if p != nil {
				p.ref, p.gaps = ref, gaps
				p.config.Digests = []string{chosen.Digest.String()}
			}
			return p, err
		}
		index, part = text, "index "+chosen.Digest.String()
	}
	return nil, &collectors.Unusable{Part: ociIndex, Err: fmt.Errorf("more than %d indexes lead to each other", maxIndexes)}
}

// Choose is the descriptor of the image for a platform: the first that fits it,
// or the first that says nothing of a platform. Attestations, whose platform is
// unknown, are no images. others counts those that could have been chosen as well.
func Choose(manifests []v1.Descriptor, platform Platform) (chosen v1.Descriptor, others int, err error) {
	var images, fit, silent []v1.Descriptor
	for _, m := range manifests {
		if m.Platform != nil && m.Platform.OS == "unknown" || !m.MediaType.IsImage() && !m.MediaType.IsIndex() {
			continue
		}
		images = append(images, m)
		switch {
		case m.Platform == nil:
			silent = append(silent, m)
		case m.Platform.Satisfies(platform):
			fit = append(fit, m)
		}
	}
	if len(fit) == 0 {
		fit = silent
	}
	switch {
	case len(images) == 0:
		return v1.Descriptor{}, 0, errors.New("it names no image")
	case len(fit) == 0:
		return v1.Descriptor{}, 0, fmt.Errorf("none of its %d images is for %s", len(images), platform.String())
	}
	different := map[v1.Hash]bool{}
	for _, m := range fit {
		different[m.Digest] = true
	}
	return fit[0], len(different) - 1, nil
}

func planManifest(from opener, text []byte) (*planned, error) {
	var manifest v1.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, &collectors.Unusable{Part: "the manifest", Err: err}
	}
	if !manifest.Config.MediaType.IsConfig() {
		return nil, &collectors.Unusable{Part: "the manifest", Err: fmt.Errorf("its configuration is of type %s: it is of no image", document.Text(string(manifest.Config.MediaType)))}
	}
	config, err := readBlob(from, manifest.Config, "the image's configuration")
	if err != nil {
		return nil, err
	}
	p := &planned{raw: config}
	if p.config, err = ParseConfig(config); err != nil {
		return nil, err
	}
	sources, err := SourcesOf(&manifest, p.config)
	if err != nil {
		return nil, err
	}
	for i, s := range sources {
		p.layers = append(p.layers, plannedLayer{Source: s, name: blobName(manifest.Layers[i].Digest)})
	}
	return p, nil
}

// SourcesOf lists the layers of a manifest, without the means to open them.
func SourcesOf(manifest *v1.Manifest, config *document.Image) ([]Source, error) {
	if len(manifest.Layers) != len(config.Layers) {
		return nil, &collectors.Unusable{Part: "the manifest", Err: fmt.Errorf("it names %d layers, and the configuration %d", len(manifest.Layers), len(config.Layers))}
	}
	var sources []Source
	for i, l := range manifest.Layers {
		sources = append(sources, Source{
			Part: "layer " + l.Digest.String(), DiffID: config.Layers[i], Digest: l.Digest.String(), Size: l.Size,
			Foreign: l.MediaType == types.DockerForeignLayer || !l.MediaType.IsDistributable(),
		})
	}
	return sources, nil
}

func blobName(digest v1.Hash) string { return "blobs/" + digest.Algorithm + "/" + digest.Hex }

// readBlob reads a small blob of an archive.
func readBlob(from opener, blob v1.Descriptor, part string) ([]byte, error) {
	return ReadBlob(blob, part, func() (io.ReadCloser, error) {
		r, err := from.Open(blobName(blob.Digest))
		if err != nil {
			return nil, &collectors.Unusable{Part: part, Err: err}
		}
		return r, nil
	})
}

// ReadBlob reads a small blob whole, and holds it against what is claimed of it.
func ReadBlob(blob v1.Descriptor, part string, open func() (io.ReadCloser, error)) ([]byte, error) {
	if blob.Digest.Algorithm != "sha256" {
		return nil, &collectors.Unusable{Part: part, Err: fmt.Errorf("its digest %s is of another kind than sha256", nameOf(blob.Digest.String()))}
	}
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := readJSON(r, part)
	if err != nil {
		return nil, err
	}
	if got := DigestOf(text); got != blob.Digest.String() {
		return nil, &collectors.Unusable{Part: part, Err: fmt.Errorf("its digest is %s and not %s", got, blob.Digest)}
	}
	if blob.Size > 0 && int64(len(text)) != blob.Size {
		return nil, &collectors.Unusable{Part: part, Err: fmt.Errorf("its size is %d bytes and not %d", len(text), blob.Size)}
	}
	return text, nil
}
