package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"

	"github.com/docker/docker/client"

	"github.com/rummage-scanner/rummage/document"
)

// The bounds of what is asked about sessions in a container.
const (
	maxExecs      = 100
	maxExecAnswer = 1 << 20 // bytes
)

// collectExecs asks how the sessions that run in the container were started.
func (s *subject) collectExecs(ctx context.Context) []document.Coverage {
	ids := s.inspected.ExecIDs
	if len(ids) == 0 {
		return nil
	}
	coverage := document.Coverage{Collector: "execs", Status: document.OK}
	if len(ids) > maxExecs {
		coverage.Status, coverage.Cause = document.Partial, document.Limit
		coverage.Reason = fmt.Sprintf("only %d of %d sessions were asked for", maxExecs, len(ids))
		ids = ids[:maxExecs]
	}
	for _, id := range ids {
		exec, err := s.collector.exec(ctx, id)
		if err != nil {
			return []document.Coverage{s.failed("execs", err)}
		}
		if exec != nil {
			s.document.Config.Execs = append(s.document.Config.Execs, *exec)
		}
	}
	return []document.Coverage{coverage}
}

// exec reads one session; nil when it has ended. The client's own call leaves
// out how it was started.
func (c *Collector) exec(ctx context.Context, id string) (*document.Exec, error) {
	endpoint := url.URL{Scheme: "http", Host: client.DummyHost, Path: path.Join("/v"+c.client.ClientVersion(), "exec", id, "json")}
	if host, err := client.ParseHostURL(c.client.DaemonHost()); err == nil && host.Scheme == "tcp" {
		endpoint.Host, endpoint.Path = host.Host, path.Join(host.Path, endpoint.Path)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask for session %s: %w", id, err)
	}
	// The client's connections, which have its TLS or its ssh below them.
	dial := c.client.Dialer()
	transport := &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("ask for session %s: %w", id, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask for session %s: the engine says %s", id, response.Status)
	}
	return parseExec(io.LimitReader(response.Body, maxExecAnswer))
}

func parseExec(r io.Reader) (*document.Exec, error) {
	var answer struct {
		Running       bool
		Pid           int
		ProcessConfig struct {
			Tty        bool     `json:"tty"`
			Privileged bool     `json:"privileged"`
			User       string   `json:"user"`
			Entrypoint string   `json:"entrypoint"`
			Arguments  []string `json:"arguments"`
		}
	}
	if err := json.NewDecoder(r).Decode(&answer); err != nil {
		return nil, fmt.Errorf("read the engine's answer about a session: %w", err)
	}
	if !answer.Running {
		return nil, nil
	}
	p := answer.ProcessConfig
	return &document.Exec{
		PID:        answer.Pid,
		User:       document.Text(p.User),
		Privileged: p.Privileged,
		TTY:        p.Tty,
		Command:    list(append([]string{p.Entrypoint}, p.Arguments...)),
	}, nil
}
