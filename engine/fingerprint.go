package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
)

// fingerprint gives each finding a name that is the same in the next run, on
// another host and after a restart: a hash of the rule, the target's kind and
// name, and the location without pids and line numbers, for which the
// executable and the log stand. Findings that are alike in all of these are
// told apart by their message, with its digits taken out.
func fingerprint(findings []report.Finding, doc *document.Document) {
	seen := map[string]bool{}
	for i := range findings {
		f := &findings[i]
		key := strings.Join([]string{f.Rule, doc.Target.Kind, doc.Target.Name, place(f.Location, doc)}, "\x00")
		if seen[key] {
			key += "\x00" + strings.Map(noDigits, f.Message)
		}
		for n := 2; seen[key]; n++ {
			key += fmt.Sprintf("\x00%d", n)
		}
		seen[key] = true
		sum := sha256.Sum256([]byte(key))
		f.Fingerprint = hex.EncodeToString(sum[:16])
	}
}

func place(l report.Location, doc *document.Document) string {
	switch {
	case l.Path != "":
		return "path:" + l.Path
	case l.Config != "":
		return "config:" + l.Config
	case l.Layer != "":
		return "layer:" + l.Layer
	case l.Log != 0:
		return "log"
	case l.Process != 0:
		for _, p := range doc.Processes {
			if p.PID == l.Process {
				return "process:" + p.Exe + ":" + p.Name
			}
		}
	}
	return ""
}

func noDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}
