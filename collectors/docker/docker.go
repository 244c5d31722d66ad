// Package docker collects from a live Docker engine, or from one that speaks
// its API, such as Podman. It only reads: it runs nothing in a container and
// changes no state.
//
// On the engine's own host, as root and with the overlay2 storage driver, it
// reads the container's upper directory and /proc directly; elsewhere it asks
// the engine's diff and archive calls for the same document.
package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/cli/cli/config"
	clicontext "github.com/docker/cli/cli/context/docker"
	"github.com/docker/cli/cli/context/store"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/logtail"
	"github.com/rummage-scanner/rummage/document"
)

// Options say which engine to ask, and how much.
type Options struct {
	// Host is the engine's address; empty means the one that the docker client
	// would use: DOCKER_HOST, then DOCKER_CONTEXT, then the current context.
	Host string
	// LogsSince is how far back logs are read; 0 means all of them.
	LogsSince time.Duration
	// LogLines and LogBytes bound what is read of one container's log: its last
	// lines; 0 means DefaultLogLines and DefaultLogBytes.
	LogLines int
	LogBytes int64
	// MaxFileSize bounds what is read of one file, in bytes.
	MaxFileSize int64
	// Remote forbids the direct reading of the host's files.
	Remote bool
}

// The bounds of a log, where Options set none.
const (
	DefaultLogLines = logtail.DefaultLines
	DefaultLogBytes = logtail.DefaultBytes
)

// Collector opens the containers of one engine as subjects.
type Collector struct {
	client  *client.Client
	options Options

	engine func() (*engineInfo, error)
	// namespaces are this host's processes by PID namespace, read once.
	namespaces func() map[string][]int

	mu     sync.Mutex
	images map[string]*cachedImage
}

// Unreachable is the error of an engine that does not answer.
type Unreachable struct {
	Host string
	Err  error
}

func (e *Unreachable) Error() string {
	return fmt.Sprintf("cannot reach the Docker engine at %s: %v", e.Host, reason(e.Err))
}

func (e *Unreachable) Unwrap() error { return e.Err }

// reason finds the part of a connection error that tells something.
func reason(err error) error {
	var errno syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.As(err, &errno):
		return errno
	case errors.As(err, &dns):
		return dns
	case client.IsErrConnectionFailed(err):
		return errors.New("nothing answers")
	}
	return err
}

// Connect finds the engine and agrees with it on a version of the API.
func Connect(ctx context.Context, options Options) (*Collector, error) {
	opts, err := clientOptions(options.Host)
	if err != nil {
		return nil, err
	}
	cli, err := client.NewClientWithOpts(append(opts, client.WithAPIVersionNegotiation())...)
	if err != nil {
		return nil, fmt.Errorf("set up the Docker client: %w", err)
	}
	if _, err := cli.Ping(ctx); err != nil {
		cli.Close()
		return nil, &Unreachable{Host: cli.DaemonHost(), Err: unreached(ctx, cli.DaemonHost(), err)}
	}
	if options.LogLines == 0 {
		options.LogLines = DefaultLogLines
	}
	if options.LogBytes == 0 {
		options.LogBytes = DefaultLogBytes
	}
	c := &Collector{client: cli, options: options, images: map[string]*cachedImage{}}
	c.namespaces = sync.OnceValue(readNamespaces)
	c.engine = sync.OnceValues(func() (*engineInfo, error) { return readEngine(ctx, cli) })
	return c, nil
}

// unreached asks once more for what the client keeps to itself: why nothing
// answers at an address.
func unreached(ctx context.Context, host string, err error) error {
	network, address, ok := strings.Cut(host, "://")
	if !client.IsErrConnectionFailed(err) || !ok || network != "unix" && network != "tcp" {
		return err
	}
	dialer := net.Dialer{Timeout: 5 * time.Second}
	connection, reason := dialer.DialContext(ctx, network, address)
	if reason != nil {
		return errors.Join(reason, err)
	}
	connection.Close()
	return err
}

