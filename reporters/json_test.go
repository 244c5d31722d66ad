package reporters

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rummage-scanner/rummage/report"
)

// TestJSONSchema has the published schema take what is written, and refuse
// what is not a report.
func TestJSONSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../docs/reference/schemas/report.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*report.Report{"full": full(), "empty": newReport(), "hostile": hostile()} {
		x, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, "json", Options{}, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(x); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		x.(map[string]any)["verdikt"] = "clean"
		if schema.Validate(x) == nil {
			t.Errorf("%s: a field that does not exist is taken", name)
		}
	}
}

// TestJSONExact has names come back as they were.
func TestJSONExact(t *testing.T) {
	want := hostile()
	got := &report.Report{}
	if err := json.Unmarshal(written(t, "json", Options{}, want), got); err != nil {
		t.Fatal(err)
	}
	if g, w := got.Targets[0].Findings[0].Location.Path, want.Targets[0].Findings[0].Location.Path; g != w {
		t.Errorf("path %q, want %q", g, w)
	}
	if got.Targets[0].Name != want.Targets[0].Name || got.Notices[0] != want.Notices[0] {
		t.Errorf("%+v", got)
	}
}
