package docker

import (
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/collectors/inspection"
	"github.com/rummage-scanner/rummage/document"
)

func configOf(in container.InspectResponse) *document.Config { return inspection.Config(in) }

func targetOf(in container.InspectResponse) document.Target { return inspection.Target(in) }

func variables(env []string) []document.Variable {
	vars := make([]document.Variable, 0, len(env))
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		vars = append(vars, document.Variable{Name: document.Text(name), Value: document.Text(value)})
	}
	return vars
}

// list copies strings of the engine, as a list that is never null in JSON.
func list(from []string) []string {
	to := make([]string, len(from))
	for i, s := range from {
		to[i] = document.Text(s)
	}
	return to
}

func texts(from map[string]string) map[string]string {
	to := make(map[string]string, len(from))
	for k, v := range from {
		to[document.Text(k)] = document.Text(v)
	}
	return to
}

func keys[K ~string, V any](from map[K]V) []string {
	to := make([]string, 0, len(from))
	for k := range from {
		to = append(to, document.Text(string(k)))
	}
	slices.Sort(to)
	return to
}
