package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

// normaliseImage does for an image what normalise does for a container. What only
// the lab's own image at the bottom has is left out.
func normaliseImage(doc *document.Document, s *scenario.Scenario) {
	layers := map[string]string{}
	for i, id := range doc.Image.Layers {
		layers[id] = "sha256:" + digest(fmt.Sprint(s.Name, i))
	}
	base := doc.Image.Layers[0]
	doc.Files = slices.DeleteFunc(doc.Files, func(f *document.File) bool { return f.Layer == base && f.DeletedIn == "" })
	for _, f := range doc.Files {
		f.Layer, f.DeletedIn = layers[f.Layer], layers[f.DeletedIn]
		if f.Mtime.After(doc.Image.Created.Add(-time.Hour)) {
			f.Mtime = started
		}
	}
	doc.Matches = slices.DeleteFunc(doc.Matches, func(m document.Match) bool { return m.Layer == base })
	for i := range doc.Matches {
		doc.Matches[i].Layer = layers[doc.Matches[i].Layer]
	}
	for i, id := range doc.Image.Layers {
		doc.Image.Layers[i] = layers[id]
	}
	for i := range doc.Image.History {
		doc.Image.History[i].Created = started
	}
	doc.Image.Created, doc.CollectedAt = started, started.Add(time.Hour)
	doc.Image.Size = doc.Image.Size >> 20 << 20
	doc.Image.ID = "sha256:" + digest(s.Name)
	doc.Target.Name, doc.Target.ID = s.Name, doc.Image.ID
	doc.Target.Image = document.ImageRef{Name: "rummage-lab/" + s.Name + ":1", ID: doc.Image.ID}
	doc.Image.Tags = []string{doc.Target.Image.Name}
}
