package layers

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// The files by which an archive says what it holds: docker save writes the first,
// the OCI image layout has the second.
const (
	dockerManifest = "manifest.json"
	ociIndex       = "index.json"
)

// dockerImage is one image in a manifest.json, as docker save writes it. See
// https://github.com/moby/docker-image-spec/blob/main/spec.md
type dockerImage struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// The bounds of what an archive has beside the layers.
const (
	maxParts = 100_000  // files
	maxSmall = 64 << 20 // bytes of all small files
)

// ReadStream reads an archive of an image as it comes: docker save's or an OCI
// layout's, compressed or not. Its layers are read before it is known which of
// them are the image's, since the manifest may stand at the end.
func (rd Reader) ReadStream(ctx context.Context, r io.Reader, platform Platform) (*Image, error) {
	s := &streamed{small: files{}, layers: map[string]streamedLayer{}, reader: rd.begin()}
	s.source = &stored{r: r, budget: s.reader.budget}
	if err := s.read(ctx); err != nil {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case s.source.err != nil:
			return nil, fmt.Errorf("read the archive: %w", s.source.err)
		case errors.As(err, new(*collectors.Unusable)), errors.As(err, new(*visitError)):
			return nil, err
		}
		return nil, &collectors.Unusable{Part: "the archive", Err: err}
	}
	p, err := plan(s.small, platform)
	if err != nil {
		return nil, err
	}
	return s.collect(p)
}

// streamed is what was read of a stream.
type streamed struct {
	source *stored
	small  files
	layers map[string]streamedLayer // by the name of their entry
	reader Reader
	held   int64 // bytes of small files
}

type streamedLayer struct {
	*Layer
	size int64
}

func (s *streamed) read(ctx context.Context) error {
	buffered := bufio.NewReaderSize(s.source, block)
	compressed := isCompressed(buffered)
	plain, done, err := decompress(buffered)
	if err != nil {
		return err
	}
	defer done()
	if compressed {
		plain = growing{plain, s.reader.budget}
	}
	archive := tar.NewReader(plain)
	for parts := 0; ; parts++ {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && header == nil {
			return err
		}
		if parts >= maxParts {
			return fmt.Errorf("it has more than %d files", maxParts)
		}
		if err := s.entry(ctx, header, archive); err != nil {
			return err
		}
	}
}

func (s *streamed) entry(ctx context.Context, header *tar.Header, content io.Reader) error {
	name := clean(header.Name)
	switch header.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse:
	case tar.TypeSymlink:
		s.small[name] = link(path.Join(path.Dir(name), header.Linkname))
		return nil
	case tar.TypeLink:
		s.small[name] = link(clean(header.Linkname))
		return nil
	default:
		return nil
	}
	buffered := bufio.NewReaderSize(content, 1024)
	if start, _ := buffered.Peek(512); header.Size <= maxJSON && !isLayer(start) {
		if s.held += header.Size; s.held > maxSmall {
			return fmt.Errorf("it has more than %d bytes beside its layers", maxSmall)
		}
		text, err := readJSON(buffered, nameOf(name))
		if err != nil {
			return err
		}
		s.small[name] = small(text)
		return nil
	}
	l, err := s.reader.read(ctx, buffered, s.source, Section{}, "layer "+nameOf(name))
	if err != nil {
		return err
	}
	s.layers[name] = streamedLayer{l, header.Size}
	return nil
}

// isLayer tells whether a file begins as a tar archive does, or a compressed one.
func isLayer(start []byte) bool {
	return bytes.HasPrefix(start, gzipMagic) || bytes.HasPrefix(start, zstdMagic) || len(start) == 512 && bytes.HasPrefix(start[257:], []byte("ustar"))
}

func (s *streamed) collect(p *planned) (*Image, error) {
	image := &Image{Ref: p.ref, Config: p.config, Gaps: p.gaps, raw: p.raw}
	for _, source := range p.layers {
		l := s.layers[s.small.follow(source.name)]
		switch {
		case l.Layer != nil:
		case source.Foreign:
			absent, gap := missing(source.Source)
			image.Layers, image.Gaps = append(image.Layers, absent), append(image.Gaps, *gap)
			continue
		case source.DiffID == emptyDiffID:
			l.Layer = &Layer{DiffID: emptyDiffID, Digest: emptyDiffID}
		default:
			return nil, &collectors.Unusable{Part: "the archive", Err: fmt.Errorf("%s is missing", source.Part)}
		}
		if err := l.verify(source.Source, l.size); err != nil {
			return nil, err
		}
		image.Layers = append(image.Layers, l.Layer)
	}
	return image, nil
}

// emptyDiffID is that of a layer without a byte.
var emptyDiffID = DigestOf(nil)

// opener opens small files by their names.
type opener interface {
	// Open opens a file; the error wraps fs.ErrNotExist when there is none.
	Open(name string) (io.ReadCloser, error)
}

