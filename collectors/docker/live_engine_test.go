package docker_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

func engineDocument(t *testing.T, options docker.Options) *document.Document {
	t.Helper()
	subject := connect(t, options).OpenEngine()
	defer subject.Close()
	doc, err := subject.Document(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := subject.Files(t.Context(), nil); err != collectors.ErrNoContents {
		t.Errorf("files: %v", err)
	}
	return doc
}

// TestEngine looks at the engine of this host.
func TestEngine(t *testing.T) {
	doc := engineDocument(t, docker.Options{})
	for _, c := range doc.Coverage {
		if c.Status != document.OK {
			t.Errorf("%+v", c)
		}
	}
	e := doc.Engine
	if doc.Target.Kind != "engine" || doc.Target.Name != e.Name || doc.Target.ID == "" || e.Product != "docker" || e.Built.IsZero() {
		t.Errorf("%+v\n%+v", doc.Target, e)
	}
	if e.Daemon == nil || e.Daemon.Settings == nil || filepath.Base(e.Daemon.Args[0]) != "dockerd" || e.Usage == nil || e.Usage.Images == 0 {
		t.Fatalf("%s", pretty(e))
	}
	if !slices.ContainsFunc(e.Networks, func(n document.Network) bool { return n.Name == "none" && n.Driver == "null" }) {
		t.Errorf("networks %+v", e.Networks)
	}
	socket := slices.IndexFunc(e.Files, func(f document.HostFile) bool { return f.Role == document.RoleSocket })
	if f := e.Files[socket]; !f.Exists || f.Type != document.SocketF || f.Mode == 0 {
		t.Errorf("%+v", f)
	}
}

// TestEngineAfar sees the same engine as if it were elsewhere.
func TestEngineAfar(t *testing.T) {
	doc := engineDocument(t, docker.Options{Remote: true})
	if doc.Engine.Daemon != nil || doc.Engine.Files != nil || len(doc.Engine.Networks) == 0 {
		t.Errorf("%s", pretty(doc.Engine))
	}
	host := coverage(doc, "host")
	if len(host) != 1 || host[0].Status != document.Skipped || !strings.Contains(host[0].Reason, "cannot be seen") {
		t.Errorf("%+v", host)
	}
}

// TestExecs tells how sessions of docker exec were asked for, and which image
// the container's tag stands for by now.
func TestExecs(t *testing.T) {
	const tag = "rummage-lab/moving:1"
	var images []string
	t.Cleanup(func() { lab.Docker(t, append([]string{"rmi", "--force"}, images...)...) })
	from := lab.Create(t, lab.Busybox, "true")
	images = append(images, lab.Docker(t, "commit", from, tag))
	name := lab.Run(t, "--user", "1000", tag, "sleep", "1000")
	lab.Docker(t, "exec", "-d", "--user", "root", name, "sleep", "1001")
	lab.Docker(t, "exec", "-d", name, "sleep", "1002")
	images = append(images, lab.Docker(t, "commit", from, tag))
	c := connect(t, docker.Options{})
	doc, _ := collect(t, c, name)
	users := map[string]string{}
	for _, e := range doc.Config.Execs {
		users[strings.Join(e.Command, " ")] = e.User
		if e.Privileged || e.PID == 0 {
			t.Errorf("%+v", e)
		}
	}
	if len(users) != 2 || users["sleep 1001"] != "root" || users["sleep 1002"] != "1000" {
		t.Errorf("sessions %v", users)
	}
	if now := doc.Config.TagID; now == "" || now == doc.Target.Image.ID {
		t.Errorf("the tag stands for %q, the container runs %s", now, doc.Target.Image.ID)
	}
	if doc, _ := collect(t, c, lab.Run(t, lab.Busybox, "sleep", "1000")); doc.Config.TagID != doc.Target.Image.ID || doc.Config.Execs != nil {
		t.Errorf("%q is not %q, or %v", doc.Config.TagID, doc.Target.Image.ID, doc.Config.Execs)
	}
}
