package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/document"
)

func newContainers(s streams) *cobra.Command {
	var o common
	var format string
	var history bool
	cmd := &cobra.Command{
		Use:   "containers [docker-root:DIR]",
		Short: "List the containers that can be scanned, of an engine or of a dead host's disk",
		Long: `List all containers, stopped ones too, the newest first.

Without an argument they are those of the engine. With docker-root:DIR they are
those of a data root, such as /var/lib/docker on a mounted disk: no engine is
needed, and nothing is written there.

Exit status: 0 all is listed, 2 could not do what was asked, 3 something of a
container could not be read.`,
		Example: `  rummage containers
  rummage containers docker-root:/mnt/disk/var/lib/docker
  rummage containers docker-root:/mnt/disk/var/lib/docker --history -o json`,
		Args: cobra.MaximumNArgs(1),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&format, "output", "o", "table", "write the list as `FORMAT`: table or json")
	f.BoolVar(&history, "history", false, "add how each container's image was made")
	f.StringVarP(&o.config, "config", "c", "", "settings `FILE` (default .rummage.yaml, when there is one)")
	f.StringVarP(&o.host, "host", "H", "", "`ADDRESS` of the engine (default: as the docker command finds it)")
	ownMeaning(cmd, "output")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if format != "json" && format != "table" {
			return usagef("use -o table or json", "unknown output format %q", format)
		}
		if _, err := settle(cmd, o.config); err != nil {
			return err
		}
		sources := newSources(o, s.in)
		defer sources.close()
		listed, err := sources.list(cmd.Context(), args, history)
		if err != nil {
			return err
		}
		if format == "json" {
			err = encode(s.out, rows(listed))
		} else {
			err = writeContainers(s.out, listed)
		}
		if err != nil {
			return err
		}
		return incompleteList(s.err, listed)
	}
	return cmd
}

// list lists the containers of an engine, or of the data root that is named.
func (s *sources) list(ctx context.Context, names []string, history bool) ([]collectors.Listed, error) {
	if len(names) == 0 {
		return s.listEngine(ctx, history)
	}
	target := collectors.ParseTarget(names[0], schemes)
	dir, container := dockerroot.SplitName(target.Name)
	if target.Scheme != dockerroot.Scheme || container != "" {
		return nil, usagef("name a data root as docker-root:DIR, or nothing for the engine", "%s has no list of containers", names[0])
	}
	root, err := s.dataRoot(dir)
	if err != nil {
		return nil, err
	}
	listed, err := root.Containers(ctx)
	for i := range listed {
		if history && listed[i].Config != nil {
			root.WithImage(&listed[i])
		}
	}
	return listed, err
}

func (s *sources) listEngine(ctx context.Context, history bool) ([]collectors.Listed, error) {
	c, err := s.engine(ctx)
	if err != nil {
		return nil, err
	}
	listed, err := c.List(ctx)
	for i := range listed {
		if history && listed[i].Config != nil {
			c.WithImage(ctx, &listed[i])
		}
	}
	return listed, err
}

// incompleteList tells of what could not be read.
func incompleteList(w io.Writer, listed []collectors.Listed) error {
	incomplete := false
	for _, l := range listed {
		if l.Err != nil {
			incomplete = true
			fmt.Fprintf(w, "rummage: %s: %s\n", oneLine(l.Target.Name), oneLine(strings.ReplaceAll(l.Err.Error(), "\n", "; ")))
		}
	}
	if incomplete {
		return outcome(statusIncomplete)
	}
	return nil
}

// row is a container as JSON lists it.
type row struct {
	Name     string                  `json:"name"`
	ID       string                  `json:"id"`
	Image    document.ImageRef       `json:"image"`
	State    string                  `json:"state"`
	Created  time.Time               `json:"created,omitzero"`
	Started  time.Time               `json:"started,omitzero"`
	Finished time.Time               `json:"finished,omitzero"`
	Ports    []document.Port         `json:"ports"`
	MountID  string                  `json:"mount_id,omitempty"`
	History  []document.HistoryEntry `json:"history,omitempty"`
	Error    string                  `json:"error,omitempty"`
}

func rows(listed []collectors.Listed) []row {
	rows := make([]row, 0, len(listed))
	for _, l := range listed {
		rows = append(rows, rowOf(l))
	}
	return rows
}

func rowOf(l collectors.Listed) row {
	r := row{Name: l.Target.Name, ID: l.Target.ID, Image: l.Target.Image, State: "unknown", Ports: []document.Port{}, MountID: document.Text(l.MountID)}
	if c := l.Config; c != nil {
		r.State, r.Created, r.Started, r.Finished, r.Ports = c.State.Status, c.Created, c.Started, c.Finished, c.Ports
	}
	if l.Image != nil {
		r.History = l.Image.History
	}
	if l.Err != nil {
		r.Error = document.Text(l.Err.Error())
	}
	return r
}

