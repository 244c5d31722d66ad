package main

import (
	"context"
	"errors"
	"sync"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/recorded"
	"github.com/rummage-scanner/rummage/engine"
)

// sources ties the schemes of targets to their collectors: the only place that
// does.
type sources struct {
	options common
	mu      sync.Mutex
	opened  *docker.Collector
}

// schemes are all that a target can begin with.
var schemes = []string{
	docker.Scheme, docker.EngineScheme, recorded.Scheme,
	"image", "docker-archive", "oci-archive", "oci-dir", "registry", "rootfs", "case", "docker-root",
}

func newSources(o common) *sources {
	s := &sources{options: o}
	return s
}

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
}

// open finds what a target names.
func (s *sources) open(ctx context.Context, name string) (collectors.Subject, error) {
	target := collectors.ParseTarget(name, schemes)
	switch target.Scheme {
	case recorded.Scheme:
		return recorded.Opener{}.Open(ctx, target)
	case docker.Scheme, "":
		c, err := s.engine(ctx)
		if err != nil {
			return nil, err
		}
		return c.Open(ctx, target)
	case docker.EngineScheme:
		if target.Name != "" {
			return nil, usagef("engine: alone is the engine that -H and DOCKER_HOST choose", "no engine is called %q", target.Name)
		}
		c, err := s.engine(ctx)
		if err != nil {
			return nil, err
		}
		return c.OpenEngine(), nil
	}
	return nil, usagef("this version scans containers (NAME or container:NAME), engine: and document:FILE",
		"targets of scheme %s: cannot be scanned yet", target.Scheme)
}

// newEngine compiles the rules and says which are to blame when they do not.
func newEngine(ctx context.Context, o engine.Options) (*engine.Engine, error) {
	e, err := engine.New(ctx, o)
	var withHint hinted
	if err != nil && !errors.As(err, &withHint) {
		err = hinted{err, "rummage rules check tells what is wrong with policies, YARA rules and exceptions"}
	}
	return e, err
}
