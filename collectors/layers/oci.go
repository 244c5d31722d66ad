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
func planOCI(from Files, index []byte, platform Platform) (*planned, error) {
	part, ref := ociIndex, ""
	for range maxIndexes {
		var parsed v1.IndexManifest
		if err := json.Unmarshal(index, &parsed); err != nil {
			return nil, &collectors.Unusable{Part: part, Err: err}
		}
		chosen, err := Choose(parsed.Manifests, platform)
		if err != nil {
			return nil, &collectors.Unusable{Part: part, Err: err}
		}
		if name := chosen.Annotations["org.opencontainers.image.ref.name"]; name != "" && ref == "" {
			ref = document.Text(name)
		}
		text, err := readBlob(from, chosen.Digest, "manifest "+chosen.Digest.String())
		if err != nil {
			return nil, err
		}
		if !chosen.MediaType.IsIndex() {
			p, err := planManifest(from, text)
			if p != nil {
				p.ref = ref
				p.config.Digests = []string{chosen.Digest.String()}
			}
			return p, err
		}
		index, part = text, "index "+chosen.Digest.String()
	}
	return nil, &collectors.Unusable{Part: ociIndex, Err: fmt.Errorf("more than %d indexes lead to each other", maxIndexes)}
}

// Choose is the descriptor of the image for a platform: the first that fits it,
// or the only image that there is. Attestations, whose platform is unknown, are
// no images.
func Choose(manifests []v1.Descriptor, platform Platform) (v1.Descriptor, error) {
	var images []v1.Descriptor
	for _, m := range manifests {
		if m.Platform != nil && m.Platform.OS == "unknown" || !m.MediaType.IsImage() && !m.MediaType.IsIndex() {
			continue
		}
		if m.Platform != nil && m.Platform.Satisfies(platform) {
			return m, nil
		}
		images = append(images, m)
	}
	if len(images) == 1 && (images[0].Platform == nil || platform.Equals(v1.Platform{})) {
		return images[0], nil
	}
	if len(images) == 0 {
		return v1.Descriptor{}, errors.New("it names no image")
	}
	return v1.Descriptor{}, fmt.Errorf("none of its %d images is for %s", len(images), platform.String())
}

func planManifest(from Files, text []byte) (*planned, error) {
	var manifest v1.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, &collectors.Unusable{Part: "the manifest", Err: err}
	}
	if !manifest.Config.MediaType.IsConfig() {
		return nil, &collectors.Unusable{Part: "the manifest", Err: fmt.Errorf("its configuration is of type %s: it is of no image", document.Text(string(manifest.Config.MediaType)))}
	}
	config, err := readBlob(from, manifest.Config.Digest, "the image's configuration")
	if err != nil {
		return nil, err
	}
	p := &planned{}
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
			Part: "layer " + l.Digest.String(), DiffID: config.Layers[i], Digest: l.Digest.String(),
			Foreign: l.MediaType == types.DockerForeignLayer || !l.MediaType.IsDistributable(),
		})
	}
	return sources, nil
}

func blobName(digest v1.Hash) string { return "blobs/" + digest.Algorithm + "/" + digest.Hex }

// readBlob reads a small blob and holds it against its digest.
func readBlob(from Files, digest v1.Hash, part string) ([]byte, error) {
	if digest.Algorithm != "sha256" {
		return nil, &collectors.Unusable{Part: part, Err: fmt.Errorf("its digest %s is of another kind than sha256", document.Text(digest.String()))}
	}
	r, err := from.Open(blobName(digest))
	if err != nil {
		return nil, &collectors.Unusable{Part: part, Err: err}
	}
	defer r.Close()
	text, err := readJSON(io.Reader(r), part)
	if err != nil {
		return nil, err
	}
	if got := DigestOf(text); got != digest.String() {
		return nil, &collectors.Unusable{Part: part, Err: fmt.Errorf("its digest is %s and not %s", got, digest)}
	}
	return text, nil
}
