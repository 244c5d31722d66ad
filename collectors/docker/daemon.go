package docker

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/swarm"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// EngineScheme is the scheme of the engine itself as a target.
const EngineScheme = "engine"

// OpenEngine opens the engine itself: its settings and networks, and on its own
// host its process and its files.
func (c *Collector) OpenEngine() collectors.Subject { return &engineSubject{collector: c} }

// engineSubject is an engine.
type engineSubject struct {
	collector *Collector
	document  *document.Document
	engine    document.Engine
}

// Document asks the engine, and looks at its host where that is this one.
func (s *engineSubject) Document(ctx context.Context) (*document.Document, error) {
	s.document = &document.Document{
		SchemaVersion: document.SchemaVersion,
		CollectedAt:   time.Now().UTC(),
		Target:        document.Target{Kind: "engine", Name: s.collector.Host()},
		Processes:     []document.Process{},
		Changes:       []document.Change{},
		Sockets:       []document.Socket{},
		Matches:       []document.Match{},
	}
	info, err := s.collector.engine()
	if err != nil {
		s.fail("engine", err)
		return s.document, nil
	}
	s.engine = info.engine
	s.document.Engine, s.document.Host = &s.engine, &info.host
	s.document.Target.ID = info.id
	if info.engine.Name != "" {
		s.document.Target.Name = info.engine.Name
	}
	s.document.CollectedAt = s.document.CollectedAt.Add(info.ahead)
	s.cover("engine", document.OK, "")
	s.collectNetworks(ctx)
	s.collectUsage(ctx)
	s.collectHost(info)
	return s.document, nil
}

// Files has nothing to visit: an engine has no file system of its own.
func (*engineSubject) Files(context.Context, func(collectors.File) error) error {
	return collectors.ErrNoContents
}

// Logs has no lines.
func (*engineSubject) Logs(context.Context, func(collectors.LogLine) error) error { return nil }

// Open finds no file.
func (*engineSubject) Open(_ context.Context, name string) (io.ReadCloser, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Close does nothing: the collector keeps the connection.
func (*engineSubject) Close() error { return nil }

func (s *engineSubject) cover(collector string, status document.Status, reason string) {
	s.document.Coverage = append(s.document.Coverage,
		document.Coverage{Collector: collector, Status: status, Reason: document.Text(reason)})
}

func (s *engineSubject) fail(collector string, err error) {
	s.cover(collector, document.Failed, s.collector.wrap(err).Error())
}

func (s *engineSubject) collectNetworks(ctx context.Context) {
	found, err := s.collector.client.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		s.fail("networks", fmt.Errorf("list networks: %w", err))
		return
	}
	for _, n := range found {
		s.engine.Networks = append(s.engine.Networks, document.Network{
			Name:     document.Text(n.Name),
			Driver:   document.Text(n.Driver),
			Scope:    document.Text(n.Scope),
			Internal: n.Internal,
			Ingress:  n.Ingress,
			Options:  texts(n.Options),
		})
	}
	slices.SortFunc(s.engine.Networks, func(a, b document.Network) int { return strings.Compare(a.Name, b.Name) })
	s.cover("networks", document.OK, "")
}

// collectUsage counts containers, and the images that none of them has.
func (s *engineSubject) collectUsage(ctx context.Context) {
	containers, err := s.collector.client.ContainerList(ctx, container.ListOptions{All: true})
	if err != nil {
		s.fail("usage", fmt.Errorf("list containers: %w", err))
		return
	}
	images, err := s.collector.client.ImageList(ctx, image.ListOptions{})
	if err != nil {
		s.fail("usage", fmt.Errorf("list images: %w", err))
		return
	}
	usage := &document.Usage{Containers: len(containers), Images: len(images)}
	used := map[string]bool{}
	for _, c := range containers {
		used[c.ImageID] = true
		if c.State == container.StateRunning || c.State == container.StatePaused {
			usage.Running++
		}
	}
	for _, i := range images {
		if !used[i.ID] {
			usage.UnusedImages++
		}
	}
	s.engine.Usage = usage
	s.cover("usage", document.OK, "")
}

// collectHost looks at the engine's process and files.
func (s *engineSubject) collectHost(info *engineInfo) {
	socket, local := strings.CutPrefix(s.collector.Host(), "unix://")
	switch {
	case info.podman:
		s.cover("host", document.Skipped, "Podman has no daemon whose settings and files could be judged")
		return
	case !local || s.collector.options.Remote:
		s.cover("host", document.Skipped, "the engine is reached over the network: its host's files cannot be seen from here")
		return
	case os.Geteuid() != 0:
		s.cover("host", document.Skipped, "only root can see the engine's process and all of its files")
		return
	}
	pid, err := findDaemon("/proc", socket)
	if err != nil {
		s.cover("host", document.Skipped, fmt.Sprintf("the engine's host cannot be seen from here: %v", err))
		return
	}
	s.engine.DataRootMount = dataRootMount(info.root)
	trust := contentTrust("/")
	s.engine.ContentTrust = &trust
	errs := s.collectDaemon(pid, socket, info)
	if len(errs) > 0 {
		s.document.Coverage = append(s.document.Coverage, document.Coverage{
			Collector: "host", Status: document.Partial, Cause: document.Failure, Reason: document.Text(errors.Join(errs...).Error()),
		})
		return
	}
	s.cover("host", document.OK, "")
}

