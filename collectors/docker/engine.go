package docker

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/client"

	"github.com/rummage-scanner/rummage/document"
)

// engineInfo is what is asked of an engine once a scan.
type engineInfo struct {
	id     string
	engine document.Engine
	host   document.Host
	// root is the engine's data root.
	root string
	// podman tells that this is Podman and not Docker.
	podman bool
	// ahead is how far the engine's clock is ahead of ours.
	ahead time.Duration
}

func readEngine(ctx context.Context, cli *client.Client) (*engineInfo, error) {
	info, err := cli.Info(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask the engine for its settings: %w", err)
	}
	e := &engineInfo{
		id:   document.Text(info.ID),
		root: info.DockerRootDir,
		engine: document.Engine{
			Name:                 document.Text(info.Name),
			Product:              "docker",
			Version:              info.ServerVersion,
			APIVersion:           cli.ClientVersion(),
			Address:              cli.DaemonHost(),
			StorageDriver:        info.Driver,
			CgroupDriver:         info.CgroupDriver,
			CgroupVersion:        info.CgroupVersion,
			LoggingDriver:        info.LoggingDriver,
			DefaultRuntime:       info.DefaultRuntime,
			SecurityOptions:      list(info.SecurityOptions),
			Registries:           document.Registries{Insecure: []string{}, Mirrors: []string{}},
			AuthorizationPlugins: list(info.Plugins.Authorization),
			LiveRestore:          info.LiveRestoreEnabled,
			Experimental:         info.ExperimentalBuild,
			Debug:                info.Debug,
			Warnings:             list(info.Warnings),
			Swarm:                swarmOf(info.Swarm),
			DataRoot:             document.Text(info.DockerRootDir),
		},
		host: document.Host{OS: info.OperatingSystem, Kernel: info.KernelVersion, Architecture: info.Architecture},
	}
	for _, status := range info.DriverStatus {
		e.engine.StorageStatus = append(e.engine.StorageStatus, document.Detail{Name: document.Text(status[0]), Value: document.Text(status[1])})
	}
	if info.FirewallBackend != nil {
		e.engine.Firewall = info.FirewallBackend.Driver
	}
	version, err := cli.ServerVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask the engine for its version: %w", err)
	}
	e.engine.Built = builtAt(version)
	for _, component := range version.Components {
		e.engine.Components = append(e.engine.Components,
			document.Component{Name: document.Text(component.Name), Version: document.Text(component.Version)})
		if component.Name == "Podman Engine" {
			e.podman, e.engine.Product = true, "podman"
		}
	}
	if now, err := time.Parse(time.RFC3339Nano, info.SystemTime); err == nil {
		e.ahead = time.Until(now)
	}
	if r := info.RegistryConfig; r != nil {
		for _, cidr := range r.InsecureRegistryCIDRs {
			e.engine.Registries.Insecure = append(e.engine.Registries.Insecure, cidr.String())
		}
		for name, index := range r.IndexConfigs {
			if index != nil && !index.Secure {
				e.engine.Registries.Insecure = append(e.engine.Registries.Insecure, name)
			}
		}
		slices.Sort(e.engine.Registries.Insecure)
		e.engine.Registries.Mirrors = list(r.Mirrors)
	}
	return e, nil
}

// cachedImage is an image that several containers may share.
type cachedImage struct {
	once  sync.Once
	image *document.Image
	err   error
}

// image reads an image's configuration and history, once for each image.
func (c *Collector) image(ctx context.Context, id string) (*document.Image, error) {
	c.mu.Lock()
	cached, ok := c.images[id]
	if !ok {
		cached = &cachedImage{}
		c.images[id] = cached
	}
	c.mu.Unlock()
	cached.once.Do(func() { cached.image, cached.err = c.readImage(ctx, id) })
	return cached.image, cached.err
}

func (c *Collector) readImage(ctx context.Context, id string) (*document.Image, error) {
	found, err := c.client.ImageInspect(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("inspect image %s: %w", id, err)
	}
	image := &document.Image{
		ID:      found.ID,
		Tags:    list(found.RepoTags),
		Digests: list(found.RepoDigests),
		OS:      found.Os,
		Arch:    found.Architecture,
		Size:    found.Size,
		Layers:  list(found.RootFS.Layers),
		History: []document.HistoryEntry{},
		Config:  document.ImageConfig{Entrypoint: []string{}, Cmd: []string{}, Env: []document.Variable{}, Exposed: []string{}, Volumes: []string{}, Labels: map[string]string{}},
	}
	image.Created, _ = time.Parse(time.RFC3339Nano, found.Created)
	if found.Config != nil {
		image.Config.User = found.Config.User
		image.Config.Entrypoint = list(found.Config.Entrypoint)
		image.Config.Cmd = list(found.Config.Cmd)
		image.Config.WorkingDir = found.Config.WorkingDir
		image.Config.Env = variables(found.Config.Env)
		image.Config.Exposed = keys(found.Config.ExposedPorts)
		image.Config.Volumes = keys(found.Config.Volumes)
		if found.Config.Healthcheck != nil {
			image.Config.Healthcheck = &document.Healthcheck{Test: list(found.Config.Healthcheck.Test)}
		}
		image.Config.Labels = texts(found.Config.Labels)
	}
	history, err := c.client.ImageHistory(ctx, id)
	if err != nil {
		return image, fmt.Errorf("read the history of image %s: %w", id, err)
	}
	for _, h := range slices.Backward(history) { // the engine has the newest first
		image.History = append(image.History, document.HistoryEntry{
			Created:    time.Unix(h.Created, 0).UTC(),
			CreatedBy:  document.Text(h.CreatedBy),
			Comment:    document.Text(h.Comment),
			EmptyLayer: h.Size == 0,
		})
	}
	return image, nil
}

// tagID is the id of the image that a name stands for now; empty when the name
// stands for none, or is no tag.
func (c *Collector) tagID(ctx context.Context, name string, image *document.Image) string {
	if strings.Contains(name, "@") || strings.HasPrefix(strings.TrimPrefix(image.ID, "sha256:"), strings.TrimPrefix(name, "sha256:")) {
		return ""
	}
	for _, tag := range []string{name, name + ":latest"} {
		if slices.Contains(image.Tags, document.Text(tag)) {
			return image.ID
		}
	}
	found, err := c.client.ImageInspect(ctx, name)
	if err != nil {
		return ""
	}
	return found.ID
}
