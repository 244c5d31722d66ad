package tarfs

import (
	"fmt"
	"slices"
)

// maxNotices bounds the kinds of notices that are kept of an archive.
const maxNotices = 100

// notices tell what is odd in an archive. One kind is told once, with how often it
// came and the first place.
type notices struct {
	kinds []string
	first map[string]string
	count map[string]int
}

// add tells something of a kind that may come often.
func (n *notices) add(kind, place string) {
	if n.count == nil {
		n.first, n.count = map[string]string{}, map[string]int{}
	}
	if n.count[kind] == 0 {
		if len(n.kinds) == maxNotices {
			return
		}
		n.kinds = append(n.kinds, kind)
		n.first[kind] = place
	}
	n.count[kind]++
}

// texts are the notices, in the order in which they first came.
func (n *notices) texts() []string {
	var texts []string
	for _, kind := range n.kinds {
		switch count := n.count[kind]; {
		case n.first[kind] == "":
			texts = append(texts, kind)
		case count == 1:
			texts = append(texts, fmt.Sprintf("%s: %s", kind, n.first[kind]))
		default:
			texts = append(texts, fmt.Sprintf("%s: %s, and %d more", kind, n.first[kind], count-1))
		}
	}
	return slices.Clip(texts)
}

// quote shows a name of an archive in a notice.
func quote(name string) string {
	const most = 200
	if len(name) > most {
		return fmt.Sprintf("%q…", name[:most])
	}
	return fmt.Sprintf("%q", name)
}
