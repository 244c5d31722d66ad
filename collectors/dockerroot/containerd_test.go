package dockerroot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testdata/containerd is what containerd 1.6 wrote of one image and the snapshots
// of one container, as Docker makes them with containerd's image store: 1 is the
// image's layer, 2 the engine's files, 3 the container's own.
const (
	storedTarget   = "61af66ba4b4216f308143398adfb01694eef04f05686f84d009706a3278459da"
	storedImage    = "b04828e252adef364e4ec74bbc103fb69357a9fcda23ba8f87a94a5989aa6963"
	storedSnapshot = "containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/"
	storedBlobs    = "containerd/io.containerd.content.v1.content/blobs/sha256/"
	storedMeta     = "containerd/io.containerd.metadata.v1.bolt/meta.db"
)

// newStored is a data root whose images are containerd's, beside it.
func newStored(t testing.TB) (f *fake, id string) {
	t.Helper()
	f, id = &fake{t: t, dir: t.TempDir()}, strings.Repeat("ab", 32)
	for name, from := range map[string]string{
		storedMeta: "meta.db",
		"containerd/io.containerd.snapshotter.v1.overlayfs/metadata.db": "metadata.db",
		storedBlobs + storedTarget:                                      "blobs/" + storedTarget,
		storedBlobs + storedImage:                                       "blobs/" + storedImage,
	} {
		text, err := os.ReadFile("testdata/containerd/" + from)
		if err != nil {
			t.Fatal(err)
		}
		f.write(name, string(text))
	}
	f.write(storedSnapshot+"1/fs/etc/old", "old")
	f.mkdir(storedSnapshot + "2/fs")
	f.write(storedSnapshot+"3/fs/etc/old", "changed")
	config := fmt.Sprintf(fakeConfig, id, "web", storedTarget, id)
	config = strings.NewReplacer(`"overlay2"`, `"overlayfs"`, "app:1", "rummage-lab/busybox:1").Replace(config)
	f.write("docker/containers/"+id+"/config.v2.json", config)
	f.write("docker/containers/"+id+"/hostconfig.json", `{"LogConfig":{"Type":"json-file"}}`)
	f.write("docker/containers/"+id+"/"+id+"-json.log", "")
	return f, id
}

// TestImageStore reads a container whose layers and image are containerd's.
func TestImageStore(t *testing.T) {
	for _, inside := range []bool{false, true} {
		f, id := newStored(t)
		if inside {
			f.mkdir("docker/containerd")
			if err := os.Rename(f.path("containerd"), f.path("docker/containerd/daemon")); err != nil {
				t.Fatal(err)
			}
		}
		got := dead(t, f.path("docker"), id)
		doc := got.document
		for _, collector := range []string{"inspect", "image", "changes", "files", "logs"} {
			if told := gaps(doc, collector); told != "" {
				t.Errorf("%s: %s", collector, told)
			}
		}
		if got.files["/etc/old"] != "changed" || got.files["/etc/old was"] != "old" {
			t.Errorf("files %v", got.files)
		}
		i := doc.Image
		if i == nil || i.ID != "sha256:"+storedTarget || i.Tags[0] != "rummage-lab/busybox:1" || len(i.History) == 0 ||
			doc.Config.TagID != i.ID || doc.Target.Image.Digest != "rummage-lab/busybox@sha256:"+storedTarget {
			t.Errorf("image %+v of %+v", i, doc.Target)
		}
		listed, err := openRoot(t, f.path("docker")).Containers(t.Context())
		if err != nil || len(listed) != 1 || listed[0].MountID != "3" {
			t.Errorf("%+v, %v", listed, err)
		}
	}
}

func TestImageStoreDamaged(t *testing.T) {
	for name, test := range map[string]struct {
		damage          func(*fake)
		collector, says string
	}{
		"not copied":         {func(f *fake) { f.remove("containerd") }, "changes", "containerd's own directory"},
		"store leads out":    {func(f *fake) { f.link("containerd", "/etc") }, "changes", "escapes"},
		"no database":        {func(f *fake) { f.remove(storedMeta) }, "changes", "../" + storedMeta},
		"cut database":       {func(f *fake) { f.write(storedMeta, readText(f, storedMeta)[:9000]) }, "changes", "malformed"},
		"empty database":     {func(f *fake) { f.write(storedMeta, "") }, "image", "malformed"},
		"no layer":           {func(f *fake) { f.remove(storedSnapshot + "1") }, "changes", storedSnapshot + "1"},
		"layer leads out":    {func(f *fake) { f.link(storedSnapshot+"1", "/") }, "changes", storedSnapshot + "1"},
		"no upper directory": {func(f *fake) { f.remove(storedSnapshot + "3/fs") }, "changes", storedSnapshot + "3/fs"},
		"altered manifest":   {func(f *fake) { f.write(storedBlobs+storedTarget, `{"config":{}}`) }, "image", "altered"},
		"no image":           {func(f *fake) { f.write(storedBlobs+storedImage, "{}") }, "image", "altered"},
		"manifest leads out": {func(f *fake) { f.link(storedBlobs+storedTarget, "/etc/passwd") }, "image", storedTarget},
		"unknown snapshotter": {func(f *fake) {
			config := filepath.Join("docker/containers", strings.Repeat("ab", 32), "config.v2.json")
			f.write(config, strings.Replace(readText(f, config), "overlayfs", "stargz", 1))
		}, "changes", "stargz"},
	} {
		t.Run(name, func(t *testing.T) {
			f, id := newStored(t)
			test.damage(f)
			got := dead(t, f.path("docker"), id)
			if told := gaps(got.document, test.collector); !strings.Contains(told, test.says) {
				t.Errorf("%s tells %q, want %q", test.collector, told, test.says)
			}
			for name := range got.files {
				if !strings.HasPrefix(name, "/etc/old") {
					t.Errorf("a link led out of the data root: %s", name)
				}
			}
		})
	}
}
