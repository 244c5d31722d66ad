package docker

import (
	"context"
	"errors"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
)

// ErrElsewhere tells that the storage of a container cannot be read from here.
var ErrElsewhere = errors.New("its storage cannot be read from here: that takes root on the engine's own host, and overlayfs")

// OpenTree opens the layers of a container on this host. The error is
// [ErrElsewhere] when they cannot be read from here.
func (c *Collector) OpenTree(ctx context.Context, target collectors.Target) (*overlay.Tree, error) {
	opened, err := c.Open(ctx, target)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	found, ok := opened.(*subject)
	if !ok {
		return nil, ErrElsewhere
	}
	engine, err := c.engine()
	if err != nil {
		return nil, err
	}
	tree := found.openLocal(engine)
	if tree == nil {
		return nil, ErrElsewhere
	}
	return tree, nil
}
