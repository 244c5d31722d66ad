package engine

import (
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine/dockerfile"
	"github.com/rummage-scanner/rummage/report"
)

// Dockerfile is the file that images were built from.
type Dockerfile struct {
	// Name is its path in the repository that the report is about.
	Name string
	File *dockerfile.File
}

// place tells which layer of an image each finding is about, and with a Dockerfile
// at hand which of its instructions made that.
func (e *Engine) place(findings []report.Finding, doc *document.Document) {
	if doc.Target.Kind != "image" {
		return
	}
	layers := layersOf(findings, doc.Files)
	var lines *dockerfile.Lines
	if e.options.Dockerfile.File != nil {
		lines = e.options.Dockerfile.File.Match(doc.Image)
	}
	for i := range findings {
		f := &findings[i]
		f.Layer = f.Location.Layer
		if f.Location.Path != "" {
			f.Layer = layers[f.Location.Path]
		}
		if lines == nil {
			continue
		}
		line := lines.Layer(f.Layer)
		if f.Layer == "" {
			line = lines.Config(f.Location.Config)
		}
		if line > 0 {
			f.Source = &report.Source{File: e.options.Dockerfile.Name, Line: line}
		}
	}
}

// layersOf finds the layer of each path that a finding is about: that of the file
// which a container sees, or else of the last one that was deleted.
func layersOf(findings []report.Finding, files []*document.File) map[string]string {
	layers := map[string]string{}
	for _, f := range findings {
		if f.Location.Path != "" {
			layers[f.Location.Path] = ""
		}
	}
	for _, f := range files {
		if known, wanted := layers[f.Path]; wanted && (f.DeletedIn == "" || known == "") {
			layers[f.Path] = f.Layer
		}
	}
	return layers
}
