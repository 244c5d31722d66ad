package engine

import (
	"path"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// setTimes tells of each finding when what it is about came to be, where that is
// known: a file's inode changed, a process started, a line was written. The time of
// the inode comes first, since whoever writes a file can set the others.
func setTimes(findings []report.Finding, doc *document.Document) {
	var changes map[string]*document.Change
	for i := range findings {
		f := &findings[i]
		switch l := f.Location; {
		case l.Path != "":
			if changes == nil {
				changes = changesByPath(doc)
			}
			f.Time = changeTime(changes, l.Path)
		case l.Process != 0:
			for _, p := range doc.Processes {
				if p.PID == l.Process {
					f.Time = p.Started
				}
			}
		case l.Log != 0 && doc.Logs != nil:
			for _, m := range doc.Logs.Matches {
				if m.Line == l.Log {
					f.Time = m.Time
				}
			}
		}
	}
}

func changesByPath(doc *document.Document) map[string]*document.Change {
	changes := make(map[string]*document.Change, len(doc.Changes))
	for i := range doc.Changes {
		changes[doc.Changes[i].Path] = &doc.Changes[i]
	}
	return changes
}

// changeTime is when a path changed. What was deleted was there until its directory
// changed last, at most.
func changeTime(changes map[string]*document.Change, name string) time.Time {
	c := changes[name]
	if c != nil && c.Kind == document.Deleted {
		c = changes[path.Dir(name)]
	}
	switch {
	case c == nil:
		return time.Time{}
	case !c.Ctime.IsZero() && c.Type != document.Directory:
		return c.Ctime
	}
	return c.Mtime
}