// collectDaemon describes the engine's process and its files. The errors are of
// what is there and could not be read.
func (s *engineSubject) collectDaemon(pid int, socket string, info *engineInfo) []error {
	dir := filepath.Join("/proc", strconv.Itoa(pid))
	args := argsOf(dir)
	daemon := &document.Daemon{PID: pid, Args: list(args), Listeners: tcpListeners(dir)}
	if owner, err := os.Stat(dir); err == nil {
		if stat, ok := owner.Sys().(*syscall.Stat_t); ok {
			daemon.UID = int(stat.Uid)
		}
	}
	s.engine.Daemon = daemon
	h := newHostFiles("/")
	file := h.settingsFile(args, daemon.UID)
	content, err := h.text(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.unread = append(h.unread, err)
	}
	settings := &document.Settings{File: document.Text(file)}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		if settings, err = settingsOf(args, file, content); err != nil {
			h.unread = append(h.unread, err)
			settings = &document.Settings{File: document.Text(file)}
		} else {
			daemon.Settings = settings
		}
	}
	program, err := os.Readlink(filepath.Join(dir, "exe"))
	if err != nil {
		h.unread = append(h.unread, err)
	}
	h.gather(realPath(socket), info.root, strings.TrimSuffix(program, " (deleted)"), settings)
	s.engine.Files, s.engine.Group = h.files, h.group()
	return h.unread
}

// settingsFile is the file that dockerd takes its settings from. That of a
// rootless engine is in its user's home.
func (h *hostFiles) settingsFile(args []string, uid int) string {
	set := parseArgs(args)
	switch {
	case len(set["config-file"]) > 0:
		return set.text("config-file", "")
	case uid != 0:
		for _, fields := range h.table("/etc/passwd") {
			if nth(fields, 2) == strconv.Itoa(uid) {
				return filepath.Join(nth(fields, 5), ".config/docker/daemon.json")
			}
		}
	}
	return "/etc/docker/daemon.json"
}

func dataRootMount(root string) string {
	table, err := readTable("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	return document.Text(mountOfDir(string(table), root))
}

// contentTrust tells whether DOCKER_CONTENT_TRUST is on: here, or for all who
// log in to the host.
func contentTrust(root string) bool {
	if truth(os.Getenv("DOCKER_CONTENT_TRUST")) {
		return true
	}
	environment, err := readUpTo(filepath.Join(root, "etc/environment"), maxHostText)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(environment)) {
		name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if strings.TrimSpace(name) == "DOCKER_CONTENT_TRUST" {
			return truth(strings.Trim(value, `"' `))
		}
	}
	return false
}

// swarmOf is an engine's part in a swarm. Join tokens and keys are not asked
// for.
func swarmOf(info swarm.Info) *document.Swarm {
	if info.LocalNodeState == "" {
		return nil
	}
	s := &document.Swarm{
		State:       string(info.LocalNodeState),
		Manager:     info.ControlAvailable,
		NodeAddress: document.Text(info.NodeAddr),
		Managers:    info.Managers,
		Nodes:       info.Nodes,
	}
	if c := info.Cluster; c != nil {
		lock := c.Spec.EncryptionConfig.AutoLockManagers
		s.AutoLock = &lock
		s.CertificateExpiry = int64(c.Spec.CAConfig.NodeCertExpiry / time.Second)
		if block, _ := pem.Decode([]byte(c.TLSInfo.TrustRoot)); block != nil {
			if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
				s.AuthorityCreated = certificate.NotBefore.UTC()
			}
		}
	}
	return s
}

// builtAt is when an engine was built. Docker has it in the details of its
// component, in RFC 3339, and older versions print it otherwise. The epoch
// stands for a build without a time.
func builtAt(version types.Version) time.Time {
	texts := []string{version.BuildTime}
	for _, component := range version.Components {
		if component.Name == "Engine" {
			texts = append(texts, component.Details["BuildTime"])
		}
	}
	for _, text := range texts {
		for _, layout := range []string{time.RFC3339Nano, time.ANSIC, time.UnixDate} {
			if t, err := time.Parse(layout, text); err == nil && t.Unix() > 0 {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}
