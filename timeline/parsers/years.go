package parsers

import (
	"bufio"
	"bytes"
	"io"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

// years finds the years of a log that leaves them out. The last line is of the year in
// which the file was written last, and a line that is of an earlier day of the year than
// the one before it begins a new year. Lines that have a year are gone by instead.
type years struct {
	year int
	day  int // of the line before, as turn counts; 0 before the first line
	// how the year is known, and what is said of times that go by it.
	how, assumed string
	// bound is when the log was written last, and a day for clocks and zones.
	bound time.Time
	c     clock
}

// disorder is how many days the times of a log may go back without that a new year
// begins: clocks are set, and hosts log with zones of their own.
const disorder = 7

// yearDays is more than the days of each year, as turn counts.
const yearDays = 12 * 31

// The ways to come to a year.
const (
	fromMtime = "the year, from the file's modification time"
	fromNow   = "the year, the newest that is not in the future"
	fromLines = "the year, from lines that have one"
)

// now is the time that a log without any hint at its year goes by.
var now = time.Now

// yearsOf reads a log a first time, when its first time has no year, for the year of
// its first line. stampOf reads the time of a line. in.Content is at the beginning
// again after it.
func yearsOf(in *timeline.Input, stampOf func(line string) (stamp, bool)) (*years, error) {
	how, bound := fromMtime, in.Mtime
	if bound.IsZero() {
		how, bound = fromNow, now()
	}
	y := &years{c: clockOf(in), bound: bound.Add(24 * time.Hour)}
	y.year = bound.Year()
	y.say(how)
	head := bufio.NewReaderSize(in.Content, maxLine)
	in.Content = head
	if begin, _ := head.Peek(maxLine); y.begin(begin, stampOf) {
		return y, nil
	}
	file, err := in.File()
	if err != nil {
		return nil, err
	}
	y.year = 0
	last, err := y.count(file, stampOf)
	if err != nil {
		return nil, err
	}
	turns := y.year
	if y.year, y.day = y.newest(last)-turns, 0; !last.noYear {
		y.year = last.year - turns
		y.say(fromLines)
	}
	in.Content = io.NewSectionReader(file, 0, 1<<62)
	return y, nil
}

// begin tells whether the first time in the beginning of a log has a year, or all have.
func (y *years) begin(begin []byte, stampOf func(string) (stamp, bool)) bool {
	lines := newLineReader(bytes.NewReader(begin), func(string) {})
	all := false
	for {
		line, err := lines.next()
		if err != nil {
			return all
		}
		s, ok := stampOf(line)
		if ok && y.plausible(s) {
			return !s.noYear
		}
		all = all || ok && !s.noYear
	}
}

// count counts the turns of the year, up to the first line that has one or the last
// line, whose time it answers.
func (y *years) count(file io.ReaderAt, stampOf func(string) (stamp, bool)) (last stamp, err error) {
	lines := newLineReader(io.NewSectionReader(file, 0, 1<<62), func(string) {})
	for {
		line, err := lines.next()
		if err == io.EOF {
			return last, nil
		}
		if err != nil {
			return last, err
		}
		s, ok := stampOf(line)
		if !ok || !y.plausible(s) {
			continue
		}
		last = s
		y.turn(s)
		if !s.noYear {
			return last, nil
		}
	}
}

// turn goes on to the year of a line by the day of the one before.
func (y *years) turn(s stamp) {
	day := s.month*31 + s.day
	if y.day != 0 {
		switch went := day - y.day; {
		case went < -disorder:
			y.year++
		case went > yearDays-disorder: // back over the turn of the year
			y.year--
		}
	}
	y.day = day
}

// set gives an event its time, and the year when the line has none.
func (y *years) set(e *timeline.Event, s stamp) verdict {
	if !y.plausible(s) {
		if s.noYear {
			return impossible
		}
		return y.c.set(e, s)
	}
	y.turn(s)
	if !s.noYear {
		if y.year = s.year; y.how != fromLines {
			y.say(fromLines)
		}
		return y.c.set(e, s)
	}
	s.year = y.year
	what := y.c.set(e, s)
	e.Assumed = y.assumed
	return what
}

// plausible tells whether a line can be gone by: a year that cannot be that of the log
// may be forged.
func (y *years) plausible(s stamp) bool {
	if s.noYear {
		return s.hasDay()
	}
	t := s.in(y.c.zone)
	return s.valid() && t.Unix() >= 0 && !t.After(y.bound)
}

func (y *years) say(how string) {
	y.how, y.assumed = how, how+"; "+y.c.assumed
}

// newest is the newest year in which a time is not after the log was written.
func (y *years) newest(s stamp) int {
	newest := y.bound.In(y.c.zone).Year()
	for s.year = newest; s.year > newest-9; s.year-- {
		if s.valid() && !s.in(y.c.zone).After(y.bound) {
			return s.year
		}
	}
	return newest
}
