package docker

import (
	"context"
	"path"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// List lists all containers of the engine, the newest first, with how they were
// set up. Those that are removed meanwhile are left out.
func (c *Collector) List(ctx context.Context) ([]collectors.Listed, error) {
	found, err := c.Containers(ctx, true, nil)
	if err != nil {
		return nil, err
	}
	listed := make([]*collectors.Listed, len(found))
	err = collectors.SideBySide(ctx, len(found), func(i int) error {
		in, err := c.client.ContainerInspect(ctx, found[i].ID)
		if errdefs.IsNotFound(err) {
			return nil
		}
		listed[i] = c.listed(found[i], in, err)
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]collectors.Listed, 0, len(listed))
	for _, l := range listed {
		if l != nil {
			list = append(list, *l)
		}
	}
	return list, nil
}

func (c *Collector) listed(found Listed, in container.InspectResponse, err error) *collectors.Listed {
	if err != nil || in.ContainerJSONBase == nil || in.Config == nil || in.HostConfig == nil {
		return &collectors.Listed{
			Target: document.Target{Kind: "container", Name: found.Name, ID: found.ID, Image: document.ImageRef{Name: found.Image}},
			Err:    c.wrap(err),
		}
	}
	l := &collectors.Listed{Target: targetOf(in), Config: configOf(in)}
	// The overlayfs drivers keep a container's own layer in MOUNT/diff.
	if upper := in.GraphDriver.Data["UpperDir"]; strings.HasSuffix(upper, "/diff") {
		l.MountID = document.Text(path.Base(path.Dir(upper)))
	}
	return l
}

// WithImage adds the container's image.
func (c *Collector) WithImage(ctx context.Context, listed *collectors.Listed) {
	image, err := c.image(ctx, listed.Target.Image.ID)
	listed.Image = image
	if listed.Err == nil && err != nil {
		listed.Err = c.wrap(err)
	}
}
