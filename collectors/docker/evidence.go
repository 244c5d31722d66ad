package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// Evidence is a container whose evidence is secured. What its methods write is
// what the docker commands print, byte for byte: it is kept, and no terminal is
// meant to see it.
type Evidence struct {
	collector *Collector
	subject   *subject
}

// Evidence finds a container by its name or id.
func (c *Collector) Evidence(ctx context.Context, name string) (*Evidence, error) {
	found, err := c.Open(ctx, collectors.Target{Scheme: Scheme, Name: name})
	if err != nil {
		return nil, err
	}
	return &Evidence{collector: c, subject: found.(*subject)}, nil
}

// Subject is the container as a scan sees it. It is opened anew.
func (e *Evidence) Subject(ctx context.Context) (collectors.Subject, error) {
	return e.collector.Open(ctx, collectors.Target{Scheme: Scheme, Name: e.ID()})
}

// ID is the container's id.
func (e *Evidence) ID() string { return e.subject.id() }

// Target is the container's identity.
func (e *Evidence) Target() document.Target { return e.subject.document.Target }

// Engine is the engine's identity, its host, and how far its clock is ahead of
// this machine's.
func (e *Evidence) Engine() (document.Engine, document.Host, time.Duration, error) {
	info, err := e.collector.engine()
	if err != nil {
		return document.Engine{}, document.Host{}, 0, e.collector.wrap(err)
	}
	return info.engine, info.host, info.ahead, nil
}

// Image is the container's image.
func (e *Evidence) Image(ctx context.Context) (*document.Image, error) {
	image, err := e.collector.image(ctx, e.subject.inspected.Image)
	return image, e.gone(err)
}

// Config asks for the container's configuration and state as they are now.
func (e *Evidence) Config(ctx context.Context) (*document.Config, error) {
	inspected, err := e.collector.client.ContainerInspect(ctx, e.ID())
	if err != nil {
		return nil, e.gone(err)
	}
	if inspected.ContainerJSONBase == nil || inspected.Config == nil || inspected.HostConfig == nil {
		return nil, errors.New("the engine's answer lacks the container's state")
	}
	return configOf(inspected), nil
}

// gone gives the error of a call a meaning that does not need Docker.
func (e *Evidence) gone(err error) error {
	if errdefs.IsNotFound(err) {
		return fmt.Errorf("%w: %v", collectors.ErrNotFound, err)
	}
	return e.collector.wrap(err)
}

// Inspect writes what docker inspect prints.
func (e *Evidence) Inspect(ctx context.Context, w io.Writer) error {
	_, raw, err := e.collector.client.ContainerInspectWithRaw(ctx, e.ID(), false)
	if err != nil {
		return e.gone(err)
	}
	return indented(w, raw)
}

// ImageInspect writes what docker image inspect prints of the container's image.
func (e *Evidence) ImageInspect(ctx context.Context, w io.Writer) error {
	var raw bytes.Buffer
	if _, err := e.collector.client.ImageInspect(ctx, e.subject.inspected.Image, client.ImageInspectWithRawResponse(&raw)); err != nil {
		return e.gone(err)
	}
	return indented(w, raw.Bytes())
}

// indented writes one answer of the engine as docker inspect does: in a list.
func indented(w io.Writer, raw []byte) error {
	var out bytes.Buffer
	if err := json.Indent(&out, slices.Concat([]byte("["), raw, []byte("]")), "", "    "); err != nil {
		return fmt.Errorf("read the engine's answer: %w", err)
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(w)
	return err
}

// History writes the image's history as the engine tells it, the newest first.
func (e *Evidence) History(ctx context.Context, w io.Writer) error {
	history, err := e.collector.client.ImageHistory(ctx, e.subject.inspected.Image)
	if err != nil {
		return e.gone(err)
	}
	return writeJSON(w, history)
}

// Info writes what docker info and docker version ask the engine for.
func (e *Evidence) Info(ctx context.Context, w io.Writer) error {
	info, err := e.collector.client.Info(ctx)
	if err != nil {
		return e.gone(err)
	}
	version, err := e.collector.client.ServerVersion(ctx)
	if err != nil {
		return e.gone(err)
	}
	return writeJSON(w, map[string]any{"info": info, "version": version})
}

func writeJSON(w io.Writer, value any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "    ")
	return out.Encode(value)
}

