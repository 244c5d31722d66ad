package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Filter says which events are wanted; the zero value wants all.
type Filter struct {
	// From and To bound the times, both included.
	From, To time.Time
	// Sources are names of sources or of parsers.
	Sources []string
	// Paths are globs over the paths of events, as doublestar has them. One without
	// a slash is for the last part of a path, and one that matches a directory is for
	// all that is below it.
	Paths []string
	// ChangesOnly leaves out what the image brought.
	ChangesOnly bool
	// FindingsOnly leaves out what no finding refers to.
	FindingsOnly bool
}

// Check tells of a filter that cannot be used.
func (f *Filter) Check() error {
	for _, glob := range f.Paths {
		if !doublestar.ValidatePattern(glob) {
			return fmt.Errorf("path pattern %q is malformed", glob)
		}
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		return fmt.Errorf("no time is from %s to %s", f.From.Format(time.RFC3339), f.To.Format(time.RFC3339))
	}
	return nil
}

func (f *Filter) wants(e *Event) bool {
	return f.inTime(e.Time) &&
		(len(f.Sources) == 0 || slices.Contains(f.Sources, string(e.Source)) || slices.Contains(f.Sources, e.Parser)) &&
		(len(f.Paths) == 0 || e.Path != "" && f.inPaths(e.Path)) &&
		(!f.ChangesOnly || e.Change != ofImage) &&
		(!f.FindingsOnly || len(e.Findings) > 0)
}

func (f *Filter) inTime(t time.Time) bool {
	return (f.From.IsZero() || !t.Before(f.From)) && (f.To.IsZero() || !t.After(f.To))
}

func (f *Filter) inPaths(path string) bool {
	return slices.ContainsFunc(f.Paths, func(glob string) bool {
		if !strings.Contains(glob, "/") {
			return doublestar.MatchUnvalidated(glob, path[strings.LastIndexByte(path, '/')+1:])
		}
		glob = strings.TrimSuffix(glob, "/")
		return doublestar.MatchUnvalidated(glob, path) || doublestar.MatchUnvalidated(glob+"/**", path)
	})
}
