package tree

import (
	"context"
	"io/fs"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// IsPattern tells whether a path is a pattern rather than a name.
func IsPattern(path string) bool { return strings.ContainsAny(path, `*?[{`) }

// Glob finds the names that fit a pattern, in their order: ** stands for
// directories of any depth. Links in the part without a pattern are followed,
// other links are not. Directories that cannot be read are given to unread.
func Glob(ctx context.Context, t Tree, pattern string, found func(name string, d fs.DirEntry) error, unread func(error)) error {
	pattern = Clean(pattern)
	if !doublestar.ValidatePattern(pattern) {
		return doublestar.ErrBadPattern
	}
	base, rest := doublestar.SplitPattern(pattern)
	base, _, err := Resolve(t, base, true)
	if err != nil {
		return err
	}
	// Without ** and alternatives, a pattern fits one depth.
	depth := -1
	if !strings.Contains(rest, "**") && !strings.Contains(rest, "{") {
		depth = strings.Count(rest, "/") + 1
	}
	return Walk(ctx, t, base, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			unread(err)
			return nil
		}
		below := strings.TrimPrefix(strings.TrimPrefix(name, base), "/")
		if base == "." {
			below = name
		}
		if below == "" || name == base {
			return nil
		}
		if ok, _ := doublestar.Match(rest, below); ok {
			if err := found(name, d); err != nil {
				return err
			}
		}
		if d.IsDir() && depth > 0 && strings.Count(below, "/")+1 >= depth {
			return fs.SkipDir
		}
		return nil
	})
}
