package dockerroot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"

	"github.com/rummage-scanner/rummage/collectors/inspection"
	"github.com/rummage-scanner/rummage/document"
)

// stored is what config.v2.json holds of a container, as far as it matters.
type stored struct {
	ID, Name, Created, Image, Driver string
	AppArmorProfile                  string
	// ImageManifest is set where containerd keeps the images.
	ImageManifest   *struct{ Digest string }
	RestartCount    int
	State           *storedState
	Config          *container.Config
	NetworkSettings *struct {
		Networks map[string]json.RawMessage
		Ports    nat.PortMap
	}
	MountPoints map[string]*storedMount
	// HostnamePath tells where the host had its data root.
	HostnamePath string
}

type storedState struct {
	container.State
	RemovalInProgress bool
}

type storedMount struct {
	Type                      mount.Type
	Name, Source, Destination string
	Driver, Mode              string
	RW                        bool
	Propagation               mount.Propagation
}

// loaded is a container of the data root.
type loaded struct {
	id string
	// inspected is nil when config.v2.json could not be read.
	inspected *container.InspectResponse
	// manifest is the digest of the image's manifest, where its id is that of an
	// index.
	manifest string
	// errs are what could not be read of its configuration.
	errs []error
}

// load reads the configuration of a container.
func (r *Root) load(id string) *loaded {
	c := &loaded{id: id}
	dir := path.Join("containers", id)
	text, err := r.read(path.Join(dir, "config.v2.json"), maxJSON)
	if err == nil {
		err = c.parse(text)
		err = orNil(path.Join(dir, "config.v2.json"), err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w: only its layers are left", err)
	}
	if err != nil {
		c.errs = append(c.errs, err)
		return c
	}
	text, err = r.read(path.Join(dir, "hostconfig.json"), maxJSON)
	if err == nil {
		err = orNil(path.Join(dir, "hostconfig.json"), c.addHost(text))
	}
	if err != nil {
		c.errs = append(c.errs, err)
	}
	return c
}

// addHost adds the host's part, hostconfig.json. What is malformed leaves it
// empty.
func (c *loaded) addHost(text []byte) error {
	host := &container.HostConfig{}
	err := json.Unmarshal(text, host)
	if err == nil {
		c.inspected.HostConfig = host
	}
	return err
}

func orNil(name string, err error) error {
	if err == nil {
		return nil
	}
	return named(name, err)
}

// parse reads config.v2.json into what inspect would tell, without the host's
// part.
func (c *loaded) parse(text []byte) error {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	switch {
	case s.ID != c.id:
		return fmt.Errorf("it is the configuration of container %q", s.ID)
	case s.Config == nil:
		return errors.New("it lacks the container's configuration")
	case s.State == nil:
		return errors.New("it lacks the container's state")
	}
	s.State.Status = s.State.status()
	in := &container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{
			ID: s.ID, Name: s.Name, Created: s.Created, Image: s.Image, Driver: s.Driver, RestartCount: s.RestartCount,
			AppArmorProfile: s.AppArmorProfile, State: &s.State.State,
		},
		Config: s.Config,
	}
	in.HostConfig = &container.HostConfig{}
	if n := s.NetworkSettings; n != nil {
		in.NetworkSettings = &container.NetworkSettings{Networks: map[string]*network.EndpointSettings{}}
		in.NetworkSettings.Ports = n.Ports
		for name := range n.Networks {
			in.NetworkSettings.Networks[document.Text(name)] = nil
		}
	}
	for destination, m := range s.MountPoints {
		if m != nil {
			in.Mounts = append(in.Mounts, s.mountPoint(destination, *m))
		}
	}
	if s.ImageManifest != nil {
		c.manifest = s.ImageManifest.Digest
	}
	c.inspected = in
	return nil
}

// mountPoint tells a mount as the engine does, which knows where its volumes are.
func (s *stored) mountPoint(destination string, m storedMount) container.MountPoint {
	p := container.MountPoint{
		Type: m.Type, Name: m.Name, Source: m.Source, Destination: m.Destination, Driver: m.Driver,
		Mode: m.Mode, RW: m.RW, Propagation: m.Propagation,
	}
	if p.Destination == "" {
		p.Destination = destination
	}
	if p.Source == "" && m.Type == mount.TypeVolume && (m.Driver == "local" || m.Driver == "") {
		if root, ok := strings.CutSuffix(s.HostnamePath, "/containers/"+s.ID+"/hostname"); ok {
			p.Source = root + "/volumes/" + m.Name + "/_data"
		}
	}
	return p
}

// status is the state in one word, as the engine makes it.
func (s *storedState) status() string {
	switch {
	case s.Running && s.Paused:
		return container.StatePaused
	case s.Running && s.Restarting:
		return container.StateRestarting
	case s.Running:
		return container.StateRunning
	case s.RemovalInProgress:
		return container.StateRemoving
	case s.Dead:
		return container.StateDead
	case inspection.Time(s.StartedAt).IsZero():
		return container.StateCreated
	}
	return container.StateExited
}

// config is nil when it could not be read.
func (c *loaded) config() *document.Config {
	if c.inspected == nil {
		return nil
	}
	return inspection.Config(*c.inspected)
}

// target is called by its id when its name is not known.
func (c *loaded) target() document.Target {
	if c.inspected == nil {
		return document.Target{Kind: "container", Name: document.Text(c.id[:min(12, len(c.id))]), ID: document.Text(c.id)}
	}
	return inspection.Target(*c.inspected)
}

// The storage drivers that can be read.
const (
	overlay2Driver   = "overlay2"
	containerdDriver = "overlayfs" // of containerd's image store
)

// driver is the storage driver; empty when it is not known.
func (c *loaded) driver() string {
	if c.inspected == nil {
		return ""
	}
	return c.inspected.Driver
}

// running tells whether the container ran when the data root was last written.
func (c *loaded) running() bool {
	return c.inspected != nil && c.inspected.State.Running
}