// clientOptions resolves the engine as the docker client does.
func clientOptions(host string) ([]client.Opt, error) {
	if host == "" {
		host = os.Getenv(client.EnvOverrideHost)
	}
	if host != "" {
		endpoint := clicontext.Endpoint{EndpointMeta: clicontext.EndpointMeta{Host: host}}
		opts, err := endpoint.ClientOpts()
		if err != nil {
			return nil, fmt.Errorf("use the engine at %s: %w", host, err)
		}
		return append([]client.Opt{client.WithTLSClientConfigFromEnv(), client.WithVersionFromEnv()}, opts...), nil
	}
	name := os.Getenv("DOCKER_CONTEXT")
	if name == "" {
		if file, err := config.Load(config.Dir()); err == nil {
			name = file.CurrentContext
		}
	}
	if name == "" || name == "default" {
		return []client.Opt{client.FromEnv}, nil
	}
	contexts := store.New(config.ContextStoreDir(), store.NewConfig(
		func() any { return &map[string]any{} },
		store.EndpointTypeGetter(clicontext.DockerEndpoint, func() any { return &clicontext.EndpointMeta{} }),
	))
	metadata, err := contexts.GetMetadata(name)
	if err != nil {
		return nil, fmt.Errorf("use docker context %s: %w", name, err)
	}
	meta, err := clicontext.EndpointFromContext(metadata)
	if err != nil {
		return nil, fmt.Errorf("use docker context %s: %w", name, err)
	}
	endpoint, err := clicontext.WithTLSData(contexts, name, meta)
	if err != nil {
		return nil, fmt.Errorf("use docker context %s: %w", name, err)
	}
	return endpoint.ClientOpts()
}

// Close ends the connection.
func (c *Collector) Close() error { return c.client.Close() }

// Host is the address of the engine.
func (c *Collector) Host() string { return c.client.DaemonHost() }

// Listed is a container as the engine lists it.
type Listed struct {
	ID, Name, Image string
}

// Containers lists the containers of the engine, the running ones or all, that
// pass the filters, which are those of `docker ps`: KEY=VALUE.
func (c *Collector) Containers(ctx context.Context, all bool, filter []string) ([]Listed, error) {
	args := filters.NewArgs()
	for _, f := range filter {
		key, value, ok := strings.Cut(f, "=")
		if !ok {
			return nil, fmt.Errorf("filter %q is not KEY=VALUE", f)
		}
		args.Add(key, value)
	}
	found, err := c.client.ContainerList(ctx, container.ListOptions{All: all, Filters: args})
	if err != nil {
		return nil, fmt.Errorf("list containers: %w", c.wrap(err))
	}
	containers := make([]Listed, 0, len(found))
	for _, f := range found {
		l := Listed{ID: f.ID, Name: f.ID[:min(12, len(f.ID))], Image: document.Text(f.Image)}
		if len(f.Names) > 0 {
			l.Name = document.Text(strings.TrimPrefix(f.Names[0], "/"))
		}
		containers = append(containers, l)
	}
	return containers, nil
}

// Scheme is the scheme of the targets that a collector opens.
const Scheme = "container"

// Open finds a container by its name or id.
func (c *Collector) Open(ctx context.Context, target collectors.Target) (collectors.Subject, error) {
	inspected, err := c.client.ContainerInspect(ctx, target.Name)
	if errdefs.IsNotFound(err) {
		return nil, fmt.Errorf("%w: no container is called %s", collectors.ErrNotFound, target.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("inspect container %s: %w", target.Name, c.wrap(err))
	}
	if inspected.ContainerJSONBase == nil || inspected.Config == nil || inspected.HostConfig == nil {
		return nil, fmt.Errorf("inspect container %s: the engine's answer lacks its configuration", target.Name)
	}
	return &subject{
		collector: c,
		inspected: inspected,
		document:  newDocument(inspected),
	}, nil
}

func (c *Collector) wrap(err error) error {
	if client.IsErrConnectionFailed(err) {
		return &Unreachable{Host: c.client.DaemonHost(), Err: err}
	}
	return err
}

func newDocument(inspected container.InspectResponse) *document.Document {
	return &document.Document{
		SchemaVersion: document.SchemaVersion,
		CollectedAt:   time.Now().UTC(),
		Target:        targetOf(inspected),
		Config:        configOf(inspected),
		Coverage:      []document.Coverage{{Collector: "inspect", Status: document.OK}},
		Processes:     []document.Process{},
		Changes:       []document.Change{},
		Sockets:       []document.Socket{},
		Matches:       []document.Match{},
	}
}
