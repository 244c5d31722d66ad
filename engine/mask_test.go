package engine

import (
	"reflect"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

func TestMask(t *testing.T) {
	doc := &document.Document{Config: &document.Config{Env: []document.Variable{
		{Name: "DB_PASSWORD", Value: "hunter2hunter2"},
		{Name: "API_TOKEN", Value: "hunter2"},
		{Name: "PIN_SECRET", Value: "12"},
		{Name: "LANG", Value: "C.UTF-8"},
	}}}
	m := newMask(doc, false)
	tests := map[string]string{
		"mysql -phunter2hunter2":                     "mysql -p********",
		"run hunter2":                                "run ********",
		"12 files, C.UTF-8":                          "12 files, C.UTF-8",
		"psql --password=x y":                        "psql --password=******** y",
		"psql --password 'x y' z":                    "psql --password ******** z",
		"a --auth-token x":                           "a --auth-token ********",
		"PGPASSWORD=x psql":                          "PGPASSWORD=******** psql",
		`{"api_key": "x"}`:                           `{"api_key": ********}`,
		"curl https://me:x@example.org/":             "curl https://me:********@example.org/",
		"curl -H 'Authorization: Bearer abcdefghij'": "curl -H 'Authorization: Bearer ********'",
		"the variable DB_PASSWORD holds a secret":    "the variable DB_PASSWORD holds a secret",
		"a password was set":                         "a password was set",
	}
	for in, want := range tests {
		if got := m.text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	evidence := map[string]any{"commands": []any{"run hunter2"}, "count": 1.0}
	if got := m.evidence(evidence); !reflect.DeepEqual(got, map[string]any{"commands": []any{"run ********"}, "count": 1.0}) {
		t.Errorf("evidence %v", got)
	}
	if got := newMask(doc, true).text("run hunter2"); got != "run hunter2" {
		t.Errorf("shown secrets became %q", got)
	}
}
