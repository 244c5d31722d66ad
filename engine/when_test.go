package engine

import (
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// TestTimes gives findings the time of what they are about.
func TestTimes(t *testing.T) {
	at := func(s int64) time.Time { return time.Unix(s, 0).UTC() }
	doc := &document.Document{
		Changes: []document.Change{
			{Path: "/d", Kind: document.Modified, Type: document.Directory, Mtime: at(5), Ctime: at(9)},
			{Path: "/d/set-back", Kind: document.Added, Type: document.Regular, Mtime: at(1), Ctime: at(7)},
			{Path: "/d/remote", Kind: document.Added, Type: document.Regular, Mtime: at(2)},
			{Path: "/d/gone", Kind: document.Deleted},
			{Path: "/e/gone", Kind: document.Deleted},
		},
		Processes: []document.Process{{PID: 3, Started: at(30)}},
		Logs:      &document.Logs{Matches: []document.LogMatch{{Line: 4, Time: at(40)}}},
	}
	for want, location := range map[int64]report.Location{
		5: {Path: "/d/gone"}, 7: {Path: "/d/set-back"}, 2: {Path: "/d/remote"}, 30: {Process: 3}, 40: {Log: 4},
	} {
		findings := []report.Finding{{Location: location}}
		if setTimes(findings, doc); !findings[0].Time.Equal(at(want)) {
			t.Errorf("%+v is of %v, want %d", location, findings[0].Time, want)
		}
	}
	for _, location := range []report.Location{{}, {Path: "/unknown"}, {Path: "/e/gone"}, {Process: 4}, {Log: 5}, {Config: "privileged"}} {
		findings := []report.Finding{{Location: location}}
		if setTimes(findings, doc); !findings[0].Time.IsZero() {
			t.Errorf("%+v is of %v", location, findings[0].Time)
		}
	}
}
