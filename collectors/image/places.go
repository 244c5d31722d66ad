package image

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/layers"
)

// Place is where a layer is: in a file, from Offset on for Size bytes, as it is
// stored.
type Place struct {
	DiffID       string
	File         string
	Offset, Size int64
}

// ErrCompressed tells of an archive that is compressed as a whole, in which no layer
// can be found without reading all that is before it.
var ErrCompressed = errors.New("it is compressed as a whole, or no tar archive")

// Places tell where the layers of an image are, the lowest first: of an archive that
// is a file and not compressed as a whole, or of an OCI layout. The layers are not
// read, and not held against their digests. lacks tells what is not there.
func (o *Opener) Places(target collectors.Target) (places []Place, lacks []string, err error) {
	if target.Scheme == OCIDir {
		return o.placesInDir(target.Name)
	}
	f, err := os.Open(target.Name)
	if err != nil {
		return nil, nil, fmt.Errorf("open image: %w", err)
	}
	defer f.Close()
	if !isPlainTar(f) {
		return nil, nil, fmt.Errorf("open image %s: %w", target.Name, ErrCompressed)
	}
	archive, err := indexOf(f)
	if err != nil {
		return nil, nil, err
	}
	found, lacks, err := layers.Places(archive, o.platform)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range found {
		part, _ := archive.find(l.Name)
		places = append(places, Place{l.DiffID, target.Name, part.at, part.size})
	}
	return places, lacks, nil
}

func (o *Opener) placesInDir(dir string) (places []Place, lacks []string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open OCI layout: %w", err)
	}
	defer root.Close()
	found, lacks, err := layers.Places(directory{root}, o.platform)
	if err != nil {
		return nil, nil, err
	}
	top, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open OCI layout: %w", err)
	}
	for _, l := range found {
		file, err := filepath.EvalSymlinks(filepath.Join(dir, l.Name))
		if err == nil && !strings.HasPrefix(file, strings.TrimSuffix(top, "/")+"/") {
			err = errors.New("it leads out of the layout")
		}
		if err != nil {
			return nil, nil, &collectors.Unusable{Part: "layer " + l.DiffID, Err: err}
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, nil, fmt.Errorf("open layer: %w", err)
		}
		places = append(places, Place{l.DiffID, file, 0, info.Size()})
	}
	return places, lacks, nil
}
