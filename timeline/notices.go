package timeline

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rummage-scanner/rummage/document"
)

// maxNotices bounds the notices of a timeline. How many more there are is told.
const maxNotices = 200

// notices are what could not be read, and what was assumed.
type notices struct {
	list   []string
	more   int
	counts map[string]int
}

func (n *notices) add(text string) {
	if len(n.list) >= maxNotices {
		n.more++
		return
	}
	n.list = append(n.list, document.Text(text))
}

// count adds to how often something was the case.
func (n *notices) count(text string, times int) {
	text = document.Text(text)
	if n.counts == nil {
		n.counts = map[string]int{}
	}
	if _, ok := n.counts[text]; !ok && len(n.counts) >= maxNotices {
		n.more++
		return
	}
	n.counts[text] += times
}

// all are the notices, in an order that is always the same.
func (n *notices) all() []string {
	list := slices.Clone(n.list)
	for _, text := range slices.Sorted(maps.Keys(n.counts)) {
		list = append(list, fmt.Sprintf("%s (%d)", text, n.counts[text]))
	}
	if n.more > 0 {
		list = append(list, fmt.Sprintf("and %d more notices", n.more))
	}
	return list
}
