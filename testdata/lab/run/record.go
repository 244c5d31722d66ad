package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

// maxRecord bounds a recorded document, so that the repository stays small.
const maxRecord = 300 << 10

// keep writes a target's document into testdata/documents/lab, in a form
// that changes little when it is recorded again.
func (l *lab) keep(ctx context.Context, target string, s *scenario.Scenario) error {
	var stderr strings.Builder
	cmd := command(ctx, l.binary, "document", "-q", target)
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 3 {
		err = nil // some part could not be seen; the document says which
	}
	if err != nil {
		return fmt.Errorf("document: %w: %s", err, stderr.String())
	}
	doc := &document.Document{}
	if err := json.Unmarshal(text, doc); err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	id := doc.Target.ID
	if s.Build != "" {
		normaliseImage(doc, s)
	} else {
		normalise(doc, s)
	}

	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(doc); err != nil {
		return err
	}
	// The id is the container's name for itself, too.
	settled := out.Bytes()
	settled = bytes.ReplaceAll(settled, []byte(id), []byte(doc.Target.ID))
	settled = bytes.ReplaceAll(settled, []byte(id[:12]), []byte(doc.Target.ID[:12]))
	if len(settled) > maxRecord {
		return fmt.Errorf("its document has %d KB: the limit is %d, so choose a smaller workload", len(settled)>>10, maxRecord>>10)
	}
	dir := filepath.Join("testdata", "documents", "lab", s.Kind())
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, s.Name+".json"), settled, 0o644)
}
