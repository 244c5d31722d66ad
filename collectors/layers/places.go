package layers

import (
	"fmt"

	"github.com/rummage-scanner/rummage/collectors"
)

// Place is a layer of an image, and the file of an archive or layout that holds it.
type Place struct {
	DiffID, Name string
}

// Places tell where an archive or a layout has the layers of its image, the lowest
// first. They are not read. lacks tells what is not there of it: layers that are not
// distributed with it, and other images.
func Places(from Files, platform Platform) (places []Place, lacks []string, err error) {
	p, err := plan(from, platform)
	if err != nil {
		return nil, nil, err
	}
	for _, gap := range p.gaps {
		lacks = append(lacks, gap.Reason)
	}
	for _, l := range p.layers {
		switch {
		case from.Has(l.name):
			places = append(places, Place{l.DiffID, l.name})
		case l.Foreign:
			_, gap := missing(l.Source)
			lacks = append(lacks, gap.Reason)
		case l.DiffID == emptyDiffID:
		default:
			return nil, nil, &collectors.Unusable{Part: "the archive", Err: fmt.Errorf("%s is missing", l.Part)}
		}
	}
	return places, lacks, nil
}
