package document

import (
	"maps"
	"slices"
	"strings"
)

// Texts escapes each string. The list is never null in JSON.
func Texts(from []string) []string {
	to := make([]string, 0, len(from))
	for _, s := range from {
		to = append(to, Text(s))
	}
	return to
}

// TextMap escapes names and values. The map is never null in JSON.
func TextMap(from map[string]string) map[string]string {
	to := make(map[string]string, len(from))
	for name, value := range from {
		to[Text(name)] = Text(value)
	}
	return to
}

// Keys are the keys of a map, escaped and in order.
func Keys[K ~string, V any](from map[K]V) []string {
	to := make([]string, 0, len(from))
	for _, key := range slices.Sorted(maps.Keys(from)) {
		to = append(to, Text(string(key)))
	}
	return to
}

// Variables splits settings of the form NAME=VALUE.
func Variables(env []string) []Variable {
	to := make([]Variable, 0, len(env))
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		to = append(to, Variable{Name: Text(name), Value: Text(value)})
	}
	return to
}
