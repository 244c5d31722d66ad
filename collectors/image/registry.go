package image

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/layers"
	"github.com/rummage-scanner/rummage/document"
)

func parsePlatform(text string) (layers.Platform, error) {
	if text == "" {
		return v1.Platform{OS: "linux", Architecture: runtime.GOARCH}, nil
	}
	p, err := v1.ParsePlatform(text)
	if err != nil {
		return v1.Platform{}, fmt.Errorf("platform %q is not OS/ARCHITECTURE: %w", text, err)
	}
	return *p, nil
}

// openRegistry asks a registry for an image's manifest, with the credentials that
// docker login left. Answers that may be better next time are asked for again.
func (o *Opener) openRegistry(ctx context.Context, ref string) (collectors.Subject, error) {
	var options []name.Option
	if o.options.PlainHTTP {
		options = append(options, name.Insecure)
	}
	parsed, err := name.ParseReference(ref, options...)
	if err != nil {
		return nil, fmt.Errorf("image reference %q is malformed: %w", ref, err)
	}
	image, err := remote.Image(parsed, remote.WithContext(ctx), remote.WithPlatform(o.platform),
		remote.WithAuthFromKeychain(authn.DefaultKeychain), remote.WithRetryStatusCodes(retried...))
	if err != nil {
		return nil, registryError(parsed, err)
	}
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		found, err := readRemote(ctx, parsed, image, r)
		var unusable *collectors.Unusable
		if err != nil && !errors.As(err, &unusable) {
			err = registryError(parsed, err)
		}
		return found, err
	}
	return layers.NewSubject(parsed.Name(), read, func() error { return nil }), nil
}

// retried are the answers after which a registry is asked again.
var retried = []int{
	http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

func readRemote(ctx context.Context, ref name.Reference, image v1.Image, r layers.Reader) (*layers.Image, error) {
	text, err := image.RawConfigFile()
	if err != nil {
		return nil, err
	}
	config, err := layers.ParseConfig(text)
	if err != nil {
		return nil, err
	}
	manifest, err := image.Manifest()
	if err != nil {
		return nil, err
	}
	digest, err := image.Digest()
	if err != nil {
		return nil, err
	}
	config.Digests = []string{ref.Context().Name() + "@" + digest.String()}
	if tag, ok := ref.(name.Tag); ok {
		config.Tags = []string{document.Text(tag.Name())}
	}
	sources, err := layers.SourcesOf(manifest, config)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].Open = func(context.Context) (io.ReadCloser, error) {
			layer, err := image.LayerByDigest(manifest.Layers[i].Digest)
			if err != nil {
				return nil, err
			}
			return layer.Compressed()
		}
	}
	found := &layers.Image{Ref: ref.Name(), Config: config}
	found.Layers, found.Gaps, err = r.ReadAll(ctx, sources)
	return found, err
}

// RegistryError is the error of a registry that does not give an image.
type RegistryError struct {
	Ref string
	// Status is the registry's answer, as in HTTP; 0 when there was none.
	Status int
	Err    error
}

func (e *RegistryError) Error() string {
	return fmt.Sprintf("get %s from its registry: %v", e.Ref, e.Err)
}

func (e *RegistryError) Unwrap() error { return e.Err }

func registryError(ref name.Reference, err error) error {
	found := &RegistryError{Ref: ref.Name(), Err: err}
	var answer *transport.Error
	if errors.As(err, &answer) {
		found.Status = answer.StatusCode
	}
	return found
}
