package image

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// blob is a layer or another blob of a registry, as a stream. A connection that is
// cut is made anew, a few times, and goes on where the last one ended. What comes
// is not believed here: whoever reads it holds it against its digest.
type blob struct {
	ctx      context.Context
	image    *remoteImage
	about    v1.Descriptor
	body     io.ReadCloser
	cancel   context.CancelCauseFunc
	at       int64
	failures int
}

// blob opens a blob. The error wraps fs.ErrNotExist when the registry has none.
func (i *remoteImage) blob(ctx context.Context, about v1.Descriptor) (io.ReadCloser, error) {
	b := &blob{ctx: ctx, image: i, about: about}
	if err := b.open(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *blob) open() error {
	repository := b.image.ref.Context()
	ctx, cancel := context.WithCancelCause(context.WithValue(b.ctx, layerContext{}, true))
	address := fmt.Sprintf("%s://%s/v2/%s/blobs/%s", repository.Scheme(), repository.RegistryStr(), repository.RepositoryStr(), b.about.Digest)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel(nil)
		return err
	}
	request.Header.Set("Accept-Encoding", "identity")
	if b.at > 0 && b.at < b.about.Size {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", b.at, b.about.Size-1))
	}
	answer, err := b.image.client.Do(request)
	if err != nil {
		cancel(nil)
		return err
	}
	b.body, b.cancel = answer.Body, cancel
	if err = transport.CheckError(answer, http.StatusOK, http.StatusPartialContent); err == nil {
		err = b.skip(answer)
	}
	if err != nil {
		b.Close()
		if answer.StatusCode == http.StatusNotFound {
			err = fmt.Errorf("%w: %w", fs.ErrNotExist, err)
		}
	}
	return err
}

// skip passes over what was read before, unless the answer leaves it out.
func (b *blob) skip(answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		_, err := io.CopyN(io.Discard, reader(b.once), b.at)
		return err
	}
	if part := answer.Header.Get("Content-Range"); !strings.HasPrefix(part, fmt.Sprintf("bytes %d-", b.at)) {
		return errors.New("the registry answered with another part than it was asked for")
	}
	return nil
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

var errSilence = errors.New("nothing came for too long")

// once reads from the connection that there is.
func (b *blob) once(p []byte) (int, error) {
	timer := time.AfterFunc(b.image.patience.silence, func() { b.cancel(errSilence) })
	defer timer.Stop()
	n, err := b.body.Read(p)
	if errors.Is(err, context.Canceled) && b.ctx.Err() == nil {
		err = errSilence
	}
	return n, err
}

// Read reads on, over several connections if need be.
func (b *blob) Read(p []byte) (int, error) {
	for {
		var n int
		var err error
		if b.body == nil {
			err = b.open()
		} else {
			n, err = b.once(p)
			b.at += int64(n)
		}
		switch {
		case err == nil && n == 0 && len(p) > 0:
			continue
		case err == nil, errors.Is(err, io.EOF) && b.at >= b.about.Size:
			return n, err
		case b.ctx.Err() != nil:
			return n, b.ctx.Err()
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
		}
		cut := b.body != nil || isCut(err)
		b.Close()
		if b.failures++; !cut || !b.image.patience.wait(b.ctx, b.failures, 0) {
			return n, fmt.Errorf("after %d of %d bytes, at try %d: %w", b.at, b.about.Size, b.failures, err)
		}
		if n > 0 {
			return n, nil
		}
	}
}

// Close ends the connection.
func (b *blob) Close() error {
	if b.body == nil {
		return nil
	}
	b.cancel(nil)
	err := b.body.Close()
	b.body = nil
	return err
}
