package dockerroot

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/collectors/dockerroot/bolt"
	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/document"
)

// The places of containerd's data below its own root.
const (
	metadataDB  = "io.containerd.metadata.v1.bolt/meta.db"
	snapshotter = "io.containerd.snapshotter.v1.overlayfs"
	blobs       = "io.containerd.content.v1.content/blobs/sha256"
)

// maxDB bounds a database, in bytes.
const maxDB = 256 << 20

// namespace is that of Docker's images and containers in containerd.
const namespace = "moby"

// imageStore is the data of containerd, where Docker keeps its images from
// version 29 on, and the layers of its containers. Its root is containerd/daemon
// in the data root, or containerd beside it: /var/lib/containerd.
type imageStore struct {
	root *os.Root
	// where names its root in errors.
	where               string
	metadata, snapshots *bolt.DB
}

func (r *Root) openImageStore() (*imageStore, error) {
	s, err := r.findImageStore()
	if err != nil {
		return nil, err
	}
	for name, db := range map[string]**bolt.DB{metadataDB: &s.metadata, snapshotter + "/metadata.db": &s.snapshots} {
		data, err := s.read(name, maxDB)
		if err == nil {
			*db, err = bolt.Open(data)
		}
		if err != nil {
			s.root.Close()
			return nil, s.named(name, err)
		}
	}
	return s, nil
}

func (r *Root) findImageStore() (*imageStore, error) {
	if root, err := r.root.OpenRoot("containerd/daemon"); err == nil {
		if _, err := root.Lstat(metadataDB); err == nil {
			return &imageStore{root: root, where: "containerd/daemon"}, nil
		}
		root.Close()
	}
	dir, err := filepath.Abs(r.dir)
	if err != nil {
		return nil, err
	}
	// What is beside the data root is the host's, too: no link leads elsewhere.
	beside, err := os.OpenRoot(filepath.Dir(dir))
	if err != nil {
		return nil, err
	}
	defer beside.Close()
	root, err := beside.OpenRoot("containerd")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the layers are in containerd's own directory, which is neither at %s nor at %s",
			filepath.Join(dir, "containerd/daemon"), filepath.Join(filepath.Dir(dir), "containerd"))
	}
	if err != nil {
		return nil, err
	}
	return &imageStore{root: root, where: "../containerd"}, nil
}

func (s *imageStore) read(name string, most int64) ([]byte, error) {
	return readIn(s.root, name, most)
}

func (s *imageStore) named(name string, err error) error {
	return named(path.Join(s.where, name), err)
}

// chain are the directories of a container's layers, the topmost first.
func (s *imageStore) chain(id string) ([]string, error) {
	record, err := s.metadata.Root().Bucket("v1", namespace, "snapshots", "overlayfs", id)
	if err != nil {
		return nil, s.named(metadataDB, err)
	}
	key, err := record.Get("name")
	if err == nil && key == nil {
		err = fmt.Errorf("it has no snapshot of container %s", id)
	}
	if err != nil {
		return nil, s.named(metadataDB, err)
	}
	all, err := s.snapshots.Root().Bucket("v1", "snapshots")
	if err != nil {
		return nil, s.named(snapshotter+"/metadata.db", err)
	}
	var dirs []string
	for name := string(key); name != ""; {
		dir, parent, err := snapshot(all, name)
		if err == nil && len(dirs) == maxLayers {
			err = errors.New("the layers' parents have no end")
		}
		if err != nil {
			return dirs, s.named(snapshotter+"/metadata.db", err)
		}
		dirs, name = append(dirs, dir), parent
	}
	return dirs, nil
}

// snapshot is the directory of a snapshot, and the name of the one below it.
func snapshot(all bolt.Bucket, name string) (dir, parent string, err error) {
	record, err := all.Bucket(name)
	if err != nil {
		return "", "", err
	}
	number, err := record.Get("id")
	if err != nil {
		return "", "", err
	}
	id, n := binary.Uvarint(number)
	if n <= 0 {
		return "", "", fmt.Errorf("there is no snapshot %q", name)
	}
	below, err := record.Get("parent")
	return path.Join(snapshotter, "snapshots", strconv.FormatUint(id, 10), "fs"), string(below), err
}

