package parsers

import (
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// The descriptions of the times of records, as plaso has them.
const (
	recordedTime = "Recorded Time"
	addedTime    = "Added Time"
	startTime    = "Start Time"
	endTime      = "End Time"
)

// stamp is a time as a line says it.
type stamp struct {
	year, month, day     int
	noYear               bool // the line has none
	hour, minute, second int
	nanosecond           int
	// zoned tells that the line has the offset, which is in seconds east of UTC.
	zoned  bool
	offset int
}

// valid tells whether there is such a time. A leap second is one.
func (s stamp) valid() bool {
	return s.month >= 1 && s.month <= 12 && s.day >= 1 && s.day <= daysOf(s.year, s.month) &&
		s.hour <= 23 && s.minute <= 59 && s.second <= 60 && s.offset > -86400 && s.offset < 86400
}

// hasDay tells whether some year has the day.
func (s stamp) hasDay() bool {
	return s.month >= 1 && s.month <= 12 && s.day >= 1 && s.day <= daysOf(2000, s.month)
}

// daysOf is how many days a month has.
func daysOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// in is the time in UTC; zone is for a stamp that has none.
func (s stamp) in(zone *time.Location) time.Time {
	if s.zoned {
		zone = time.UTC
	}
	t := time.Date(s.year, time.Month(s.month), s.day, s.hour, s.minute, s.second, s.nanosecond, zone)
	return t.Add(time.Duration(-s.offset) * time.Second).UTC()
}

// clock sets the times of events.
type clock struct {
	zone *time.Location
	// assumed is what is said of times that go by zone, and from where that is from.
	assumed, from string
}

func clockOf(in *timeline.Input) clock {
	return clock{in.Zone, "the time zone, from " + in.ZoneAssumed, in.ZoneAssumed}
}

// set gives an event its time. Logs tell of no times before 1970.
func (c clock) set(e *timeline.Event, s stamp) verdict {
	if !s.valid() {
		return impossible
	}
	e.Time = s.in(c.zone)
	if e.Time.Unix() < 0 {
		return impossible
	}
	if !s.zoned {
		e.Assumed = c.assumed
	}
	return begins
}

// number reads the digits of s from at on, n of them.
func number(s string, at, n int) (int, bool) {
	if at+n > len(s) {
		return 0, false
	}
	value := 0
	for _, c := range []byte(s[at : at+n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		value = 10*value + int(c-'0')
	}
	return value, true
}

// readClock reads "23:59:59" with a fraction of ".123" or ",123", up to nanoseconds. An
// hour may have one digit.
func (s *stamp) readClock(text string) (rest string, ok bool) {
	if len(text) > 1 && text[1] == ':' {
		text = "0" + text
	}
	var h, m, sec bool
	s.hour, h = number(text, 0, 2)
	s.minute, m = number(text, 3, 2)
	s.second, sec = number(text, 6, 2)
	if !h || !m || !sec || text[2] != ':' || text[5] != ':' {
		return text, false
	}
	return s.readFraction(text[8:]), true
}

func (s *stamp) readFraction(text string) (rest string) {
	if len(text) < 2 || text[0] != '.' && text[0] != ',' || !isDigit(text[1]) {
		return text
	}
	i, unit := 1, 100_000_000
	for ; i < len(text) && isDigit(text[i]); i++ {
		s.nanosecond += int(text[i]-'0') * unit
		unit /= 10
	}
	return text[i:]
}

// readOffset reads "Z", "+02", "+0200" or "+02:00", if there is one.
func (s *stamp) readOffset(text string) (rest string) {
	if strings.HasPrefix(text, "Z") {
		s.zoned = true
		return text[1:]
	}
	if text == "" || text[0] != '+' && text[0] != '-' {
		return text
	}
	hours, ok := number(text, 1, 2)
	if !ok {
		return text
	}
	length, minutes := 3, 0
	if n, ok := number(text, 3, 2); ok {
		length, minutes = 5, n
	} else if n, ok := number(text, 4, 2); ok && text[3] == ':' {
		length, minutes = 6, n
	}
	if len(text) > length && isDigit(text[length]) {
		return text // as in "23:59:59-12345"
	}
	s.zoned, s.offset = true, hours*3600+minutes*60
	if text[0] == '-' {
		s.offset = -s.offset
	}
	return text[length:]
}

// readDate reads "2026-11-24", with a separator of any kind.
func (s *stamp) readDate(text string, separator byte) (rest string, ok bool) {
	var y, m, d bool
	s.year, y = number(text, 0, 4)
	s.month, m = number(text, 5, 2)
	s.day, d = number(text, 8, 2)
	if !y || !m || !d || text[4] != separator || text[7] != separator {
		return text, false
	}
	return text[10:], true
}

// isoTime reads "2026-11-24T23:59:59.123456+01:00" of ISO 8601 and RFC 3339, and its
// kin: one or more blanks for the T, a comma before the fraction, no offset.
func isoTime(text string) (s stamp, rest string, ok bool) {
	rest, ok = s.readDate(text, '-')
	if !ok || rest == "" || rest[0] != 'T' && rest[0] != ' ' {
		return s, text, false
	}
	rest, ok = s.readClock(strings.TrimLeft(rest[1:], " "))
	if !ok {
		return s, text, false
	}
	return s, s.readOffset(rest), true
}

// shortMonth reads "Nov".
func shortMonth(text string) (int, bool) {
	if len(text) < 3 {
		return 0, false
	}
	at := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", text[:3])
	return at/3 + 1, at >= 0 && at%3 == 0
}

// monthTime reads "Nov 24 23:59:59", whose day may have a blank or nothing before its
// only digit. There is no year.
func monthTime(text string) (s stamp, rest string, ok bool) {
	if s.month, ok = shortMonth(text); !ok || len(text) < 4 || text[3] != ' ' {
		return s, text, false
	}
	rest = strings.TrimLeft(text[4:], " ")
	length := 1
	if len(rest) > 1 && isDigit(rest[1]) {
		length = 2
	}
	if s.day, ok = number(rest, 0, length); !ok || len(rest) == length || rest[length] != ' ' {
		return s, text, false
	}
	if rest, ok = s.readClock(rest[length+1:]); !ok {
		return s, text, false
	}
	s.noYear = true
	return s, rest, true
}

// cTime reads "Tue Nov 24 23:59:59.123456 2026", as asctime writes it.
func cTime(text string) (s stamp, rest string, ok bool) {
	if len(text) < 5 || text[3] != ' ' {
		return s, text, false
	}
	s, rest, ok = monthTime(text[4:])
	if !ok || rest == "" || rest[0] != ' ' {
		return s, text, false
	}
	if s.year, ok = number(rest, 1, 4); !ok {
		return s, text, false
	}
	s.noYear = false
	return s, rest[5:], true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
