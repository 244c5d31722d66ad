package timeline

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// TestPatterns finds the parser that the patterns alone find.
func TestPatterns(t *testing.T) {
	globs := []string{
		"/var/log/a.log", "/var/log/*.{log,err}{,.[0-9]*}", "/**/.x_history", "/**/{a,b/c}/h", "/**/fish/*_history", "{/var,}/run/f/*", "/srv/**", "/var/log/{x,y/z}", "/q?/[ab]",
	}
	names := []string{
		"/var/log/a.log", "/var/log/b.log.1", "/var/log/b.err", "/root/.x_history", "/.x_history", "/p/a/h", "/p/b/c/h", "/p/c/h", "/r/fish/my_history", "/run/f/u",
		"/var/run/f/u", "/srv", "/srv/a/b", "/var/log/x", "/var/log/y/z", "/var/log/z", "/q1/a", "/q/a", "/", "/nothing",
	}
	for _, glob := range globs {
		a := newArtefacts([]Parser{{Name: "p", Files: []string{glob}}}, "", &notices{}, nil)
		for _, name := range names {
			if got, want := a.parserOf(name) != nil, doublestar.MatchUnvalidated(glob, name); got != want {
				t.Errorf("%s and %s: %v, want %v", glob, name, got, want)
			}
		}
	}
}
