package docker

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/layers"
)

// ImageScheme is the scheme of the images that an engine has.
const ImageScheme = "image"

// OpenImage finds an image of the engine. The engine streams it, as it does for
// docker save.
func (c *Collector) OpenImage(ctx context.Context, ref string) (collectors.Subject, error) {
	found, err := c.client.ImageInspect(ctx, ref)
	if errdefs.IsNotFound(err) {
		return nil, fmt.Errorf("%w: no image is called %s", collectors.ErrNotFound, ref)
	}
	if err != nil {
		return nil, fmt.Errorf("inspect image %s: %w", ref, c.wrap(err))
	}
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		stream, err := c.client.ImageSave(ctx, []string{ref})
		if err != nil {
			return nil, fmt.Errorf("save image %s: %w", ref, c.wrap(err))
		}
		defer stream.Close()
		image, err := r.ReadStream(ctx, stream, layers.Platform{OS: found.Os, Architecture: found.Architecture, Variant: found.Variant})
		if err != nil {
			return nil, err
		}
		image.Config.Digests = list(found.RepoDigests)
		image.Config.Size = found.Size
		return image, nil
	}
	return layers.NewSubject(ref, read, func() error { return nil }), nil
}
