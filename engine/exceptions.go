package engine

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/rummage-scanner/rummage/report"
)

// Exception is a kind of finding that the user accepts, or one finding. Rule,
// Target and Path are globs; an empty one matches everything.
type Exception struct {
	Rule   string `yaml:"rule"`
	Target string `yaml:"target"`
	Path   string `yaml:"path"`
	// Fingerprint names one finding.
	Fingerprint string `yaml:"fingerprint"`
	// Reason must be given.
	Reason string `yaml:"reason"`
	// Expires is the last day, YYYY-MM-DD, on which the exception counts; empty
	// means that it always does.
	Expires string `yaml:"expires"`
}

func (x Exception) String() string {
	text := "exception for rule " + x.Rule
	if x.Rule == "" {
		text = "exception for finding " + x.Fingerprint
	}
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
	// baseline are the fingerprints of what was known before.
	baseline map[string]bool
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
		if e.Rule == "" && e.Fingerprint == "" {
			return nil, fmt.Errorf("exception %d has neither a rule nor a fingerprint", i+1)
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

// InBaseline is the reason why a finding of the baseline does not count.
const InBaseline = "it is in the baseline"

// apply marks the findings of a target that an exception covers.
func (x *exceptions) apply(target *report.Target) {
	for i := range target.Findings {
		f := &target.Findings[i]
		if x.baseline[f.Fingerprint] {
			f.Suppressed = &report.Suppression{Reason: InBaseline}
			continue
		}
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
	return (e.Rule == "" || matches(e.Rule, f.Rule)) &&
		(e.Fingerprint == "" || e.Fingerprint == f.Fingerprint) &&
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