// Files are those of an archive or a layout, which can be opened in any order.
type Files interface {
	opener
	// Has tells whether there is a file of a name.
	Has(name string) bool
}

// ReadFiles reads an image whose files can be opened in any order, its layers
// side by side.
func (rd Reader) ReadFiles(ctx context.Context, from Files, platform Platform) (*Image, error) {
	p, err := plan(from, platform)
	if err != nil {
		return nil, err
	}
	var sources []Source
	for _, l := range p.layers {
		source := l.Source
		if !source.Foreign && !from.Has(l.name) { // also one that is kept
			return nil, &collectors.Unusable{Part: "the archive", Err: fmt.Errorf("%s is missing", l.Part)}
		}
		source.Open = func(context.Context) (io.ReadCloser, error) { return from.Open(l.name) }
		sources = append(sources, source)
	}
	image := &Image{Ref: p.ref, Config: p.config}
	var gaps []document.Coverage
	image.Layers, gaps, err = rd.ReadAll(ctx, sources)
	image.Gaps = append(p.gaps, gaps...)
	return image, err
}

// planned is what an archive says of its image.
type planned struct {
	ref    string
	config *document.Image
	raw    []byte
	layers []plannedLayer
	gaps   []document.Coverage
}

type plannedLayer struct {
	Source
	// name is the file of the archive.
	name string
}

// plan reads the manifest. An archive of docker save says more in its own than in
// the OCI layout beside it.
func plan(from opener, platform Platform) (*planned, error) {
	text, err := read(from, dockerManifest)
	if err == nil {
		return planDocker(from, text)
	}
	var unusable *collectors.Unusable
	if errors.As(err, &unusable) {
		return nil, err
	}
	if text, err = read(from, ociIndex); err != nil {
		return nil, &collectors.Unusable{Part: "the archive", Err: errors.New("it has neither a manifest.json nor an index.json")}
	}
	return planOCI(from, text, platform)
}

func read(from opener, name string) ([]byte, error) {
	r, err := from.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readJSON(r, name)
}

func planDocker(from opener, text []byte) (*planned, error) {
	var images []dockerImage
	if err := json.Unmarshal(text, &images); err != nil {
		return nil, &collectors.Unusable{Part: dockerManifest, Err: err}
	}
	if len(images) == 0 {
		return nil, &collectors.Unusable{Part: dockerManifest, Err: errors.New("it names no image")}
	}
	image := images[0]
	config, err := read(from, clean(image.Config))
	if err != nil {
		return nil, &collectors.Unusable{Part: dockerManifest, Err: fmt.Errorf("the configuration %s: %w", nameOf(image.Config), err)}
	}
	if err := verifyName(image.Config, config); err != nil {
		return nil, err
	}
	p := &planned{raw: config}
	if p.config, err = ParseConfig(config); err != nil {
		return nil, err
	}
	p.config.Tags = document.Texts(image.RepoTags)
	if len(image.RepoTags) > 0 {
		p.ref = document.Text(image.RepoTags[0])
	}
	if len(p.config.Layers) != len(image.Layers) {
		return nil, &collectors.Unusable{Part: dockerManifest, Err: fmt.Errorf("it names %d layers, and the configuration %d", len(image.Layers), len(p.config.Layers))}
	}
	for i, name := range image.Layers {
		p.layers = append(p.layers, plannedLayer{
			Source: Source{Part: "layer " + nameOf(name), DiffID: p.config.Layers[i]}, name: clean(name),
		})
	}
	if len(images) > 1 {
		p.gaps = append(p.gaps, severalImages(len(images)))
	}
	return p, nil
}

func severalImages(n int) document.Coverage {
	return document.Coverage{Collector: "image", Status: document.Partial, Cause: document.Limit,
		Reason: fmt.Sprintf("the archive holds %d images: the first one was looked at", n)}
}

// verifyName holds a configuration against the digest in its name.
func verifyName(name string, content []byte) error {
	base := strings.TrimSuffix(path.Base(name), ".json")
	if _, err := v1.NewHash("sha256:" + base); err != nil {
		return nil
	}
	if got := DigestOf(content); got != "sha256:"+base {
		return &collectors.Unusable{Part: "the image's configuration", Err: fmt.Errorf("its digest is %s, and its name says otherwise", got)}
	}
	return nil
}

func clean(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

// files are the small files of a stream.
type files map[string]smallFile

type smallFile struct {
	text []byte
	// to is the name that a link leads to.
	to string
}

func small(text []byte) smallFile { return smallFile{text: text} }
func link(to string) smallFile    { return smallFile{to: to} }

// follow is the name that links lead to.
func (f files) follow(name string) string {
	for range 40 {
		target, ok := f[name]
		if !ok || target.to == "" {
			break
		}
		name = target.to
	}
	return name
}

// Open opens a small file.
func (f files) Open(name string) (io.ReadCloser, error) {
	file, ok := f[f.follow(name)]
	if !ok || file.to != "" {
		return nil, fmt.Errorf("%s: %w", nameOf(name), fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(file.text)), nil
}
