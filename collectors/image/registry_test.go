package image

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// faulty is a registry on loopback. answer may answer a request in its place.
type faulty struct {
	server *httptest.Server
	sound  http.Handler
	// answer tells whether it did.
	answer func(w http.ResponseWriter, r *http.Request) bool
	// blobs counts the requests for them.
	blobs atomic.Int64
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, "/blobs/") {
		f.blobs.Add(1)
	}
	if f.answer == nil || !f.answer(w, r) {
		f.sound.ServeHTTP(w, r)
	}
}

// newFaulty starts a registry with an image of one layer, and returns its name.
func newFaulty(t *testing.T) (*faulty, string, v1.Image) {
	t.Helper()
	f := &faulty{sound: registry.New(registry.Logger(log.New(io.Discard, "", 0)))}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	noise := make([]byte, 3<<20) // does not shrink, so that there is a middle
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	for i := range 3 {
		if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("noise-%d", i), Size: int64(len(noise)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(noise); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(layer.Bytes())), nil })
	if err != nil {
		t.Fatal(err)
	}
	image, err := mutate.AppendLayers(empty.Image, l)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(strings.TrimPrefix(f.server.URL, "http://") + "/team/app:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, image); err != nil {
		t.Fatal(err)
	}
	f.blobs.Store(0)
	return f, ref.Name(), image
}

// hasty is a patience that suits tests.
var hasty = patience{tries: 4, pause: time.Millisecond, longest: 2 * time.Second, silence: time.Second}

func read(ctx context.Context, ref string) (*document.Document, error) {
	o, err := New(Options{})
	if err != nil {
		return nil, err
	}
	o.patience = hasty
	subject, err := o.Open(ctx, collectors.Target{Scheme: Registry, Name: ref})
	if err != nil {
		return nil, err
	}
	defer subject.Close()
	doc, err := subject.Document(ctx)
	if err != nil {
		return nil, err
	}
	return doc, subject.Files(ctx, func(f collectors.File) error {
		_, err := io.Copy(io.Discard, f.Content)
		return err
	})
}

func status(code int, header ...string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		http.Error(w, strings.Repeat("no ", 500_000), code)
		return true
	}
}

// only lets a fault be in the answers about one kind of thing.
func only(part string, answer func(http.ResponseWriter, *http.Request) bool) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, part) && answer(w, r)
	}
}

// times lets it be in the first answers.
func times(n int64, answer func(http.ResponseWriter, *http.Request) bool) func(http.ResponseWriter, *http.Request) bool {
	var count atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) bool { return count.Add(1) <= n && answer(w, r) }
}

// TestRegistryErrors has a registry that does not give the image: the error says
// what it answered.
func TestRegistryErrors(t *testing.T) {
	for _, test := range []struct {
		code  int
		where string
	}{
		{401, "/v2/"}, {401, "/manifests/"}, {403, "/manifests/"}, {404, "/manifests/"}, {429, "/manifests/"}, {500, "/manifests/"}, {503, "/v2/"},
		{401, "/blobs/"}, {404, "/blobs/"}, {429, "/blobs/"}, {502, "/blobs/"},
	} {
		t.Run(fmt.Sprintf("%d for %s", test.code, test.where), func(t *testing.T) {
			f, ref, _ := newFaulty(t)
			f.answer = only(test.where, status(test.code))
			_, err := read(t.Context(), ref)
			var found *RegistryError
			if !errors.As(err, &found) || found.Status != test.code || found.Ref != ref || len(err.Error()) > 100_000 {
				t.Errorf("%.300v", err)
			}
			if tries := f.blobs.Load(); tries > int64(2*hasty.tries) {
				t.Errorf("asked for blobs %d times", tries)
			}
		})
	}
}

// TestRegistryRecovers has faults that pass.
func TestRegistryRecovers(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"500 twice":                 only("/manifests/", times(2, status(500))),
		"a limit, and no time":      only("/manifests/", times(1, status(429))),
		"a limit, with a time":      only("/manifests/", times(1, status(429, "Retry-After", "1"))),
		"a limit, with a date":      only("/blobs/", times(1, status(503, "Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat)))),
		"a connection that is gone": only("/blobs/", times(2, func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })),
	} {
		t.Run(name, func(t *testing.T) {
			f, ref, _ := newFaulty(t)
			f.answer = answer
			begin := time.Now()
			doc, err := read(t.Context(), ref)
			if err != nil || len(doc.Files) != 3 {
				t.Error(err)
			}
			if strings.Contains(name, "with a time") && time.Since(begin) < time.Second {
				t.Error("did not wait")
			}
		})
	}
}

// TestRegistryAsksTooMuch does not wait as long as a registry likes.
func TestRegistryAsksTooMuch(t *testing.T) {
	f, ref, _ := newFaulty(t)
	f.answer = only("/manifests/", status(429, "Retry-After", "3600"))
	begin := time.Now()
	_, err := read(t.Context(), ref)
	var found *RegistryError
	if !errors.As(err, &found) || found.Status != 429 || time.Since(begin) > 30*time.Second {
		t.Errorf("%.300v after %v", err, time.Since(begin))
	}
}

// layerOf tells whether a request is for the layer.
func layerOf(t *testing.T, image v1.Image) func(*http.Request) bool {
	t.Helper()
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := layers[0].Digest()
	if err != nil {
		t.Fatal(err)
	}
	return func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, digest.String()) }
}