// mountID is the number of the container's own snapshot.
func (s *imageStore) mountID(id string) (string, error) {
	dirs, err := s.chain(id)
	if len(dirs) == 0 {
		return "", err
	}
	return path.Base(path.Dir(dirs[0])), nil
}

// repositories are the names of containerd's images, as Docker shows them.
func (s *imageStore) repositories() (*repositories, error) {
	names := &repositories{Repositories: map[string]map[string]string{}}
	images, err := s.metadata.Root().Bucket("v1", namespace, "images")
	if err != nil {
		return names, s.named(metadataDB, err)
	}
	keys, err := images.Keys()
	if err != nil {
		return names, s.named(metadataDB, err)
	}
	for _, key := range keys {
		target, err := images.Bucket(key, "target")
		if err != nil {
			return names, s.named(metadataDB, err)
		}
		digest, err := target.Get("digest")
		if err != nil {
			return names, s.named(metadataDB, err)
		}
		reference := familiar(key)
		repository, _, _ := strings.Cut(reference, "@")
		if colon := strings.LastIndexByte(repository, ':'); colon > strings.LastIndexByte(repository, '/') {
			repository = repository[:colon]
		}
		if repository == "moby-dangling" {
			continue // Docker's own mark of an image without a name
		}
		if names.Repositories[repository] == nil {
			names.Repositories[repository] = map[string]string{}
		}
		names.Repositories[repository][reference] = string(digest)
		names.Repositories[repository][repository+"@"+string(digest)] = string(digest)
	}
	return names, nil
}

// descriptor points to a blob, as the OCI image specification has it.
type descriptor struct {
	Digest   string `json:"digest"`
	Platform struct {
		OS string `json:"os"`
	} `json:"platform"`
}

// image reads an image by the digest of its manifest or index, of which chosen is
// the manifest that a container was made of.
func (s *imageStore) image(id, chosen string) (*document.Image, error) {
	for range 3 { // an index, a manifest, a configuration
		text, err := s.blob(id, chosen)
		if err != nil {
			return nil, err
		}
		var m struct {
			Manifests []descriptor `json:"manifests"`
			Config    *descriptor  `json:"config"`
			RootFS    *struct{}    `json:"rootfs"`
		}
		hex, _ := hexOf(chosen)
		name := path.Join(blobs, hex)
		if err := json.Unmarshal(text, &m); err != nil {
			return nil, s.named(name, err)
		}
		switch {
		case len(m.Manifests) > 0:
			chosen = s.choose(m.Manifests)
		case m.RootFS == nil && m.Config != nil:
			chosen = m.Config.Digest
		default:
			image, err := layers.ParseConfig(text)
			if err != nil {
				return nil, s.named(name, err)
			}
			image.ID = id
			names, err := s.repositories()
			image.Tags, image.Digests = names.of(id)
			return image, err
		}
	}
	return nil, s.named(blobs, fmt.Errorf("image %q has no configuration", id))
}

// choose takes the first manifest of an index that is there: others are of
// platforms that were not pulled, or tell how the image was built.
func (s *imageStore) choose(manifests []descriptor) string {
	for _, m := range manifests[:min(len(manifests), 1000)] {
		hex, ok := hexOf(m.Digest)
		if !ok || m.Platform.OS == "unknown" {
			continue
		}
		if _, err := s.root.Lstat(path.Join(blobs, hex)); err == nil {
			return m.Digest
		}
	}
	return ""
}

func (s *imageStore) blob(id, digest string) ([]byte, error) {
	hex, ok := hexOf(digest)
	if !ok {
		return nil, s.named(blobs, fmt.Errorf("image %q leads to %q, which is no digest", id, digest))
	}
	name := path.Join(blobs, hex)
	text, err := s.read(name, maxJSON)
	if err == nil && layers.DigestOf(text) != digest {
		err = errAltered
	}
	if err != nil {
		return nil, s.named(name, err)
	}
	return text, nil
}
