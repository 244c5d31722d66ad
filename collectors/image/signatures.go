package image

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/rummage-scanner/rummage/document"
)

// signatureTypes are the beginnings of the artifact types of signatures that refer to
// an image (OCI distribution specification 1.1, listing referrers): cosign's, Sigstore's
// bundles and Notary's.
var signatureTypes = []string{
	"application/vnd.dev.cosign.artifact.sig.",
	"application/vnd.dev.sigstore.bundle.",
	"application/vnd.cncf.notary.signature",
}

// signatures are the digests of the signatures that a registry has for a manifest:
// those that refer to it, and the one under the tag that cosign gives it,
// sha256-DIGEST.sig. Whether they hold is not checked. It is an error when the
// registry does not say.
func (i *remoteImage) signatures(ctx context.Context, digests []string) ([]string, error) {
	found := []string{}
	options := []remote.Option{remote.WithContext(ctx), remote.WithTransport(i.client.Transport)}
	repository := i.ref.Context()
	for _, digest := range digests {
		index, err := remote.Referrers(repository.Digest(digest), options...)
		if err != nil {
			return nil, err
		}
		referrers, err := index.IndexManifest()
		if err != nil {
			return nil, err
		}
		for _, m := range referrers.Manifests {
			for _, kind := range signatureTypes {
				if strings.HasPrefix(m.ArtifactType, kind) {
					found = append(found, document.Text(m.Digest.String()))
				}
			}
		}
		signature, err := remote.Head(repository.Tag(strings.Replace(digest, ":", "-", 1)+".sig"), options...)
		switch {
		case err == nil:
			found = append(found, signature.Digest.String())
		case !isAbsent(err):
			return nil, err
		}
	}
	return found, nil
}

func isAbsent(err error) bool {
	var answer *transport.Error
	return errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound
}

// addSignatures notes an image's signatures, or that nobody could say.
func (i *remoteImage) addSignatures(ctx context.Context, image *document.Image) []document.Coverage {
	digests := []string{i.digest.String()}
	if i.index != i.digest.String() {
		digests = append(digests, i.index)
	}
	var err error
	if image.Signatures, err = i.signatures(ctx, digests); err != nil {
		return []document.Coverage{{Collector: "signatures", Status: document.Failed, Reason: document.Text(registryError(i.ref, err).Error())}}
	}
	return nil
}
