package rego

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAllowed(t *testing.T) {
	for _, text := range []string{
		"allow:",
		"allow: {}",
		`allow: {mounts: [/, "/etc:ro", /srv/**, '\\.\pipe\docker_engine'], ports: [80, "443", 53/udp, 8000-8100/tcp]}`,
		`allow: {registries: [registry.example.com, docker.io/library, "*.example.net"], users: [root, 0], processes: [sshd, /opt/*/bin/agent]}`,
		`allow: {images: {"nginx:*": {ports: [80]}, "registry.example.com/**": {mounts: [/proc], users: [root]}}}`,
		"other: [anything, {goes: 1}]\n1: {2: 3}",
	} {
		if _, err := readData([]string{textFile(t, text)}, map[string]any{}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, says := range map[string]string{
		"allow: [80]":                                   "allow is [80]: want an object",
		"allow: {port: [80]}":                           `allow has the unknown key "port"`,
		"allow: {ports: 80}":                            "allow.ports is 80: want a list",
		"allow: {ports: [80, 70000]}":                   "allow.ports[1] cannot be 70000",
		"allow: {ports: [80.5]}":                        "allow.ports[0] cannot be 80.5",
		"allow: {ports: [90-80]}":                       `allow.ports[0] cannot be "90-80"`,
		"allow: {ports: [80/http]}":                     `allow.ports[0] cannot be "80/http"`,
		"allow: {ports: [true]}":                        "allow.ports[0] cannot be true",
		"allow: {mounts: [srv]}":                        `allow.mounts[0] cannot be "srv"`,
		"allow: {mounts: [/srv/[]}":                     "yaml",
		`allow: {mounts: ["/srv/[a"]}`:                  `allow.mounts[0] cannot be "/srv/[a"`,
		"allow: {mounts: [{path: /srv}]}":               `allow.mounts[0] cannot be {"path":"/srv"}`,
		"allow: {users: [-1]}":                          "allow.users[0] cannot be -1",
		`allow: {processes: [""]}`:                      `allow.processes[0] cannot be ""`,
		"allow: {images: [nginx]}":                      `allow.images is ["nginx"]: want an object with`,
		"allow: {images: {nginx: [80]}}":                `allow.images["nginx"] is [80]: want an object`,
		`allow: {images: {"[a": {}}}`:                   `allow.images["[a"]: the glob is malformed`,
		"allow: {images: {nginx: {images: {}}}}":        `allow.images["nginx"] has the unknown key "images"`,
		"allow: {images: {nginx: {ports: [0]}}}":        `allow.images["nginx"].ports[0] cannot be 0`,
		"rummage: {lib: {}}":                            "its key rummage is where rules are",
		"[1, 2]":                                        "cannot unmarshal",
		"a: [":                                          "yaml",
		`{"allow": {"registry": ["registry.example"]}}`: `allow has the unknown key "registry"`,
	} {
		_, err := readData([]string{textFile(t, text)}, map[string]any{})
		t.Run(text, func(t *testing.T) { wantError(t, err, says) })
	}
}

// TestDataFiles merges files in the order in which they are named.
func TestDataFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"d/a.yaml": "site: {team: ops, hosts: [a]}\nallow: {ports: [80]}\nnumbers: {1: one}", "d/b.json": `{"site": {"hosts": ["b"]}, "n": 1}`, "d/notes.txt": "no: data",
		"later": "site: {team: dev}\nallow: {users: [root]}",
	})
	got, err := readData([]string{filepath.Join(dir, "d"), filepath.Join(dir, "later")}, map[string]any{"from": "a bundle", "n": 2})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"site":    map[string]any{"team": "dev", "hosts": []any{"b"}},
		"allow":   map[string]any{"ports": []any{80.0}, "users": []any{"root"}},
		"numbers": map[string]any{"1": "one"}, "n": 1.0, "from": "a bundle",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	write(t, dir, map[string]string{"empty/notes.txt": ""})
	if _, err := readData([]string{filepath.Join(dir, "empty")}, map[string]any{}); err == nil {
		t.Error("a directory without data is none")
	}
	_, err = readData(nil, map[string]any{"allow": map[string]any{"x": []any{}}})
	wantError(t, err, `allow has the unknown key "x"`)
}
