package layers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

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
}

// maxJSON bounds a manifest, an index or a configuration, in bytes.
const maxJSON = 8 << 20

// Source is one layer that can be opened, and what is claimed of it.
type Source struct {
	// Part names it in errors.
	Part string
	// DiffID and Digest are what it must turn out to be; an empty one is not
	// known.
	DiffID, Digest string
	// Foreign tells that the layer is not distributed with the image.
	Foreign bool
	Open    func(context.Context) (io.ReadCloser, error)
}

// ReadAll reads layers side by side, and holds them against what is claimed. Those
// that are kept are not opened.
func (rd Reader) ReadAll(ctx context.Context, sources []Source) ([]*Layer, []document.Coverage, error) {
	layers := make([]*Layer, len(sources))
	var gaps []document.Coverage
	for i, s := range sources {
		if s.Foreign {
			layers[i] = &Layer{DiffID: s.DiffID}
			gaps = append(gaps, document.Coverage{Collector: "layers", Status: document.Skipped,
				Reason: document.Text(s.Part + " is not distributed with the image")})
		}
	}
	err := collectors.SideBySide(ctx, len(sources), func(i int) error {
		if layers[i] != nil {
			return nil
		}
		var err error
		layers[i], err = rd.readSource(ctx, sources[i])
		return err
	})
	return layers, gaps, err
}

func (rd Reader) readSource(ctx context.Context, s Source) (*Layer, error) {
	if l := rd.Kept.load(s.DiffID); l != nil {
		return l, nil
	}
	r, err := s.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", s.Part, err)
	}
	defer r.Close()
	l, err := rd.Read(ctx, r, s.Part)
	if err != nil {
		return nil, err
	}
	return l, l.verify(s)
}

// verify holds a layer against what its image says of it.
func (l *Layer) verify(s Source) error {
	if s.Digest != "" && s.Digest != l.Digest {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("its digest is %s and not %s", l.Digest, s.Digest)}
	}
	if s.DiffID != "" && s.DiffID != l.DiffID {
		return &collectors.Unusable{Part: s.Part, Err: fmt.Errorf("its diff ID is %s and not %s", l.DiffID, s.DiffID)}
	}
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