// cutter passes bytes on and then cuts the connection.
type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p[:min(len(p), c.left)])
	if c.left -= n; c.left <= 0 {
		c.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// TestRegistryCut has connections that end in the middle of a layer: it is read on
// from there, also where a registry begins anew each time.
func TestRegistryCut(t *testing.T) {
	for _, ranges := range []bool{true, false} {
		f, ref, image := newFaulty(t)
		isLayer, cuts := layerOf(t, image), 0
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if !isLayer(r) || cuts == 3 {
				return false
			}
			cuts++
			if !ranges {
				r.Header.Del("Range")
			}
			f.sound.ServeHTTP(&cutter{w, 1_000_000 * cuts}, r)
			return true
		}
		if doc, err := read(t.Context(), ref); err != nil || len(doc.Files) != 3 || cuts != 3 {
			t.Errorf("ranges %v: %v after %d cuts", ranges, err, cuts)
		}
	}
}

// TestRegistryGivesUp has a connection that is cut each time, one on which nothing
// comes any more, and a registry that begins at another place than it was asked to.
func TestRegistryGivesUp(t *testing.T) {
	f, ref, image := newFaulty(t)
	isLayer := layerOf(t, image)
	for name, layer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"cut": func(w http.ResponseWriter, r *http.Request) { f.sound.ServeHTTP(&cutter{w, 1_000_000}, r) },
		"silent": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "9000000")
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"another place": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") == "" {
				f.sound.ServeHTTP(&cutter{w, 1_000_000}, r)
				return
			}
			w.Header().Set("Content-Range", "bytes 5-10/20")
			w.WriteHeader(http.StatusPartialContent)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f.blobs.Store(0)
			f.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if !isLayer(r) {
					return false
				}
				layer(w, r)
				return true
			}
			doc, err := read(t.Context(), ref)
			if !errors.As(err, new(*RegistryError)) || !errors.As(err, new(*collectors.Unusable)) || doc.Image != nil || f.blobs.Load() > 2*int64(hasty.tries) {
				t.Errorf("%v, asked %d times", err, f.blobs.Load())
			}
		})
	}
	// A bound of the whole scan ends the waiting.
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	f.answer = only("/blobs/", func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	})
	if _, err := read(ctx, ref); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestRegistryLies has blobs that are not what their digests say.
func TestRegistryLies(t *testing.T) {
	f, ref, image := newFaulty(t)
	isLayer := layerOf(t, image)
	digest, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	byDigest, _, _ := strings.Cut(ref, ":1")
	for name, wrong := range map[string]func(r *http.Request) bool{
		"layer":    isLayer,
		"config":   func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/blobs/") && !isLayer(r) },
		"manifest": func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/manifests/") },
	} {
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if wrong(r) {
				fmt.Fprintln(w, `{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}`)
			}
			return wrong(r)
		}
		if doc, err := read(t.Context(), byDigest+"@"+digest.String()); err == nil || doc != nil && doc.Image != nil {
			t.Errorf("%s was believed", name)
		}
	}
}

// TestRegistryWithoutLayer has layers that need not be distributed with the image:
// they are looked at where they are, and told of where they are not.
func TestRegistryWithoutLayer(t *testing.T) {
	f, _, image := newFaulty(t)
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := mutate.Append(empty.Image, mutate.Addendum{Layer: layers[0], MediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", URLs: []string{f.server.URL + "/elsewhere"}})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(strings.TrimPrefix(f.server.URL, "http://") + "/team/app:2")
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, foreign); err != nil {
		t.Fatal(err)
	}
	isLayer := layerOf(t, foreign)
	elsewhere := false
	for _, there := range []bool{true, false} {
		f.answer = func(w http.ResponseWriter, r *http.Request) bool {
			elsewhere = elsewhere || r.URL.Path == "/elsewhere"
			if there || !isLayer(r) {
				return false
			}
			http.NotFound(w, r)
			return true
		}
		doc, err := read(t.Context(), ref.Name())
		if err != nil {
			t.Fatal(err)
		}
		gap := document.Coverage{Collector: "layers", Status: document.Partial, Cause: document.Failure}
		told := false
		for _, c := range doc.Coverage {
			if strings.HasSuffix(c.Reason, "is not distributed with the image: nobody looked at it") {
				c.Reason = ""
				told = c == gap
			}
		}
		if there == told || there != (len(doc.Files) == 3) {
			t.Errorf("there: %v, %d files, %+v", there, len(doc.Files), doc.Coverage)
		}
	}
	if elsewhere {
		t.Error("an address of the manifest was asked: it may lead anywhere")
	}
}
