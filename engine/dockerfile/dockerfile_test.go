package dockerfile

import (
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

const text = `# syntax=docker/dockerfile:1
ARG BASE=debian:12
FROM golang:1 AS build
RUN go build ./...
FROM ${BASE} AS base
RUN apt-get update && \
    apt-get install -y x
FROM base
ARG VERSION
ENV A=1 \
    DB_PASSWORD=x
COPY --from=build /app /app
RUN <<EOT
echo two
EOT
USER app
`

func image(history ...document.HistoryEntry) *document.Image {
	image := &document.Image{History: history}
	for _, h := range history {
		if !h.EmptyLayer {
			image.Layers = append(image.Layers, "layer of "+h.CreatedBy)
		}
	}
	return image
}

func entry(by string, empty bool) document.HistoryEntry {
	return document.HistoryEntry{CreatedBy: by, EmptyLayer: empty}
}

// TestMatch has the history of both builders.
func TestMatch(t *testing.T) {
	f, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, made := range map[string][]document.HistoryEntry{
		"BuildKit": {
			entry("debian.sh", false), entry("RUN /bin/sh -c apt-get update && apt-get install -y x # buildkit", false), entry("ARG VERSION", true),
			entry("ENV A=1 DB_PASSWORD=x", true), entry("COPY /app /app # buildkit", false), entry("RUN |1 VERSION=2 /bin/sh -c echo two # buildkit", false), entry("USER app", true),
		},
		"classic": {
			entry("/bin/sh -c #(nop) ADD file:1 in / ", false), entry("/bin/sh -c apt-get update && apt-get install -y x", false), entry("/bin/sh -c #(nop)  ARG VERSION", true),
			entry("/bin/sh -c #(nop)  ENV A=1 DB_PASSWORD=x", true), entry("/bin/sh -c #(nop) COPY dir:2 in /app ", false), entry("|1 VERSION=2 /bin/sh -c echo two", false), entry("/bin/sh -c #(nop)  USER app", true),
		},
	} {
		found := image(made...)
		lines := f.Match(found)
		for i, want := range []int{5, 6, 12, 13} {
			if got := lines.Layer(found.Layers[i]); got != want {
				t.Errorf("%s: layer %d is of line %d, want %d", name, i, got, want)
			}
		}
	}
	lines := f.Match(nil)
	for key, want := range map[string]int{
		"image.config.user": 16, "image.config.env.DB_PASSWORD": 10, "image.config.healthcheck": 8, "image.config.env.NONE": 8, "target.image.name": 8,
	} {
		if got := lines.Config(key); got != want {
			t.Errorf("%s: line %d, want %d", key, got, want)
		}
	}
	if lines.Layer("unknown") != 0 {
		t.Error("a layer that is not known has a line")
	}
}

// TestMatchOther has an image of another Dockerfile's: everything is FROM's.
func TestMatchOther(t *testing.T) {
	f, err := Parse([]byte("FROM scratch\nCOPY a /\nCMD [\"/a\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	other := image(entry("imported", false), entry("EXPOSE map[80/tcp:{}]", true))
	if got := f.Match(other).Layer("layer of imported"); got != 1 {
		t.Errorf("line %d, want 1", got)
	}
	for _, bad := range []string{"", "RUN x\n", "FROM\n\x00"} {
		if _, err := Parse([]byte(bad)); err == nil && bad != "FROM\n\x00" {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(text))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if file, err := Parse(data); err == nil {
			file.Match(image(entry("RUN x", false))).Config("image.config.user")
		}
	})
}
