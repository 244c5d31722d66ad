package image

import (
	"io"
	"log"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// signature is an artifact of a type that refers to a manifest.
func signature(t *testing.T, ref name.Reference, kind types.MediaType) v1.Image {
	t.Helper()
	subject, err := remote.Head(ref)
	if err != nil {
		t.Fatal(err)
	}
	artifact := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), kind)
	return mutate.Subject(artifact, *subject).(v1.Image)
}

// TestSignatures finds what refers to an image as its signature, by the registry's
// list of referrers, by the tag that stands for such a list, and by cosign's tag.
func TestSignatures(t *testing.T) {
	for _, lists := range []bool{true, false} {
		f, text, image := newFaulty(t)
		f.sound = registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(lists))
		ref, err := name.ParseReference(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(ref, image); err != nil {
			t.Fatal(err)
		}
		asked := func(signatures bool) *document.Document {
			o, err := New(Options{Signatures: signatures})
			if err != nil {
				t.Fatal(err)
			}
			o.patience = hasty
			subject, err := o.Open(t.Context(), collectors.Target{Scheme: Registry, Name: text})
			if err != nil {
				t.Fatal(err)
			}
			defer subject.Close()
			doc, err := subject.Document(t.Context())
			if err == nil {
				err = subject.Files(t.Context(), func(collectors.File) error { return nil })
			}
			if err != nil {
				t.Fatal(err)
			}
			return doc
		}
		if doc := asked(false); doc.Image.Signatures != nil {
			t.Errorf("nobody asked: %q", doc.Image.Signatures)
		}
		other := signature(t, ref, "application/spdx+json")
		otherDigest, err := other.Digest()
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(ref.Context().Digest(otherDigest.String()), other); err != nil {
			t.Fatal(err)
		}
		if doc := asked(true); doc.Image.Signatures == nil || len(doc.Image.Signatures) > 0 {
			t.Errorf("there is none: %q", doc.Image.Signatures)
		}
		var want []string
		write := func(to func(digest string) name.Reference, kind types.MediaType) {
			t.Helper()
			s := signature(t, ref, kind)
			digest, err := s.Digest()
			if err == nil {
				err = remote.Write(to(digest.String()), s)
			}
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, digest.String())
		}
		itself := func(digest string) name.Reference { return ref.Context().Digest(digest) }
		write(itself, "application/vnd.dev.sigstore.bundle.v0.3+json")
		write(itself, "application/vnd.cncf.notary.signature")
		digest, err := image.Digest()
		if err != nil {
			t.Fatal(err)
		}
		write(func(string) name.Reference {
			return ref.Context().Tag(strings.Replace(digest.String(), ":", "-", 1) + ".sig")
		}, "application/vnd.oci.image.config.v1+json")
		doc := asked(true)
		slices.Sort(want)
		slices.Sort(doc.Image.Signatures)
		if !slices.Equal(doc.Image.Signatures, want) {
			t.Errorf("lists %v: %q, want %q", lists, doc.Image.Signatures, want)
		}
		f.answer = only(".sig", status(403))
		doc = asked(true)
		if doc.Image.Signatures != nil || !slices.ContainsFunc(doc.Coverage, func(c document.Coverage) bool { return c.Collector == "signatures" && c.Status == document.Failed }) {
			t.Errorf("%q, %+v", doc.Image.Signatures, doc.Coverage)
		}
	}
}
