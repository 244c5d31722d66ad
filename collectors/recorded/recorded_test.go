package recorded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/collectors"
)

func TestOpen(t *testing.T) {
	subject, err := Opener{}.Open(t.Context(), collectors.Target{Scheme: Scheme, Name: "../../testdata/documents/infected.json"})
	if err != nil {
		t.Fatal(err)
	}
	defer subject.Close()
	doc, err := subject.Document(t.Context())
	if err != nil || doc.Target.Name != "shop" || len(doc.Changes) == 0 || len(doc.Matches) == 0 {
		t.Errorf("%+v, %v", doc, err)
	}
	if err := subject.Files(t.Context(), nil); !errors.Is(err, collectors.ErrNoContents) {
		t.Errorf("its files: %v", err)
	}
}

func TestOpenMalformed(t *testing.T) {
	for name, test := range map[string]struct{ text, says string }{
		"no JSON":        {"<html>", "invalid character"},
		"empty":          {"", "EOF"},
		"no document":    {"{}", "schema version 0"},
		"a later one":    {`{"schema_version": 2}`, "schema version 2"},
		"another type":   {`{"schema_version": 1, "changes": 5}`, "changes"},
		"an array":       {`[]`, "array"},
		"cut short":      {`{"schema_version": 1, "changes": [`, "EOF"},
		"a faulty mode":  {`{"schema_version": 1, "changes": [{"mode": "rwx"}]}`, "octal"},
		"a faulty start": {`{"schema_version": 1, "processes": [{"started": "now"}]}`, "now"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "d.json")
			if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Opener{}.Open(t.Context(), collectors.Target{Scheme: Scheme, Name: file})
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), file) {
				t.Errorf("%v, want one that says %s and names the file", err, test.says)
			}
		})
	}
	if _, err := (Opener{}).Open(t.Context(), collectors.Target{Scheme: Scheme, Name: "/nonexistent.json"}); !errors.Is(err, collectors.ErrNotFound) {
		t.Errorf("%v, want that there is none", err)
	}
}
