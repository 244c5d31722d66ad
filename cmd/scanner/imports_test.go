package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/rummage-scanner/rummage/"

// arrows say which of our packages a package may import: itself and those
// below it always, and "words" stands for collectors alone.
var arrows = map[string][]string{
	"cache":                      {},
	"document":                   {},
	"report":                     {},
	"policies":                   {},
	"rules":                      {},
	"reporters":                  {"document", "report"},
	"collectors":                 {"cache", "document"},
	"collectors/docker":          {"collectors", "collectors/inspection", "collectors/layers", "collectors/logtail", "collectors/overlay", "collectors/storage", "document"},
	"collectors/dockerroot":      {"collectors", "collectors/inspection", "collectors/layers", "collectors/logtail", "collectors/overlay", "collectors/storage", "document"},
	"collectors/dockerroot/bolt": {},
	"collectors/image":           {"collectors", "collectors/layers", "document"},
	"collectors/rootfs":          {"collectors", "collectors/layers", "collectors/overlay", "document"},
	"collectors/layers":          {"cache", "collectors", "collectors/overlay", "document"},
	"collectors/overlay":         {"document"},
	"collectors/inspection":      {"document"},
	"collectors/logtail":         {"collectors", "document"},
	"collectors/storage":         {"collectors", "collectors/overlay", "document"},
	"collectors/recorded":        {"collectors", "document"},
	"engine":                     {"cache", "collectors", "document", "report", "policies", "rules"},
	"engine/rego":                {"document", "report"},
	"engine/yara":                {"cache", "document"},
	"engine/packages":            {"collectors", "document"},
	"engine/content":             {"document"},
	"engine/dockerfile":          {"document"},
	"engine/sigma":               {"document"},
	"evidence":                   {"collectors", "document"},
	"evidence/acquire":           {"evidence", "collectors", "collectors/docker", "collectors/dockerroot", "document"},
	"tarfs":                      {},
	"tree":                       {"collectors/overlay", "tarfs"},
	"tree/mount":                 {"tree"},
	"timeline":                   {"collectors", "document", "report", "tarfs"},
	"timeline/parsers":           {"document", "timeline", "timeline/parsers/journal"},
	"timeline/parsers/journal":   {},
	"timeline/formats":           {"document", "timeline"},
	"docs/generate":              {"document", "report", "policies", "engine", "engine/rego", "timeline/formats", "timeline/parsers"},
	"cmd/scanner":                {"cache", "collectors", "collectors/docker", "collectors/dockerroot", "collectors/image", "collectors/overlay", "collectors/recorded", "collectors/rootfs", "document", "engine", "engine/dockerfile", "evidence", "evidence/acquire", "report", "reporters", "tarfs", "timeline", "timeline/formats", "timeline/parsers", "tree", "tree/mount"},
}

// onlyHere are modules, or packages of them, that one package alone may import.
// The types of Docker's API are no client of it.
var onlyHere = map[string]string{
	"github.com/hillu/go-yara/v4":                       "engine/yara",
	"github.com/open-policy-agent/opa":                  "engine/rego",
	"github.com/docker/docker/client":                   "collectors/docker",
	"github.com/docker/cli":                             "collectors/docker",
	"github.com/secure-systems-lab/go-securesystemslib": "evidence",
	"github.com/owenrumney/go-sarif/v3":                 "reporters",
	"github.com/jedib0t/go-pretty/v6":                   "reporters",
	"github.com/vbauerster/mpb/v8":                      "cmd/scanner",
	"github.com/spf13/cobra":                            "cmd/scanner",
	"github.com/sirupsen/logrus":                        "cmd/scanner",
	"github.com/gabriel-vasile/mimetype":                "engine/content",
	"github.com/ncruces/go-sqlite3":                     "timeline/parsers",
	"github.com/hanwen/go-fuse/v2":                      "tree/mount",
}

// TestImports keeps the packages' dependencies pointing one way.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&pkg); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(pkg.ImportPath, module)
		allowed, known := arrows[name]
		if !known {
			t.Errorf("package %s is in no arrow: say what it may import", name)
			continue
		}
		seen++
		for _, path := range pkg.Imports {
			if ours, ok := strings.CutPrefix(path, module); ok && !mayImport(name, ours, allowed) {
				t.Errorf("%s must not import %s", name, ours)
			}
			for other, only := range onlyHere {
				if (path == other || strings.HasPrefix(path, other+"/")) && name != only {
					t.Errorf("%s must not import %s: %s alone does", name, path, only)
				}
			}
		}
	}
	if seen != len(arrows) {
		t.Errorf("%d packages of %d are there", seen, len(arrows))
	}
}

func mayImport(name, other string, allowed []string) bool {
	if strings.HasPrefix(other, name+"/") && name != "collectors" {
		return true
	}
	for _, a := range allowed {
		if a == other {
			return true
		}
	}
	return false
}
