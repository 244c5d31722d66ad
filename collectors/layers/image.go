package layers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Image is an image that was read.
type Image struct {
	// Ref names it, where the archive does.
	Ref    string
	Config *document.Image
	Layers []*Layer
	// Gaps tell of layers that could not be had.
	Gaps []document.Coverage
	// raw is the configuration as it is stored.
	raw []byte
}

// maxJSON bounds a manifest, an index or a configuration, in bytes.
const maxJSON = 8 << 20

// Source is one layer that can be opened, and what is claimed of it.
type Source struct {
	// Part names it in errors.
	Part string
	// DiffID, Digest and Size are what it must turn out to be; an empty one is not
	// known.
	DiffID, Digest string
	Size           int64
	// Foreign tells that the layer need not be distributed with the image.
	Foreign bool
	// Open opens the layer. The error wraps fs.ErrNotExist when it is not there.
	Open func(context.Context) (io.ReadCloser, error)
}

// Section is a part of a file, which stays open for as long as the subject: what is
// in it can be read again.
type Section struct{ *io.SectionReader }

// Close does nothing.
func (Section) Close() error { return nil }

// ReadAll reads layers side by side, and holds them against what is claimed. Those
// that are kept are not opened. A layer that comes several times is read once.
func (rd Reader) ReadAll(ctx context.Context, sources []Source) ([]*Layer, []document.Coverage, error) {
	rd = rd.begin()
	first := firsts(sources)
	layers := make([]*Layer, len(sources))
	gaps := make([]*document.Coverage, len(sources))
	err := collectors.SideBySide(ctx, len(sources), func(i int) error {
		if first[i] != i {
			return nil
		}
		var err error
		layers[i], err = rd.readSource(ctx, sources[i])
		if sources[i].Foreign && errors.Is(err, fs.ErrNotExist) {
			layers[i], gaps[i] = missing(sources[i])
			err = nil
		}
		return err
	})
	var told []document.Coverage
	for i := range sources {
		layers[i] = layers[first[i]]
		if gaps[i] != nil {
			told = append(told, *gaps[i])
		}
	}
	return layers, told, err
}

// firsts are for each layer the first one that is the same.
func firsts(sources []Source) []int {
	type claim struct {
		diffID, digest string
		foreign        bool
	}
	seen := map[claim]int{}
	first := make([]int, len(sources))
	for i, s := range sources {
		c := claim{s.DiffID, s.Digest, s.Foreign}
		at, ok := seen[c]
		if !ok || s.DiffID == "" {
			at = i
			seen[c] = i
		}
		first[i] = at
	}
	return first
}

// missing stands for a layer that is not distributed with its image.
func missing(s Source) (*Layer, *document.Coverage) {
	return &Layer{DiffID: s.DiffID}, &document.Coverage{Collector: "layers", Status: document.Partial, Cause: document.Failure,
		Reason: document.Text(s.Part + " is not distributed with the image: nobody looked at it")}
}

func (rd Reader) readSource(ctx context.Context, s Source) (*Layer, error) {
	if l := rd.load(s.DiffID, s.Digest); l != nil {
		return l, nil
	}
	r, err := s.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", s.Part, err)
	}
	defer r.Close()
	source := &stored{r: r, budget: rd.budget, limit: s.Size}
	section, _ := r.(Section)
	l, err := rd.read(ctx, source, source, section, s.Part)
	if err != nil {
		return nil, err
	}
	return l, l.verify(s, source.read)
}

// verify holds a layer, and the size in which it is stored, against what its image
// says of it.
func (l *Layer) verify(s Source, size int64) error {
	if s.Size > 0 && s.Size < size {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("it is larger than the %d bytes that it should have", s.Size)}
	}
	if s.Size > size {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("its size is %d bytes and not %d", size, s.Size)}
	}
	if s.Digest != "" && s.Digest != l.Digest {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("its digest is %s and not %s", l.Digest, s.Digest)}
	}
	if s.DiffID != "" && s.DiffID != l.DiffID {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("its diff ID is %s and not %s", l.DiffID, s.DiffID)}
	}
	l.verified, l.claimed = s.DiffID != "", s.Digest
	return nil
}

// ParseConfig reads the configuration of an image.
func ParseConfig(text []byte) (*document.Image, error) {
	config, err := v1.ParseConfigFile(bytes.NewReader(text))
	if err != nil {
		return nil, &collectors.Unusable{Part: "the image's configuration", Err: err}
	}
	image := &document.Image{
		ID: DigestOf(text), Tags: []string{}, Digests: []string{}, Created: document.Time(config.Created.Time),
		OS: document.Text(config.OS), Arch: document.Text(config.Architecture),
		History: []document.HistoryEntry{}, Layers: []string{},
		Config: document.ImageConfig{
			User: document.Text(config.Config.User), Entrypoint: document.Texts(config.Config.Entrypoint), Cmd: document.Texts(config.Config.Cmd),
			WorkingDir: document.Text(config.Config.WorkingDir), Env: document.Variables(config.Config.Env),
			Exposed: document.Keys(config.Config.ExposedPorts), Volumes: document.Keys(config.Config.Volumes), Labels: document.TextMap(config.Config.Labels),
		},
	}
	if check := config.Config.Healthcheck; check != nil {
		image.Config.Healthcheck = &document.Healthcheck{Test: document.Texts(check.Test)}
	}
	for _, h := range config.History {
		image.History = append(image.History, document.HistoryEntry{
			Created: document.Time(h.Created.Time), CreatedBy: document.Text(h.CreatedBy), Comment: document.Text(h.Comment), EmptyLayer: h.EmptyLayer,
		})
	}
	if len(config.RootFS.DiffIDs) > MaxLayers {
		return nil, &collectors.Unusable{Part: "the image's configuration", Err: fmt.Errorf("it names more than %d layers", MaxLayers)}
	}
	for _, id := range config.RootFS.DiffIDs {
		image.Layers = append(image.Layers, id.String())
	}
	return image, nil
}

// readJSON reads a whole small file of an archive.
func readJSON(r io.Reader, part string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return nil, &collectors.Unusable{Part: part, Err: err}
	}
	if len(text) > maxJSON {
		return nil, &collectors.Unusable{Part: part, Err: errors.New("it is too large for what it should be")}
	}
	return text, nil
}
