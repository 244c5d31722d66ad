package formats

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// TestSchema has the published schema take what is written, and refuse fields that
// do not exist.
func TestSchema(t *testing.T) {
	text, err := os.ReadFile("../../docs/reference/schemas/event.json")
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("event.json", decode(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("event.json")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(written(t, "jsonl", Options{}, append(ordinary(), hostile()...))) {
		event := decode(t, line)
		if err := schema.Validate(event); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		event.(map[string]any)["sorce"] = "a typo"
		if schema.Validate(event) == nil {
			t.Error("a field that does not exist is taken")
		}
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

func TestTimes(t *testing.T) {
	tests := []struct {
		time    time.Time
		rfc3339 string
		micros  int64
	}{
		{time.Time{}, "", -62135596800000000},
		{time.Unix(0, 0), "1970-01-01T00:00:00.000000Z", 0},
		{time.Unix(0, -1), "1969-12-31T23:59:59.999999Z", -1},
		{time.Date(2263, 1, 1, 0, 0, 0, 0, time.UTC), "2263-01-01T00:00:00.000000Z", 9246182400000000},
		{time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC), "9999-12-31T23:59:59.000000Z", 327403382400000000},
		{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), "0001-01-01T00:00:00.000000Z", -62198755200000000},
		{time.Unix(math.MaxInt64/2, 0), "9999-12-31T23:59:59.000000Z", math.MaxInt64},
		{time.Unix(math.MinInt64/2, 0), "0001-01-01T00:00:00.000000Z", math.MinInt64},
		{time.Date(2026, 1, 1, 1, 0, 0, 1999, time.FixedZone("", 3600)), "2026-01-01T00:00:00.000001Z", 1767225600000001},
	}
	for _, test := range tests {
		if got := rfc3339(test.time); got != test.rfc3339 {
			t.Errorf("%v is written as %s, want %s", test.time, got, test.rfc3339)
		}
		if got := micros(test.time); got != test.micros {
			t.Errorf("%v has %d microseconds, want %d", test.time, got, test.micros)
		}
	}
}

// FuzzJSONL has any text that a timeline escaped come back from a line as it was, and
// others harm nothing.
func FuzzJSONL(f *testing.F) {
	f.Add(hostileName, "\xff\\xff\\x5c")
	f.Fuzz(func(t *testing.T, name, value string) {
		escaped, text := document.Text(name), document.Text(value)
		event := timeline.Event{
			Message: escaped, Path: text, User: text, Fields: map[string]string{escaped: text}, File: &timeline.File{LinkTarget: escaped}, Findings: []string{text},
		}
		line := written(t, "jsonl", Options{}, []timeline.Event{event})
		if n := bytes.Count(line, []byte("\n")); n != 1 {
			t.Fatalf("%d lines", n)
		}
		if raw := written(t, "jsonl", Options{}, []timeline.Event{{Message: name, Path: value}}); !json.Valid(raw) {
			t.Fatalf("no JSON: %q", raw)
		}
		if text := strings.TrimSuffix(string(line), "\n"); document.Escape(text) != text {
			t.Fatalf("unsafe line %q", text)
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		got := []string{r.Message, r.Path, r.User, r.File.LinkTarget, r.Findings[0]}
		for i := range got {
			got[i] = document.Bytes(got[i])
		}
		if diff := cmp.Diff([]string{name, value, value, name, value}, got); diff != "" {
			t.Error(diff)
		}
		for field, is := range r.Fields {
			if document.Bytes(field) != name || document.Bytes(is) != value {
				t.Errorf("field %q is %q", field, is)
			}
		}
	})
}

// TestTimesketchIsFlat has each line hold what Timesketch wants, and no object.
func TestTimesketchIsFlat(t *testing.T) {
	for line := range bytes.Lines(written(t, "timesketch", Options{}, append(ordinary(), hostile()...))) {
		fields := decode(t, line).(map[string]any)
		for _, name := range []string{"message", "datetime", "timestamp", "timestamp_desc"} {
			if fields[name] == nil || fields[name] == "" {
				t.Errorf("%s is missing from %s", name, line)
			}
		}
		if _, err := time.Parse(time.RFC3339Nano, fields["datetime"].(string)); err != nil {
			t.Error(err)
		}
		for name, value := range fields {
			if _, nested := value.(map[string]any); nested || strings.HasPrefix(name, "_") || strings.Contains(name, ".") {
				t.Errorf("field %s is %v", name, value)
			}
		}
	}
}

func TestFreeName(t *testing.T) {
	taken := map[string]any{"terminal": 1, "terminal_": 1}
	tests := map[string]string{
		"type": "type", "message": "field_message", "line": "field_line", "_id": "id", "a.b": "a_b", "Größe": "gr__e", "": "field_", "__": "field_",
		"terminal": "field_terminal", "Tag": "field_tag",
	}
	for name, want := range tests {
		if got := freeName(name, taken); got != want {
			t.Errorf("%q becomes %s, want %s", name, got, want)
		}
	}
	all := maps.Clone(taken)
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		for range 3 {
			free := freeName(name, all)
			if all[free] != nil {
				t.Errorf("%s is taken", free)
			}
			all[free] = 1
		}
	}
}
