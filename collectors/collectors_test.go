package collectors

import "testing"

func TestParseTarget(t *testing.T) {
	schemes := []string{"container", "document"}
	for text, want := range map[string]Target{
		"web":                  {Name: "web"},
		"container:web":        {Scheme: "container", Name: "web"},
		"document:a:b.json":    {Scheme: "document", Name: "a:b.json"},
		"registry:5000/app:1":  {Name: "registry:5000/app:1"},
		"localhost:5000/app":   {Name: "localhost:5000/app"},
		"document:":            {Scheme: "document"},
		"":                     {},
		"CONTAINER:web":        {Name: "CONTAINER:web"},
		"sha256:0123456789abc": {Name: "sha256:0123456789abc"},
	} {
		got := ParseTarget(text, schemes)
		if got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
		if got.String() != text {
			t.Errorf("%+v is written %q, want %q", got, got, text)
		}
	}
}
