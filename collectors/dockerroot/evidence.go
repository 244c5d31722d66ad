package dockerroot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// Evidence is a container of a data root whose evidence is secured.
type Evidence struct {
	root *Root
	id   string
}

// Evidence finds a container as [Root.OpenContainer] does.
func (r *Root) Evidence(ctx context.Context, name string) (*Evidence, error) {
	id, err := r.find(ctx, name)
	if err != nil {
		return nil, err
	}
	return &Evidence{r, id}, nil
}

// ID is the container's id.
func (e *Evidence) ID() string { return e.id }

// Subject is the container as a scan sees it. It is opened anew.
func (e *Evidence) Subject() collectors.Subject { return e.root.subject(e.root.load(e.id)) }

// The files in which an engine keeps a container's configuration.
const (
	configFile = "config.v2.json"
	hostFile   = "hostconfig.json"
)

// ConfigFiles are their names.
var ConfigFiles = []string{configFile, hostFile}

// ConfigFile writes one of them as it is.
func (e *Evidence) ConfigFile(name string, w io.Writer) error {
	text, err := e.root.read(path.Join("containers", e.id, name), maxJSON)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// inspectKeys are the keys of docker inspect that config.v2.json has under the same
// name, in the order of the former.
var inspectKeys = []string{
	"Created", "Path", "Args", "State", "Image", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "Name", "RestartCount", "Driver",
	"MountLabel", "ProcessLabel", "AppArmorProfile", "Config", "NetworkSettings",
}

// Inspect writes what docker inspect would print, as far as the files have it: each
// value is as it stands there.
func (e *Evidence) Inspect(w io.Writer) error {
	var stored map[string]json.RawMessage
	if err := e.root.readJSON(path.Join("containers", e.id, configFile), &stored); err != nil {
		return err
	}
	var out bytes.Buffer
	id, err := json.Marshal(document.Text(e.id))
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, `[{"Id":%s`, id)
	put := func(key string, value json.RawMessage) {
		if len(value) > 0 {
			fmt.Fprintf(&out, ",%q:%s", key, value)
		}
	}
	for _, key := range inspectKeys {
		put(key, stored[key])
	}
	put("Platform", stored["OS"])
	var host json.RawMessage
	if err := e.root.readJSON(path.Join("containers", e.id, hostFile), &host); err == nil {
		put("HostConfig", host)
	}
	var mounts map[string]json.RawMessage
	if json.Unmarshal(stored["MountPoints"], &mounts) == nil {
		list := []json.RawMessage{}
		for _, destination := range slices.Sorted(maps.Keys(mounts)) {
			list = append(list, mounts[destination])
		}
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		put("Mounts", text)
	}
	out.WriteString("}]")
	var indented bytes.Buffer
	if err := json.Indent(&indented, out.Bytes(), "", "    "); err != nil {
		return fmt.Errorf("read the container's configuration: %w", err)
	}
	indented.WriteByte('\n')
	_, err = indented.WriteTo(w)
	return err
}

// ErrLayers tells that layers of a container are missing or do not fit.
var ErrLayers = errors.New("not all layers of the container are there")

// Export writes what docker export would write. The error wraps [ErrLayers] when
// there is nothing to be had that would be true.
func (e *Evidence) Export(ctx context.Context, w io.Writer) error {
	tree, gaps, err := e.root.OpenTree(ctx, e.id)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLayers, err)
	}
	defer tree.Close()
	if gaps != nil {
		return fmt.Errorf("%w: %w", ErrLayers, gaps)
	}
	return written(tree.FS().WriteTar(ctx, w))
}

func written(unread int, first, err error) error {
	if err == nil && unread > 0 {
		err = fmt.Errorf("%d files could not be read whole, the first: %w", unread, first)
	}
	return err
}

// Volumes are the named volumes of the container that the data root has.
func (e *Evidence) Volumes() []string {
	var names []string
	c := e.root.load(e.id)
	if c.inspected == nil {
		return nil
	}
	for _, m := range c.inspected.Mounts {
		if m.Type == "volume" && isName(m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

// Volume writes a volume as a tar archive.
func (e *Evidence) Volume(ctx context.Context, name string, w io.Writer) error {
	if !isName(name) {
		return fmt.Errorf("%q is no name of a volume", name)
	}
	dir, err := e.root.root.OpenRoot(path.Join("volumes", name, "_data"))
	if err != nil {
		return named(path.Join("volumes", name), err)
	}
	tree := overlay.New(dir, nil, overlay.Trusted)
	defer tree.Close()
	return written(tree.UpperFS().WriteTar(ctx, w))
}
