package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/image"
	"github.com/rummage-scanner/rummage/reporters"
)

// The exit statuses of rummage.
const (
	statusOK          = 0   // done, and nothing at or above --fail-on
	statusFindings    = 1   // done, and something is
	statusError       = 2   // could not do what was asked
	statusIncomplete  = 3   // scanned, but something failed on the way
	statusInterrupted = 130 // ended by a signal
)

// statusOf maps an error to its exit status: the only place that does.
func statusOf(ctx context.Context, err error) int {
	var outcome outcome
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &outcome):
		return int(outcome)
	case ctx.Err() != nil:
		return statusInterrupted
	}
	return statusError
}

// outcome is an end of a scan that is told by the status alone.
type outcome int

func (o outcome) Error() string { return fmt.Sprintf("status %d", int(o)) }

// hinted is an error with advice.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// printError tells what is wrong on one line, and what to do about it on
// another.
func printError(w io.Writer, err error) {
	if errors.As(err, new(outcome)) {
		return
	}
	fmt.Fprintf(w, "rummage: %s\nhint: %s\n", oneLine(err.Error()), oneLine(hintFor(err)))
}

func oneLine(s string) string {
	return reporters.Escape(strings.TrimSpace(s))
}

func hintFor(err error) string {
	var unreachable *docker.Unreachable
	var withHint hinted
	var path *fs.PathError
	var registry *image.RegistryError
	switch {
	case errors.As(err, &withHint):
		return withHint.hint
	case errors.As(err, &unreachable):
		return unreachableHint(unreachable)
	case errors.Is(err, collectors.ErrNotFound):
		return "docker ps -a and docker images list what the engine has; -H and DOCKER_HOST choose another engine"
	case errors.As(err, &registry):
		return registryHint(registry)
	case errors.As(err, new(*collectors.Unusable)):
		return "it is damaged, cut short, altered or something else: get it anew, and compare its digest"
	case errors.As(err, &path):
		return "check the name and the permissions of " + path.Path
	}
	return "rummage help explains commands and flags"
}

func registryHint(err *image.RegistryError) string {
	switch status := err.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "docker login keeps the credentials that are used; check them, and the name"
	case status == http.StatusNotFound:
		return "check the name, the tag and the platform"
	case status == http.StatusTooManyRequests:
		return "the registry limits how often it is asked: wait, or docker login to be allowed more"
	case status >= http.StatusInternalServerError:
		return "the registry is in trouble: try again later"
	}
	return "check the name and the network; --plain-http allows a registry without TLS"
}

func unreachableHint(err *docker.Unreachable) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "run as root, join the docker group, or name another engine with -H"
	case strings.HasPrefix(err.Host, "unix://"):
		return "start the engine, or name another one with -H, DOCKER_HOST or DOCKER_CONTEXT"
	}
	return "check the address, the network and the TLS settings: -H, DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY"
}
