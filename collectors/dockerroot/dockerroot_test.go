package dockerroot_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/document"
)

// TestContainer has a container of a data root whose host was elsewhere.
func TestContainer(t *testing.T) {
	f := newFake(t)
	got := f.collect()
	doc := got.document
	for _, c := range doc.Coverage {
		if c.Status == document.Failed || c.Cause == document.Failure {
			t.Errorf("%+v", c)
		}
	}
	if len(doc.Changes) != 2 || doc.Changes[1].Path != "/etc/new" || doc.Changes[1].Kind != document.Added {
		t.Errorf("changes %+v", doc.Changes)
	}
	if got.files["/etc/new"] != "new" || len(got.lines) != 1 || !strings.HasSuffix(got.lines[0], "stdout hello") {
		t.Errorf("files %v, log %v", got.files, got.lines)
	}
	if i := doc.Image; i == nil || i.Tags[0] != "app:1" || i.Size != 7 || doc.Config.TagID != i.ID {
		t.Errorf("image %+v", doc.Image)
	}
	if m := doc.Config.Mounts; len(m) != 1 || m[0].Source != "/srv/docker/volumes/v/_data" {
		t.Errorf("mounts %+v", m)
	}
}

// TestDamaged tells of each thing that is missing, cut, altered or leads out of
// the data root, and never passes it for clean.
func TestDamaged(t *testing.T) {
	mount := fakeMount + fakeID[:8]
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(`{"log":"a secret\n","stream":"stdout","time":"2026-01-02T03:04:07Z"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	config, log := "containers/"+fakeID+"/config.v2.json", "containers/"+fakeID+"/"+fakeID+"-json.log"
	db, mounted := "image/overlay2/layerdb/sha256/"+fakeDiff, "image/overlay2/layerdb/mounts/"+fakeID
	tests := map[string]struct {
		damage func(*fake)
		// collector must tell of it, in these words.
		collector, says string
	}{
		"no configuration":        {func(f *fake) { f.remove("containers/" + fakeID) }, "inspect", "only its layers are left"},
		"cut configuration":       {func(f *fake) { f.write(config, `{"ID":`) }, "inspect", config},
		"another's configuration": {func(f *fake) { f.write(config, `{"ID":"other"}`) }, "inspect", config},
		"empty configuration":     {func(f *fake) { f.write(config, `{"ID":"`+fakeID+`"}`) }, "inspect", config},
		"null mount": {func(f *fake) {
			f.write(config, `{"ID":"`+fakeID+`","Config":{},"State":null,"MountPoints":{"/x":null}}`)
		}, "inspect", config},
		"configuration elsewhere":   {func(f *fake) { f.link(config, secret) }, "inspect", config},
		"directory instead":         {func(f *fake) { f.remove(config); f.mkdir(config) }, "inspect", config},
		"no host configuration":     {func(f *fake) { f.remove("containers/" + fakeID + "/hostconfig.json") }, "inspect", "hostconfig.json"},
		"no image":                  {func(f *fake) { f.write("image/overlay2/imagedb/content/sha256/"+imageHex(), "{}") }, "image", "altered"},
		"image of no id":            {func(f *fake) { f.write(config, strings.Replace(readText(f, config), "sha256:", "../", 1)) }, "image", "no id of an image"},
		"no repositories":           {func(f *fake) { f.write("image/overlay2/repositories.json", "[") }, "image", "repositories.json"},
		"no size":                   {func(f *fake) { f.write(db+"/size", "-1") }, "image", "size"},
		"no mount id":               {func(f *fake) { f.remove(mounted + "/mount-id") }, "changes", "mount-id"},
		"mount id leads out":        {func(f *fake) { f.write(mounted+"/mount-id", "../..") }, "changes", "mount-id"},
		"no upper directory":        {func(f *fake) { f.remove("overlay2/" + mount + "/diff") }, "changes", "overlay2/" + mount + "/diff"},
		"upper directory is a link": {func(f *fake) { f.link("overlay2/"+mount+"/diff", "/") }, "changes", "not a directory"},
		"layer is a link":           {func(f *fake) { f.link("overlay2/"+mount, "/etc") }, "changes", "overlay2/" + mount},
		"no lower":                  {func(f *fake) { f.remove("overlay2/" + mount + "/lower") }, "changes", "lower"},
		"lower without links":       {func(f *fake) { f.write("overlay2/"+mount+"/lower", "/etc:..:l/../x:l/") }, "changes", "no link to a layer"},
		"lower is short":            {func(f *fake) { f.write("overlay2/"+mount+"/lower", "l/S"+mount+"-init") }, "changes", "does not lead to the layers"},
		"lower has no end":          {func(f *fake) { f.write("overlay2/"+mount+"/lower", strings.Repeat("l/S:", 2000)) }, "changes", "more than 500 layers"},
		"no link":                   {func(f *fake) { f.remove("overlay2/l/S" + fakeLayer) }, "changes", "overlay2/l/S" + fakeLayer},
		"link leads out":            {func(f *fake) { f.link("overlay2/l/S"+fakeLayer, "/etc") }, "changes", "which is no layer"},
		"no lower directory":        {func(f *fake) { f.remove("overlay2/" + fakeLayer) }, "changes", "overlay2/" + fakeLayer},
		"layers in a circle":        {func(f *fake) { f.write(db+"/parent", "sha256:"+fakeDiff) }, "changes", "have no end"},
		"parent is no digest":       {func(f *fake) { f.write(db+"/parent", "x") }, "changes", "no digest"},
		"unknown driver":            {func(f *fake) { f.write(config, strings.Replace(readText(f, config), "overlay2", "btrfs", 1)) }, "changes", "btrfs"},
		"image store of containerd": {func(f *fake) { f.write(config, strings.Replace(readText(f, config), "overlay2", "overlayfs", 1)) }, "changes", "containerd's own directory"},
		"no log":                    {func(f *fake) { f.remove(log) }, "logs", "has no log"},
		"log elsewhere":             {func(f *fake) { f.link(log, secret) }, "logs", log},
		"cut log":                   {func(f *fake) { f.write(log, `{"log":"x`) }, "logs", "no entries of a log"},
		"log of zeros":              {func(f *fake) { f.write(log, strings.Repeat("\x00", 4096)) }, "logs", "no entries of a log"},
		"line without end":          {func(f *fake) { f.write(log, strings.Repeat("x", 3<<20)) }, "logs", "longer than"},
		"log of another stream":     {func(f *fake) { f.write(log, `{"log":"x","stream":"\u001b","time":"2026-01-02T03:04:07Z"}`) }, "logs", "stream"},
		"log without time":          {func(f *fake) { f.write(log, `{"log":"x","stream":"stdout"}`) }, "logs", "no time"},
		"rotated log is no gzip":    {func(f *fake) { f.write(log+".1.gz", "x") }, "logs", log + ".1.gz"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			test.damage(f)
			got := f.collect()
			if told := gaps(got.document, test.collector); !strings.Contains(told, test.says) {
				t.Errorf("%s tells %q, want %q", test.collector, told, test.says)
			}
			for _, line := range got.lines {
				if strings.Contains(line, "secret") {
					t.Error("a link led out of the data root")
				}
			}
			for name := range got.files {
				if !strings.HasPrefix(name, "/etc/") || strings.HasPrefix(name, "/etc/passwd") {
					t.Errorf("a link led out of the data root: %s", name)
				}
			}
		})
	}
}

func readText(f *fake, name string) string {
	text, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

// TestRepaired goes by the engine's records where a link to a layer is gone.
func TestRepaired(t *testing.T) {
	f := newFake(t)
	f.remove("overlay2/l")
	f.write("overlay2/"+fakeMount+fakeID[:8]+"/diff/etc/old", "changed")
	got := f.collect()
	if got.files["/etc/old was"] != "old" {
		t.Errorf("files %v", got.files)
	}
}

func TestFind(t *testing.T) {
	f := newFake(t)
	second := fakeID[:10] + strings.Repeat("0", 54)
	f.container(second, fakeID[:12]) // a name that is the other's beginning
	root := openRoot(t, f.dir)
	for name, want := range map[string]string{
		fakeID: fakeID, "web": fakeID, "/web": fakeID, fakeID[:11]: fakeID, fakeID[:12]: second, second[:11]: second,
		fakeID[:10]: "", "": "", "nothing": "", "../": "",
	} {
		subject, err := root.OpenContainer(t.Context(), name)
		if want == "" {
			if !errors.Is(err, collectors.ErrNotFound) {
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		doc, err := subject.Document(t.Context())
		if err != nil || doc.Target.ID != want {
			t.Errorf("%q is %s, %v", name, doc.Target.ID, err)
		}
		subject.Close()
	}
}

func TestContainers(t *testing.T) {
	f := newFake(t)
	broken := strings.Repeat("2", 64)
	f.mkdir("containers/" + broken)
	f.write("image/overlay2/layerdb/mounts/"+strings.Repeat("3", 64)+"/mount-id", "gone")
	listed, err := openRoot(t, f.dir).Containers(t.Context())
	if err != nil || len(listed) != 3 {
		t.Fatalf("%d containers, %v", len(listed), err)
	}
	f.mkdir("containers/\xff\x1b")
	root := openRoot(t, f.dir)
	odd, err := root.Containers(t.Context())
	if err != nil || len(odd) != 4 {
		t.Fatalf("%d containers, %v", len(odd), err)
	}
	for _, l := range odd { // what is listed can be opened
		subject, err := root.OpenContainer(t.Context(), l.Target.ID)
		if err != nil {
			t.Errorf("%q: %v", l.Target.ID, err)
			continue
		}
		subject.Close()
	}
	l := listed[0]
	if l.Target.Name != "web" || l.MountID != fakeMount+fakeID[:8] || l.Config.State.Status != "exited" || l.Config.Ports[0].HostPort != 8080 || l.Err != nil {
		t.Errorf("%+v", l)
	}
	for _, l := range listed[1:] {
		if l.Err == nil || l.Config != nil {
			t.Errorf("%s has no error", l.Target.Name)
		}
	}
}

func TestOpen(t *testing.T) {
	f := newFake(t)
	if _, err := dockerroot.Open(filepath.Join(f.dir, "none"), dockerroot.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	var none *dockerroot.NoRoot
	if _, err := dockerroot.Open(t.TempDir(), dockerroot.Options{}); !errors.As(err, &none) || none.Below != "" {
		t.Errorf("%v", err)
	}
	outer := t.TempDir()
	if err := os.Rename(f.dir, filepath.Join(outer, "1000.1000")); err != nil {
		t.Fatal(err)
	}
	if _, err := dockerroot.Open(outer, dockerroot.Options{}); !errors.As(err, &none) || !strings.HasSuffix(none.Hint(), "/1000.1000") {
		t.Errorf("%v", err)
	}
}

func TestSplitName(t *testing.T) {
	odd := filepath.Join(t.TempDir(), "disk#1")
	if err := os.Mkdir(odd, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"/d":         {"/d", ""},
		"/d#web":     {"/d", "web"},
		odd:          {odd, ""},
		odd + "#web": {odd, "web"},
	} {
		if dir, container := dockerroot.SplitName(name); dir != want[0] || container != want[1] {
			t.Errorf("%s: %s and %s", name, dir, container)
		}
	}
}
