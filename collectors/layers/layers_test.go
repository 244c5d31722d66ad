package layers

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/collectors"
)

// item is one entry of a layer.
type item struct {
	name, content string
	kind          byte
	link          string
}

func layerOf(t testing.TB, items ...item) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, i := range items {
		h := &tar.Header{Name: i.name, Mode: 0o644, Size: int64(len(i.content)), Typeflag: i.kind, Linkname: i.link}
		if i.kind == 0 {
			h.Typeflag = tar.TypeReg
		}
		if strings.HasSuffix(i.name, "/") {
			h.Typeflag, h.Mode = tar.TypeDir, 0o755
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, i.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readLayer(t testing.TB, data []byte) (*Layer, map[string]string, error) {
	t.Helper()
	contents := map[string]string{}
	rd := Reader{Visit: func(f collectors.File) error {
		text, err := io.ReadAll(io.LimitReader(f.Content, 100))
		contents[f.Change.Path] = string(text)
		return err
	}}
	l, err := rd.Read(context.Background(), bytes.NewReader(data), "layer x")
	return l, contents, err
}

func packed(t testing.TB, w io.WriteCloser, data []byte) {
	t.Helper()
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRead(t *testing.T) {
	data := layerOf(t,
		item{name: "etc/"}, item{name: "./etc/a", content: "a"}, item{name: "etc/link", kind: tar.TypeSymlink, link: "/a"},
		item{name: "etc/hard", kind: tar.TypeLink, link: "etc/a"}, item{name: "etc/lost", kind: tar.TypeLink, link: "etc/none"},
		item{name: "etc/.wh.gone"}, item{name: "opt/.wh..wh..opq"}, item{name: ".wh..wh.aufs"},
		item{name: "etc/a", content: "again"}, item{name: "dev/null", kind: tar.TypeChar},
		item{name: "../../root/x", content: "up"}, item{name: "/abs", content: "abs"},
	)
	var gz, zs bytes.Buffer
	packed(t, gzip.NewWriter(&gz), data)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	packed(t, z, data)
	for name, stored := range map[string][]byte{"plain": data, "gzip": gz.Bytes(), "zstd": zs.Bytes()} {
		l, contents, err := readLayer(t, stored)
		if err != nil {
			t.Fatal(name, err)
		}
		if l.DiffID != DigestOf(data) || l.Digest != DigestOf(stored) {
			t.Errorf("%s: digests %s and %s", name, l.DiffID, l.Digest)
		}
		var got []string
		for _, f := range l.Files {
			line := fmt.Sprintf("%s %s %s%s", f.Path, f.Type, f.LinkTarget, f.HardLink)
			if f.DeletedIn != "" {
				line += " deleted"
			}
			got = append(got, line)
			if f.Layer != l.DiffID {
				t.Errorf("%s is of layer %q", f.Path, f.Layer)
			}
		}
		want := []string{
			"/etc directory ", "/etc/a file  deleted", "/etc/link symlink /a", "/etc/hard file /etc/a", "/etc/lost file /etc/none", "/etc/a file ",
			"/dev/null char ",
			"/root/x file ", "/abs file ",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if diff := cmp.Diff([]string{"/etc/gone"}, l.Whiteouts); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"/opt"}, l.Opaque); diff != "" {
			t.Error(diff)
		}
		if len(l.Odd) != 1 || !strings.HasSuffix(l.Odd[0], "such as ../../root/x") || contents["/root/x"] != "up" || contents["/etc/a"] != "again" {
			t.Errorf("%s: odd %q, contents %q", name, l.Odd, contents)
		}
	}
}

// TestReadUnusable has what is no layer, or one that was cut or altered.
func TestReadUnusable(t *testing.T) {
	data := layerOf(t, item{name: "a", content: strings.Repeat("a", 5000)}, item{name: "b", content: "b"})
	var gz bytes.Buffer
	packed(t, gzip.NewWriter(&gz), data)
	flipped := bytes.Clone(gz.Bytes())
	flipped[len(flipped)-6] ^= 1
	for name, stored := range map[string][]byte{
		"cut": data[:3000], "cut gzip": gz.Bytes()[:gz.Len()-9], "flipped gzip": flipped, "noise": bytes.Repeat([]byte("noise"), 1000),
	} {
		if _, _, err := readLayer(t, stored); !errors.As(err, new(*collectors.Unusable)) || !strings.Contains(err.Error(), "layer x") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A source that fails is not the layer's fault.
	all := Reader{Visit: func(f collectors.File) error {
		_, err := io.Copy(io.Discard, f.Content)
		return err
	}}
	_, err := all.Read(t.Context(), io.MultiReader(bytes.NewReader(data[:600]), failing{}), "layer x")
	if errors.As(err, new(*collectors.Unusable)) || !errors.Is(err, errCable) {
		t.Errorf("a source that fails: %v", err)
	}
	// An error of the visitor ends it.
	_, err = Reader{Visit: func(collectors.File) error { return errCable }}.Read(t.Context(), bytes.NewReader(data), "layer x")
	if !errors.Is(err, errCable) {
		t.Errorf("a visitor that fails: %v", err)
	}
}

var errCable = errors.New("somebody pulled the cable")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errCable }

func TestMerge(t *testing.T) {
	read := func(items ...item) *Layer {
		l, _, err := readLayer(t, layerOf(t, items...))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one := read(item{name: "etc/"}, item{name: "etc/kept", content: "1"}, item{name: "etc/gone", content: "1"}, item{name: "etc/new", content: "1"},
		item{name: "srv/d/a", content: "1"}, item{name: "srv/d/e/b", content: "1"}, item{name: "opt/x", content: "1"}, item{name: "opt/y/z", content: "1"}, item{name: "tree/leaf", content: "1"})
	two := read(item{name: "etc/.wh.gone"}, item{name: "etc/new", content: "2"}, item{name: "srv/.wh.d"}, item{name: "opt/w", content: "2"}, item{name: "opt/.wh..wh..opq"}, item{name: "tree", content: "2"})
	three := read(item{name: "srv/d/a", content: "3"}, item{name: "etc/.wh.never"}, item{name: "opt/.wh.w"})
	names := map[string]string{one.DiffID: "1", two.DiffID: "2", three.DiffID: "3", "": "-"}
	var got []string
	for _, f := range Merge([]*Layer{one, two, three}).Files {
		got = append(got, f.Path+" "+names[f.Layer]+names[f.DeletedIn])
	}
	want := []string{
		"/etc 1-", "/etc/kept 1-", "/etc/gone 12", "/etc/new 12", "/srv/d/a 12", "/srv/d/e/b 12", "/opt/x 12", "/opt/y/z 12", "/tree/leaf 12",
		"/etc/new 2-", "/opt/w 23", "/tree 2-", "/srv/d/a 3-",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead has no bytes end the program, or lead out of the root.
func FuzzRead(f *testing.F) {
	f.Add(layerOf(f, item{name: "a", content: "a"}, item{name: "../b", kind: tar.TypeSymlink, link: "../../c"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, _, err := readLayer(t, data)
		if err != nil {
			return
		}
		for _, file := range Merge([]*Layer{l}).Files {
			if !strings.HasPrefix(file.Path, "/") || strings.Contains(file.Path+"/", "/../") {
				t.Errorf("%q", file.Path)
			}
		}
	})
}

// FuzzStream has no archive end the program.
func FuzzStream(f *testing.F) {
	f.Add(layerOf(f, item{name: "manifest.json", content: `[{"Config":"c.json","RepoTags":["a:b"],"Layers":["l/layer.tar"]}]`}, item{name: "c.json", content: `{}`}))
	f.Add(layerOf(f, item{name: "index.json", content: `{"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}]}`}))
	f.Fuzz(func(t *testing.T, data []byte) {
		rd := Reader{Visit: func(collectors.File) error { return nil }}
		_, _ = rd.ReadStream(t.Context(), bytes.NewReader(data), Platform{OS: "linux", Architecture: "amd64"})
	})
}
