package dockerroot

import (
	"context"
	"errors"
	"fmt"

	"github.com/rummage-scanner/rummage/collectors/overlay"
)

// OpenTree opens the layers of a container, which is found as by
// [Root.OpenContainer]. The gaps are of layers that are missing or do not fit:
// with them, what the tree shows is not all true.
func (r *Root) OpenTree(ctx context.Context, name string) (tree *overlay.Tree, gaps error, err error) {
	id, err := r.find(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	tree, missing, err := r.tree(r.load(id))
	if err != nil {
		return nil, nil, fmt.Errorf("open the layers of %s: %w", name, err)
	}
	return tree, errors.Join(missing...), nil
}
