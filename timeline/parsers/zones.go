package parsers

import (
	"github.com/rummage-scanner/rummage/timeline"
)

// zoneOffsets are the hours east of UTC that abbreviations of zones usually stand for.
var zoneOffsets = map[string]int{
	"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
}

// setNamed gives an event a time whose zone is a name, such as "CET", or an offset. A
// name is that of the root's zone if that has it.
func (c clock) setNamed(e *timeline.Event, s stamp, zone string) verdict {
	if s.zoned {
		return c.set(e, s)
	}
	if zone == "UTC" || zone == "GMT" || s.readOffset(zone) == "" && zone != "" {
		s.zoned = true
		return c.set(e, s)
	}
	s.zoned, s.offset = false, 0
	what := c.set(e, s)
	if what != begins {
		return what
	}
	if name, _ := e.Time.In(c.zone).Zone(); name == zone {
		e.Assumed = "that " + zone + " is the time zone, from " + c.from
	} else if hours, ok := zoneOffsets[zone]; ok {
		s.zoned, s.offset = true, hours*3600
		what = c.set(e, s)
		e.Assumed = "the offset of " + zone
	}
	return what
}
