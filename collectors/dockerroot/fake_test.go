package dockerroot_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/document"
)

// fake is a data root that no engine made. It has one container, and an image of
// one layer.
type fake struct {
	t   testing.TB
	dir string
}

var (
	fakeID    = strings.Repeat("1f", 32)
	fakeDiff  = strings.Repeat("d0", 32)
	fakeImage = fmt.Sprintf(`{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"ADD x"}]}`, fakeDiff)
)

const (
	fakeLayer  = "layer"
	fakeMount  = "mount"
	fakeConfig = `{"ID":"%s","Name":"/%s","Created":"2026-01-02T03:04:05Z","Image":"sha256:%s","Driver":"overlay2",
		"State":{"Running":false,"StartedAt":"2026-01-02T03:04:06Z","FinishedAt":"2026-01-02T03:05:00Z"},
		"Config":{"Image":"app:1","Cmd":["run"]},"MountPoints":{"/v":{"Type":"volume","Name":"v","Destination":"/v","Driver":"local","RW":true}},
		"HostnamePath":"/srv/docker/containers/%s/hostname"}`
)

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{t: t, dir: t.TempDir()}
	f.container(fakeID, "web")
	f.write("image/overlay2/imagedb/content/sha256/"+imageHex(), fakeImage)
	f.write("image/overlay2/repositories.json", `{"Repositories":{"app":{"app:1":"sha256:`+imageHex()+`"}}}`)
	f.write("image/overlay2/layerdb/sha256/"+fakeDiff+"/cache-id", fakeLayer)
	f.write("image/overlay2/layerdb/sha256/"+fakeDiff+"/size", "7")
	f.layer(fakeLayer)
	f.write("overlay2/"+fakeLayer+"/diff/etc/old", "old")
	return f
}

func imageHex() string {
	sum := sha256.Sum256([]byte(fakeImage))
	return hex.EncodeToString(sum[:])
}

func (f *fake) container(id, name string) {
	f.write("containers/"+id+"/config.v2.json", fmt.Sprintf(fakeConfig, id, name, imageHex(), id))
	f.write("containers/"+id+"/hostconfig.json", `{"LogConfig":{"Type":"json-file"},"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}}`)
	f.write("containers/"+id+"/"+id+"-json.log", `{"log":"hello\n","stream":"stdout","time":"2026-01-02T03:04:07Z"}`+"\n")
	mount := fakeMount + id[:8]
	f.write("image/overlay2/layerdb/mounts/"+id+"/mount-id", mount)
	f.write("image/overlay2/layerdb/mounts/"+id+"/init-id", mount+"-init")
	f.write("image/overlay2/layerdb/mounts/"+id+"/parent", "sha256:"+fakeDiff)
	f.layer(mount)
	f.layer(mount + "-init")
	f.write("overlay2/"+mount+"/lower", "l/S"+mount+"-init:l/S"+fakeLayer)
	f.write("overlay2/"+mount+"/diff/etc/new", "new")
}

func (f *fake) layer(name string) {
	f.write("overlay2/"+name+"/link", "S"+name)
	f.mkdir("overlay2/" + name + "/diff")
	f.mkdir("overlay2/l")
	f.link("overlay2/l/S"+name, "../"+name+"/diff")
}

func (f *fake) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *fake) mkdir(name string) {
	if err := os.MkdirAll(f.path(name), 0o755); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fake) write(name, text string) {
	f.mkdir(filepath.Dir(name))
	if err := os.WriteFile(f.path(name), []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fake) remove(name string) {
	if err := os.RemoveAll(f.path(name)); err != nil {
		f.t.Fatal(err)
	}
}

// link replaces what is at name by a link.
func (f *fake) link(name, target string) {
	f.remove(name)
	if err := os.Symlink(target, f.path(name)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fake) collect() seen { return dead(f.t, f.dir, fakeID) }

// gaps are the coverage of a collector that is neither ok nor skipped.
func gaps(doc *document.Document, collector string) string {
	var found []string
	for _, c := range doc.Coverage {
		if c.Collector == collector && c.Status != document.OK && c.Status != document.Skipped && c.Cause != document.Limit {
			found = append(found, string(c.Status)+": "+c.Reason)
		}
	}
	return strings.Join(found, "; ")
}

func openRoot(t testing.TB, dir string) *dockerroot.Root {
	t.Helper()
	root, err := dockerroot.Open(dir, dockerroot.Options{MaxFileSize: 32 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

// TestRootless believes the marks of a rootless engine in a data root of its user,
// and nowhere else, where anybody could have set them.
func TestRootless(t *testing.T) {
	for owner, deleted := range map[int]bool{0: false, 1000: true} {
		f := newFake(t)
		upper := f.path("overlay2/" + fakeMount + fakeID[:8] + "/diff/etc")
		if err := unix.Setxattr(upper, "user.overlay.opaque", []byte("y"), 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(f.dir, owner, owner); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, c := range f.collect().document.Changes {
			found = found || c.Path == "/etc/old" && c.Kind == document.Deleted
		}
		if found != deleted {
			t.Errorf("owner %d: /etc/old deleted is %v", owner, found)
		}
	}
}
