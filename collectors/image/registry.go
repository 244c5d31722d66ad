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
// docker login left.
func (o *Opener) openRegistry(ctx context.Context, ref string) (collectors.Subject, error) {
	var options []name.Option
	if o.options.PlainHTTP {
		options = append(options, name.Insecure)
	}
	parsed, err := name.ParseReference(ref, options...)
	if err != nil {
		return nil, fmt.Errorf("image reference %q is malformed: %w", ref, err)
	}
	found := &remoteImage{ref: parsed, patience: o.patience, signed: o.options.Signatures}
	if err := found.open(ctx, o.platform); err != nil {
		return nil, registryError(parsed, err)
	}
	read := func(ctx context.Context, r layers.Reader) (*layers.Image, error) {
		image, err := found.read(ctx, r)
		if err != nil && ctx.Err() == nil && !errors.As(err, new(*collectors.Unusable)) {
			err = &collectors.Unusable{Part: "the image", Err: registryError(parsed, err)}
		}
		return image, err
	}
	return layers.NewSubject(parsed.Name(), read, func() error { return nil }), nil
}

// remoteImage is an image in a registry.
type remoteImage struct {
	ref      name.Reference
	patience patience
	client   *http.Client
	manifest *v1.Manifest
	digest   v1.Hash
	// index is the digest that the name stands for: that of the image, or of an index
	// of several. signed asks for signatures of both.
	index  string
	signed bool
}

// open gets the manifest.
func (i *remoteImage) open(ctx context.Context, platform layers.Platform) error {
	repository := i.ref.Context()
	auth, err := authn.Resolve(ctx, authn.DefaultKeychain, repository)
	if err != nil {
		return err
	}
	scopes := []string{repository.Scope(transport.PullScope)}
	asking, err := transport.NewWithContext(ctx, repository.Registry, auth, &patient{remote.DefaultTransport, i.patience}, scopes)
	if err != nil {
		return err
	}
	i.client = &http.Client{Transport: asking}
	described, err := remote.Get(i.ref, remote.WithContext(ctx), remote.WithPlatform(platform), remote.WithTransport(asking))
	if err != nil {
		return err
	}
	i.index = described.Digest.String()
	image, err := described.Image()
	if err != nil {
		return err
	}
	if i.manifest, err = image.Manifest(); err != nil {
		return err
	}
	i.digest, err = image.Digest()
	return err
}

func (i *remoteImage) read(ctx context.Context, r layers.Reader) (*layers.Image, error) {
	text, err := layers.ReadBlob(i.manifest.Config, "the image's configuration", func() (io.ReadCloser, error) { return i.blob(ctx, i.manifest.Config) })
	if err != nil {
		return nil, err
	}
	config, err := layers.ParseConfig(text)
	if err != nil {
		return nil, err
	}
	config.Digests = []string{i.ref.Context().Name() + "@" + i.digest.String()}
	if tag, ok := i.ref.(name.Tag); ok {
		config.Tags = []string{document.Text(tag.Name())}
	}
	sources, err := layers.SourcesOf(i.manifest, config)
	if err != nil {
		return nil, err
	}
	for at := range sources {
		sources[at].Open = func(ctx context.Context) (io.ReadCloser, error) { return i.blob(ctx, i.manifest.Layers[at]) }
	}
	found := &layers.Image{Ref: i.ref.Name(), Config: config}
	if found.Layers, found.Gaps, err = r.ReadAll(ctx, sources); err == nil && i.signed {
		found.Gaps = append(found.Gaps, i.addSignatures(ctx, config)...)
	}
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
