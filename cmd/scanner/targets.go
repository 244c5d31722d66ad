package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/collectors/image"
	"github.com/rummage-scanner/rummage/collectors/recorded"
	"github.com/rummage-scanner/rummage/collectors/rootfs"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/evidence"
)

// sources ties the schemes of targets to their collectors: the only place that
// does.
type sources struct {
	options common
	stdin   io.Reader
	mu      sync.Mutex
	opened  *docker.Collector
	roots   map[string]*dockerroot.Root
}

// schemes are all that a target can begin with.
var schemes = []string{
	docker.Scheme, docker.EngineScheme, docker.ImageScheme, image.DockerArchive, image.OCIArchive, image.OCIDir, image.Registry,
	rootfs.Scheme, recorded.Scheme, evidence.Scheme, dockerroot.Scheme,
}

func newSources(o common, stdin io.Reader) *sources { return &sources{options: o, stdin: stdin} }

// engine connects to the engine, once.
func (s *sources) engine(ctx context.Context) (*docker.Collector, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened == nil {
		c, err := docker.Connect(ctx, s.options.docker())
		if err != nil {
			return nil, err
		}
		s.opened = c
	}
	return s.opened, nil
}

func (s *sources) close() {
	if s.opened != nil {
		s.opened.Close()
	}
	for _, root := range s.roots {
		root.Close()
	}
}

// open finds what a target names. A bare name is a container's or, failing that,
// an image's.
func (s *sources) open(ctx context.Context, name string) (collectors.Subject, error) {
	target := collectors.ParseTarget(name, schemes)
	switch target.Scheme {
	case recorded.Scheme:
		return recorded.Opener{}.Open(ctx, target)
	case evidence.Scheme:
		subject, err := evidence.Opener{}.Open(ctx, target)
		return subject, aboutCase(err)
	case dockerroot.Scheme:
		return s.openOfRoot(ctx, target.Name)
	case rootfs.Scheme:
		return rootfs.Opener{Stdin: s.stdin}.Open(ctx, target)
	case image.DockerArchive, image.OCIArchive, image.OCIDir, image.Registry:
		opener, err := image.New(image.Options{Platform: s.options.platform, PlainHTTP: s.options.plainHTTP, Signatures: s.options.signatures, Stdin: s.stdin})
		if err != nil {
			return nil, hinted{err, "use --platform OS/ARCHITECTURE, such as linux/arm64"}
		}
		return opener.Open(ctx, target)
	case docker.Scheme, docker.ImageScheme, docker.EngineScheme, "":
		return s.openOfEngine(ctx, target)
	}
	return nil, usagef("this version scans containers, images, root file systems, cases, engine: and document:FILE",
		"targets of scheme %s: cannot be scanned yet", target.Scheme)
}

// openOfEngine finds what an engine has.
func (s *sources) openOfEngine(ctx context.Context, target collectors.Target) (collectors.Subject, error) {
	if target.Scheme == docker.EngineScheme && target.Name != "" {
		return nil, usagef("engine: alone is the engine that -H and DOCKER_HOST choose", "no engine is called %q", target.Name)
	}
	c, err := s.engine(ctx)
	if err != nil {
		return nil, err
	}
	switch target.Scheme {
	case docker.EngineScheme:
		return c.OpenEngine(), nil
	case docker.ImageScheme:
		return c.OpenImage(ctx, target.Name)
	}
	subject, err := c.Open(ctx, target)
	if target.Scheme == "" && errors.Is(err, collectors.ErrNotFound) {
		if found, noImage := c.OpenImage(ctx, target.Name); !errors.Is(noImage, collectors.ErrNotFound) {
			return found, noImage
		}
		err = fmt.Errorf("%w: no container and no image is called %s", collectors.ErrNotFound, target.Name)
	}
	return subject, err
}

// newEngine compiles the rules and says which are to blame when they do not.
func newEngine(ctx context.Context, o engine.Options) (*engine.Engine, error) {
	e, err := engine.New(ctx, o)
	return e, aboutRules(err, "rummage rules check tells what is wrong with policies, YARA rules and exceptions")
}

// kindOf is the kind of target that a name stands for, as long as nothing is
// known but the name.
func kindOf(name string) string {
	switch scheme := collectors.ParseTarget(name, schemes).Scheme; {
	case scheme == docker.EngineScheme:
		return "engine"
	case scheme == docker.ImageScheme, scheme == rootfs.Scheme, slices.Contains(image.Schemes, scheme):
		return "image"
	}
	return "container"
}

// expectedKind is the kind of all targets, where their names tell that they are of
// one; empty when they do not.
func expectedKind(names []string) string {
	if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return kindOf(name) != "image" }) {
		return ""
	}
	return "image"
}

// aboutRules gives an error about rules the hint that it brings, or else a
// general one.
func aboutRules(err error, hint string) error {
	var withHint hinted
	var own interface{ Hint() string }
	switch {
	case err == nil || errors.As(err, &withHint):
		return err
	case errors.As(err, &own):
		hint = own.Hint()
	}
	return hinted{err, hint}
}
