package engine

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/rummage-scanner/rummage/report"
)

// Exception is a kind of finding that the user accepts. Rule, Target and Path
// are globs; an empty one matches everything.
type Exception struct {
	Rule   string `yaml:"rule"`
	Target string `yaml:"target"`
	Path   string `yaml:"path"`
	// Reason must be given.
	Reason string `yaml:"reason"`
	// Expires is the last day, YYYY-MM-DD, on which the exception counts; empty
	// means that it always does.
	Expires string `yaml:"expires"`
}

func (x Exception) String() string {
	text := "exception for rule " + x.Rule
	if x.Target != "" {
		text += ", target " + x.Target
	}
	if x.Path != "" {
		text += ", path " + x.Path
	}
	return text
}

type exceptions struct {
	list []activeException
}

type activeException struct {
	Exception
	expired bool
	used    *atomic.Bool
}

// newExceptions checks the exceptions and sees which have expired.
func newExceptions(given []Exception, now time.Time) (*exceptions, error) {
	x := &exceptions{}
	for i, e := range given {
		if e.Rule == "" {
			return nil, fmt.Errorf("exception %d has no rule", i+1)
		}
		if e.Reason == "" {
			return nil, fmt.Errorf("%v has no reason", e)
		}
		for _, glob := range []string{e.Rule, e.Target, e.Path} {
			if !doublestar.ValidatePattern(glob) {
				return nil, fmt.Errorf("%v: pattern %q is malformed", e, glob)
			}
		}
		active := activeException{Exception: e, used: new(atomic.Bool)}
		if e.Expires != "" {
			last, err := time.ParseInLocation(time.DateOnly, e.Expires, time.UTC)
			if err != nil {
				return nil, fmt.Errorf("%v: expires %q is not a date like 2030-12-31", e, e.Expires)
			}
			active.expired = !now.Before(last.AddDate(0, 0, 1))
		}
		x.list = append(x.list, active)
	}
	return x, nil
}

// apply marks the findings of a target that an exception covers.
func (x *exceptions) apply(target *report.Target) {
	for i := range target.Findings {
		f := &target.Findings[i]
		for _, e := range x.list {
			if !e.covers(target.Name, f) {
				continue
			}
			e.used.Store(true)
			if !e.expired {
				f.Suppressed = &report.Suppression{Reason: e.Reason, Expires: e.Expires}
				break
			}
		}
	}
}

func (e activeException) covers(target string, f *report.Finding) bool {
	return matches(e.Rule, f.Rule) &&
		(e.Target == "" || matches(e.Target, target)) &&
		(e.Path == "" || f.Location.Path != "" && matches(e.Path, f.Location.Path))
}

// notices tells what the user should know about the exceptions after a scan:
// those that have expired, and those that covered nothing.
func (x *exceptions) notices() []string {
	var notices []string
	for _, exception := range x.list {
		switch {
		case exception.expired:
			notices = append(notices, fmt.Sprintf("%v expired on %s and no longer counts", exception, exception.Expires))
		case !exception.used.Load():
			notices = append(notices, fmt.Sprintf("%v matches nothing", exception))
		}
	}
	return notices
}
