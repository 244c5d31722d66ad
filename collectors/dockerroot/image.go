package dockerroot

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/document"
)

// repositories are the names of the images.
type repositories struct {
	// Repositories are the images' ids by repository and by reference: a tag or
	// a digest.
	Repositories map[string]map[string]string
}

func (r *Root) readRepositories() (*repositories, error) {
	var names repositories
	return &names, r.readJSON(path.Join(imageDir, "repositories.json"), &names)
}

// of are the tags and digests of an image.
func (names *repositories) of(id string) (tags, digests []string) {
	tags, digests = []string{}, []string{}
	for _, references := range names.Repositories {
		for reference, of := range references {
			switch {
			case of != id:
			case strings.Contains(reference, "@"):
				digests = append(digests, document.Text(reference))
			default:
				tags = append(tags, document.Text(reference))
			}
		}
	}
	slices.Sort(tags)
	slices.Sort(digests)
	return tags, digests
}

// id is that of the image which a name stands for; empty when it stands for none.
func (names *repositories) id(name string) string {
	name = familiar(name)
	if !strings.Contains(path.Base(name), ":") {
		name += ":latest"
	}
	repository := name[:strings.LastIndexByte(name, ':')]
	return document.Text(names.Repositories[repository][name])
}

// familiar is a reference as Docker shows it, without what stands for Docker Hub.
func familiar(name string) string {
	for _, prefix := range []string{"docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/"} {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			return short
		}
	}
	return name
}

// errAltered is that of a content which is named by its digest, and has another.
var errAltered = errors.New("it was altered: its digest is not its name")

// cachedImage is an image that several containers may share.
type cachedImage struct {
	once  sync.Once
	image *document.Image
	err   error
}

// image reads the configuration of a container's image, once for each image. With
// an error there may be an image, of which not all is known.
func (r *Root) image(c *loaded) (*document.Image, error) {
	id := c.inspected.Image
	key := id + "@" + c.manifest
	r.mu.Lock()
	cached, ok := r.images[key]
	if !ok {
		cached = &cachedImage{}
		r.images[key] = cached
	}
	r.mu.Unlock()
	cached.once.Do(func() {
		if c.driver() != containerdDriver {
			cached.image, cached.err = r.readImage(id)
			return
		}
		store, err := r.imageStore()
		if err != nil {
			cached.err = err
			return
		}
		cached.image, cached.err = store.image(id, cmp.Or(c.manifest, id))
	})
	return cached.image, cached.err
}

func (r *Root) readImage(id string) (*document.Image, error) {
	hex, ok := hexOf(id)
	if !ok {
		return nil, named("image", errors.New(strconv.Quote(id)+" is no id of an image"))
	}
	name := path.Join(imageDir, "imagedb/content/sha256", hex)
	text, err := r.read(name, maxJSON)
	if err != nil {
		return nil, err
	}
	if layers.DigestOf(text) != id {
		return nil, named(name, errAltered)
	}
	image, err := layers.ParseConfig(text)
	if err != nil {
		return nil, named(name, err)
	}
	names, err := r.repositories()
	if err == nil {
		image.Tags, image.Digests = names.of(id)
	}
	sizes, unsized := r.sizes(image.Layers)
	for _, size := range sizes {
		image.Size += size
	}
	return image, errors.Join(err, unsized)
}

// sizes are those of an image's layers, the lowest first.
func (r *Root) sizes(diffIDs []string) ([]int64, error) {
	var sizes []int64
	for _, id := range chainIDs(diffIDs) {
		hex, ok := hexOf(id)
		if !ok || len(sizes) == maxLayers {
			return sizes, named("image", errors.New("its layers have no digests"))
		}
		name := path.Join(layerDB, hex, "size")
		text, err := r.read(name, maxWord)
		if err != nil {
			return sizes, err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil || size < 0 {
			return sizes, named(name, errors.New("it is no size"))
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// tagID is the id of the image that the name of a container's image stands for
// now; empty when the name stands for none, or is no tag.
func (r *Root) tagID(c *loaded) string {
	name, imageID := c.inspected.Config.Image, c.inspected.Image
	if name == "" || strings.Contains(name, "@") || strings.HasPrefix(strings.TrimPrefix(imageID, "sha256:"), strings.TrimPrefix(name, "sha256:")) {
		return ""
	}
	names, err := r.names(c)
	if err != nil {
		return ""
	}
	return names.id(name)
}

// names are those of the images of the store that the container's image is in.
func (r *Root) names(c *loaded) (*repositories, error) {
	if c.driver() != containerdDriver {
		return r.repositories()
	}
	store, err := r.imageStore()
	if err != nil {
		return nil, err
	}
	return store.repositories()
}
