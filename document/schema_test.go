package document_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rummage-scanner/rummage/document"
)

// TestSchema has the published schema take recorded documents as they are, and
// after a way through the types, and refuse fields that do not exist.
func TestSchema(t *testing.T) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(document.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("document.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("document.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/documents/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			recorded := decode(t, text)
			if err := schema.Validate(recorded); err != nil {
				t.Error(err)
			}
			doc := &document.Document{}
			if err := json.Unmarshal(text, doc); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(decode(t, again)); err != nil {
				t.Errorf("written again: %v", err)
			}
			recorded.(map[string]any)["filesytem"] = "a typo"
			if schema.Validate(recorded) == nil {
				t.Error("a field that does not exist is taken")
			}
		})
	}
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	x, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return x
}
