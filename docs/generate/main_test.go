package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestFresh keeps what is generated in step with what it is made from.
func TestFresh(t *testing.T) {
	const root = "../.."
	if err := os.Chdir(root); err != nil { // comments are read from the sources
		t.Fatal(err)
	}
	files, err := generate(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: make generate makes it anew", name)
		}
	}
}
