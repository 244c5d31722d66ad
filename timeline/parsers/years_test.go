package parsers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

func TestYears(t *testing.T) {
	const (
		byMtime = "the year, from the file's modification time; the time zone, from /etc/localtime"
		byNow   = "the year, the newest that is not in the future; the time zone, from /etc/localtime"
		byLines = "the year, from lines that have one; the time zone, from /etc/localtime"
	)
	now = func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }
	t.Cleanup(func() { now = time.Now })
	for name, test := range map[string]struct {
		mtime   string // none when empty
		lines   []string
		want    []int
		assumed string // of the last line
		skipped int
	}{
		"one year":                    {"2026-11-25", []string{"Nov 24", "Nov 25"}, []int{2026, 2026}, byMtime, 0},
		"a turn":                      {"2026-01-02", []string{"Nov 24", "Dec 31", "Jan  1", "Jan  2"}, []int{2025, 2025, 2026, 2026}, byMtime, 0},
		"two turns":                   {"2026-01-02", []string{"Dec 31", "Jan  1", "Nov 30", "Jan  2"}, []int{2024, 2025, 2025, 2026}, byMtime, 0},
		"out of order":                {"2026-11-25", []string{"Nov 24", "Nov 23", "Nov 25"}, []int{2026, 2026, 2026}, byMtime, 0},
		"out of order at the turn":    {"2026-01-02", []string{"Dec 31", "Jan  1", "Dec 31", "Jan  1"}, []int{2025, 2026, 2025, 2026}, byMtime, 0},
		"file of the next year":       {"2027-01-10", []string{"Nov 24", "Dec 25"}, []int{2026, 2026}, byMtime, 0},
		"clock a day behind":          {"2026-12-31", []string{"Dec 31", "Jan  1"}, []int{2026, 2027}, byMtime, 0},
		"clock two days behind":       {"2026-12-30", []string{"Jan  1"}, []int{2026}, byMtime, 0},
		"leap day":                    {"2026-11-25", []string{"Feb 28", "Feb 29"}, []int{2024, 2024}, byMtime, 0},
		"leap day of no leap year":    {"2026-11-25", []string{"Feb 28", "Feb 29", "Mar  1"}, []int{2026, 2026}, byMtime, 1},
		"no such day":                 {"2026-11-25", []string{"Nov 24", "Nov 31", "Nov 99", "Nov 25"}, []int{2026, 2026}, byMtime, 2},
		"no time of the file":         {"", []string{"Dec 31", "Jan  1"}, []int{2025, 2026}, byNow, 0},
		"no time, future date":        {"", []string{"Nov 24", "Dec 31"}, []int{2025, 2025}, byNow, 0},
		"upgraded to RFC 3339":        {"2030-05-05", []string{"Dec 31", "Jan  1", "2024-01-02"}, []int{2023, 2024, 2024}, "", 0},
		"downgraded":                  {"2030-05-05", []string{"2023-12-30", "Dec 31", "Jan  1"}, []int{2023, 2023, 2024}, byLines, 0},
		"a year 0 is no missing year": {"2026-11-25", []string{"Nov 24", "0000-11-25", "Nov 25"}, []int{2026, 2026}, byMtime, 1},
		"a forged year":               {"2026-11-25", []string{"Nov 24", "2050-11-25", "Nov 25"}, []int{2026, 2050, 2026}, byMtime, 0},
		"no time at all":              {"2026-11-25", []string{"x"}, nil, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			var content strings.Builder
			for _, day := range test.lines {
				if day[0] == '2' || day[0] == '0' {
					day += "T10:00:00+00:00 web1 app: x\n"
				} else {
					day += " 10:00:00 web1 app: x\n"
				}
				content.WriteString(day)
			}
			got := parseText(t, syslog(), "/var/log/syslog", content.String(), func(in *timeline.Input) {
				in.Mtime, _ = time.Parse("2006-01-02 15", test.mtime+" 12")
			})
			var years []int
			for _, e := range got.events {
				years = append(years, e.Time.Year())
			}
			if !slices.Equal(years, test.want) {
				t.Errorf("years are %v, want %v", years, test.want)
			}
			if len(got.events) > 0 && got.events[len(got.events)-1].Assumed != test.assumed {
				t.Errorf("assumed %q, want %q", got.events[len(got.events)-1].Assumed, test.assumed)
			}
			skipped := 0
			for _, n := range got.skipped {
				skipped += n
			}
			if skipped != test.skipped {
				t.Errorf("passed over %v, want %d", got.skipped, test.skipped)
			}
		})
	}
}

// The year is found in logs that are longer than what is looked at first.
func TestYearsOfLongLog(t *testing.T) {
	var content strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&content, "%s %2d 10:00:00 web1 app[1]: line\n", time.Month(i/417 + 1).String()[:3], i%417/15+1)
	}
	content.WriteString("Jan  1 10:00:00 web1 app[1]: line\n")
	got := parseText(t, syslog(), "/var/log/syslog", content.String())
	if n := len(got.events); n != 5001 {
		t.Fatalf("%d events", n)
	}
	if first, last := got.events[0].Time.Year(), got.events[5000].Time.Year(); first != 2025 || last != 2026 {
		t.Errorf("from %d to %d, want from 2025 to 2026", first, last)
	}
}

// Years that cannot be are no reason to hide the lines behind them.
func TestForgedYears(t *testing.T) {
	forged := strings.Repeat("0000-11-25T10:00:00Z web1 app: x\n", 5000)
	got := parseText(t, syslog(), "/var/log/syslog", forged+"Nov 24 10:00:00 web1 app: x\n")
	expectText(t, got, []string{"2026-11-24T10:00:00Z syslog:line @web1: app: x {program=app}"}, map[string]int{"lines with impossible times": 5000})
}

// What a line says of its zone counts; else the zone of the root does.
func TestZones(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const content = `2026-07-01T10:00:00+05:30 web1 app: x
2026-07-01T10:00:00Z web1 app: x
2026-07-01T10:00:00 web1 app: x
Jul  1 10:00:00 web1 app: x
Dec  1 10:00:00 web1 app: x
`
	got := parseText(t, syslog(), "/var/log/syslog", content, func(in *timeline.Input) { in.Zone = berlin })
	expectText(t, got, []string{
		"2026-07-01T04:30:00Z syslog:line @web1: app: x {program=app}",
		"2026-07-01T10:00:00Z syslog:line @web1: app: x {program=app}",
		"2026-07-01T08:00:00Z syslog:line @web1: app: x {program=app}",
		"2026-07-01T08:00:00Z syslog:line @web1: app: x {program=app}",
		"2026-12-01T09:00:00Z syslog:line @web1: app: x {program=app}",
	}, nil)
	var assumed []string
	for _, e := range got.events {
		assumed = append(assumed, e.Assumed)
	}
	const zone = "the time zone, from /etc/localtime"
	const both = "the year, from lines that have one; " + zone
	if want := []string{"", "", zone, both, both}; !slices.Equal(assumed, want) {
		t.Errorf("assumed %q, want %q", assumed, want)
	}
}
