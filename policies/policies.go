// Package policies holds the Rego rules that rummage brings, a folder an area.
package policies

import "embed"

// FS is the tree of policies: lib, verdict, and an area a folder.
//
//go:embed */*.rego
var FS embed.FS
