// Package rules holds the YARA rules that rummage brings: those in files are
// matched against file contents, those in logs against log text.
package rules

import "embed"

// FS is the tree of rules.
//
//go:embed files logs
var FS embed.FS
