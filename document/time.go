package document

import "time"

// The times that RFC 3339 can tell: years of four digits.
var (
	earliest = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
)

// Time is a time in UTC that survives JSON: one that file systems and archives
// allow, and that has no year of four digits, becomes the nearest that has.
func Time(t time.Time) time.Time {
	switch t = t.UTC(); {
	case t.Before(earliest):
		return earliest
	case t.After(latest):
		return latest
	}
	return t
}
