package docker

import (
	"context"
	"fmt"
	"io"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"

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
		read := r.Recall(ref, found.ID)
		if read == nil {
			var err error
			if read, err = c.saveImage(ctx, r, ref, found); err != nil {
				return nil, err
			}
		}
		read.Config.Digests = list(found.RepoDigests)
		read.Config.Size = found.Size
		return read, nil
	}
	return layers.NewSubject(ref, read, func() error { return nil }), nil
}

// SaveImage writes an image as docker save does.
func (c *Collector) SaveImage(ctx context.Context, ref string, w io.Writer) error {
	stream, err := c.client.ImageSave(ctx, []string{ref})
	if errdefs.IsNotFound(err) {
		return fmt.Errorf("%w: no image is called %s", collectors.ErrNotFound, ref)
	}
	if err != nil {
		return fmt.Errorf("save image %s: %w", ref, c.wrap(err))
	}
	defer stream.Close()
	if _, err := io.Copy(w, stream); err != nil {
		return fmt.Errorf("save image %s: %w", ref, err)
	}
	return nil
}

// saveImage reads an image as the engine streams it. It is remembered when the name
// still means the same image as before.
func (c *Collector) saveImage(ctx context.Context, r layers.Reader, ref string, about image.InspectResponse) (*layers.Image, error) {
	stream, err := c.client.ImageSave(ctx, []string{ref})
	if err != nil {
		return nil, fmt.Errorf("save image %s: %w", ref, c.wrap(err))
	}
	defer stream.Close()
	saved, err := r.ReadStream(ctx, stream, layers.Platform{OS: about.Os, Architecture: about.Architecture, Variant: about.Variant})
	if err != nil {
		return nil, err
	}
	if now, err := c.client.ImageInspect(ctx, ref); err == nil && now.ID == about.ID {
		r.Remember(ref, about.ID, saved)
	}
	return saved, nil
}
