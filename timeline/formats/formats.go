// Package formats writes timelines, a format a file.
package formats

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/rummage-scanner/rummage/timeline"
)

// Writer writes a timeline. Events come in the order of their times, and are valid
// only during the call. Their texts are escaped as those of a document.
type Writer interface {
	Event(e *timeline.Event) error
	// Close writes what comes after the last event. It does not close what was given
	// to write to.
	Close(tail timeline.Tail) error
}

// Options say how a timeline is written.
type Options struct {
	Head timeline.Head
	// Color and Width are those of the terminal that a table is for; a Width of 0 is
	// no terminal.
	Color bool
	Width int
}

// all are the formats: what is not in it does not exist.
var all = map[string]func(io.Writer, Options) (Writer, error){
	"bodyfile":   newBodyfile,
	"csv":        newCSV,
	"html":       newHTML,
	"jsonl":      newJSONL,
	"l2tcsv":     newL2TCSV,
	"table":      newTable,
	"timesketch": newTimesketch,
}

// Names lists the formats.
func Names() []string { return slices.Sorted(maps.Keys(all)) }

// New makes a writer of a format to w.
func New(format string, w io.Writer, o Options) (Writer, error) {
	make, ok := all[format]
	if !ok {
		return nil, fmt.Errorf("unknown format %q", format)
	}
	return make(w, o)
}

// Notices are what a writer has to tell after Close, about what it left out.
func Notices(w Writer) []string {
	if n, ok := w.(interface{ Notices() []string }); ok {
		return n.Notices()
	}
	return nil
}
