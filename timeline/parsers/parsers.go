// Package parsers reads artefacts that tell of times, one kind a file.
package parsers

import "github.com/rummage-scanner/rummage/timeline"

// All are the parsers. The first one that reads a path has it.
func All() []timeline.Parser {
	return append(records(), textLogs()...)
}