func writeContainers(w io.Writer, listed []collectors.Listed) error {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tID\tIMAGE\tSTATE\tCREATED\tSTARTED\tFINISHED\tPORTS\tMOUNT")
	for _, l := range listed {
		r := rowOf(l)
		cells := []string{
			r.Name, short(r.ID), imageName(r.Image), r.State, moment(r.Created), moment(r.Started), moment(r.Finished), portList(r.Ports), short(r.MountID),
		}
		for i, cell := range cells {
			if cells[i] = oneLine(cell); cells[i] == "" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return writeHistories(w, listed)
}

// writeHistories tells how the images were made that are known, each once.
func writeHistories(w io.Writer, listed []collectors.Listed) error {
	told := map[string]bool{}
	for _, l := range listed {
		if l.Image == nil || told[l.Image.ID] {
			continue
		}
		told[l.Image.ID] = true
		if _, err := fmt.Fprintf(w, "\nHISTORY OF %s (%s)\n", oneLine(imageName(l.Target.Image)), oneLine(l.Image.ID)); err != nil {
			return err
		}
		for _, h := range l.Image.History {
			at := moment(h.Created)
			if at == "" {
				at = "-"
			}
			if _, err := fmt.Fprintf(w, "%-19s  %s\n", at, oneLine(h.CreatedBy)); err != nil {
				return err
			}
		}
	}
	return nil
}

func short(id string) string {
	if len(id) == 64 {
		return id[:12]
	}
	return id
}

func imageName(i document.ImageRef) string {
	if i.Name != "" {
		return i.Name
	}
	return i.ID
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04:05")
}

func portList(ports []document.Port) string {
	var list []string
	for _, p := range ports {
		host := p.HostIP
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		list = append(list, fmt.Sprintf("%s:%d->%d/%s", host, p.HostPort, p.ContainerPort, p.Protocol))
	}
	return strings.Join(list, ", ")
}

// dataRoot opens a data root, once.
func (s *sources) dataRoot(dir string) (*dockerroot.Root, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if root, ok := s.roots[dir]; ok {
		return root, nil
	}
	root, err := dockerroot.Open(dir, dockerroot.Options{
		LogsSince: time.Duration(s.options.logsSince), MaxFileSize: int64(s.options.maxFileSize),
	})
	var noRoot *dockerroot.NoRoot
	if errors.As(err, &noRoot) {
		return nil, hinted{err, noRoot.Hint()}
	}
	if err != nil {
		return nil, err
	}
	if s.roots == nil {
		s.roots = map[string]*dockerroot.Root{}
	}
	s.roots[dir] = root
	return root, nil
}

// openOfRoot opens a container of a data root. One that has a single container
// need not name it.
func (s *sources) openOfRoot(ctx context.Context, name string) (collectors.Subject, error) {
	root, container, err := s.containerOfRoot(ctx, name)
	if err != nil {
		return nil, err
	}
	subject, err := root.OpenContainer(ctx, container)
	if errors.Is(err, collectors.ErrNotFound) {
		return nil, hinted{err, "rummage containers docker-root:DIR lists those that are there"}
	}
	return subject, err
}

// containerOfRoot finds the data root, and the container in it, that a name
// stands for. One that has a single container need not name it.
func (s *sources) containerOfRoot(ctx context.Context, name string) (*dockerroot.Root, string, error) {
	dir, container := dockerroot.SplitName(name)
	root, err := s.dataRoot(dir)
	if err != nil || container != "" {
		return root, container, err
	}
	listed, err := root.Containers(ctx)
	if err != nil {
		return nil, "", err
	}
	if len(listed) != 1 {
		return nil, "", usagef("name one of those that rummage containers docker-root:DIR lists: docker-root:DIR#CONTAINER",
			"%s has %d containers", dir, len(listed))
	}
	return root, listed[0].Target.ID, nil
}

// jobsOfRoot are the containers of a data root, when a target names it as a
// whole.
func (s *sources) jobsOfRoot(ctx context.Context, name string) ([]job, bool, error) {
	target := collectors.ParseTarget(name, schemes)
	if target.Scheme != dockerroot.Scheme {
		return nil, false, nil
	}
	dir, container := dockerroot.SplitName(target.Name)
	if container != "" {
		return nil, false, nil
	}
	root, err := s.dataRoot(dir)
	if err != nil {
		return nil, true, err
	}
	listed, err := root.Containers(ctx)
	if err != nil {
		return nil, true, err
	}
	if len(listed) == 0 {
		return nil, true, hinted{fmt.Errorf("%w: %s has no container", collectors.ErrNotFound, dir), "check that it is the data root, and that all of it was copied"}
	}
	var jobs []job
	for _, l := range listed {
		jobs = append(jobs, job{kind: "container", name: l.Target.Name, open: func(ctx context.Context) (collectors.Subject, error) {
			return root.OpenContainer(ctx, l.Target.ID)
		}})
	}
	return jobs, true, nil
}