// Top writes what docker top prints.
func (e *Evidence) Top(ctx context.Context, w io.Writer) error {
	table, err := e.collector.client.ContainerTop(ctx, e.ID(), nil)
	if err != nil {
		return e.gone(err)
	}
	columns := tabwriter.NewWriter(w, 20, 1, 3, ' ', 0) // as docker top has it
	fmt.Fprintln(columns, strings.Join(table.Titles, "\t"))
	for _, row := range table.Processes {
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	return columns.Flush()
}

// Diff writes what docker diff prints.
func (e *Evidence) Diff(ctx context.Context, w io.Writer) error {
	changes, err := e.collector.client.ContainerDiff(ctx, e.ID())
	if err != nil {
		return e.gone(err)
	}
	for _, c := range changes {
		if _, err := fmt.Fprintln(w, c.Kind, c.Path); err != nil {
			return err
		}
	}
	return nil
}

// Export streams what docker export writes.
func (e *Evidence) Export(ctx context.Context) (io.ReadCloser, error) {
	stream, err := e.collector.client.ContainerExport(ctx, e.ID())
	return stream, e.gone(err)
}

// Save streams what docker save writes of an image.
func (e *Evidence) Save(ctx context.Context, image string) (io.ReadCloser, error) {
	stream, err := e.collector.client.ImageSave(ctx, []string{image})
	return stream, e.gone(err)
}

// Copy streams what docker cp of a path writes to standard output.
func (e *Evidence) Copy(ctx context.Context, name string) (io.ReadCloser, error) {
	stream, _, err := e.collector.client.CopyFromContainer(ctx, e.ID(), name)
	return stream, e.gone(err)
}

// Mount is something that is mounted into the container.
type Mount struct{ Type, Name, Destination string }

// Mounts are the container's volumes and bind mounts: an export leaves them out.
func (e *Evidence) Mounts() []Mount {
	var mounts []Mount
	for _, m := range e.subject.inspected.Mounts {
		mounts = append(mounts, Mount{string(m.Type), m.Name, m.Destination})
	}
	return mounts
}

// Pause freezes the container's processes.
func (e *Evidence) Pause(ctx context.Context) error {
	return e.gone(e.collector.client.ContainerPause(ctx, e.ID()))
}

// Unpause thaws them.
func (e *Evidence) Unpause(ctx context.Context) error {
	return e.gone(e.collector.client.ContainerUnpause(ctx, e.ID()))
}

// Commit is an image to make of the container.
type Commit struct {
	// Name is the image's name; empty leaves it without one.
	Name, Message, Author string
	Labels                map[string]string
}

// Commit makes an image, as docker commit does, without pausing the container.
// It returns the image's id.
func (e *Evidence) Commit(ctx context.Context, c Commit) (string, error) {
	var changes []string
	for name, value := range c.Labels {
		changes = append(changes, "LABEL "+name+"="+strconv.Quote(value))
	}
	made, err := e.collector.client.ContainerCommit(ctx, e.ID(), container.CommitOptions{
		Reference: c.Name, Comment: c.Message, Author: c.Author, Changes: changes, Pause: false,
	})
	return made.ID, e.gone(err)
}

// Events writes what the engine remembers of the container, an event a line.
func (e *Evidence) Events(ctx context.Context, since time.Time, w io.Writer) error {
	_, _, ahead, err := e.Engine()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	list := events.ListOptions{
		Since:   strconv.FormatInt(max(since.Unix(), 0), 10),
		Until:   strconv.FormatInt(time.Now().Add(ahead).Unix(), 10),
		Filters: filters.NewArgs(filters.Arg("container", e.ID())),
	}
	messages, errs := e.collector.client.Events(ctx, list)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for {
		select {
		case m := <-messages:
			if err := out.Encode(m); err != nil {
				return err
			}
		case err := <-errs:
			if err == nil || errors.Is(err, io.EOF) {
				return nil
			}
			return e.gone(err)
		}
	}
}
