package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// layerWriter writes one layer, and whatever is read of it for its digest.
type layerWriter struct {
	file *os.File
	sum  interface{ Sum([]byte) []byte }
	tar  *tar.Writer
}

func newLayer(tb testing.TB, name string) *layerWriter {
	tb.Helper()
	f, err := os.Create(name)
	if err != nil {
		tb.Fatal(err)
	}
	sum := sha256.New()
	return &layerWriter{f, sum, tar.NewWriter(io.MultiWriter(f, sum))}
}

func (l *layerWriter) add(tb testing.TB, h *tar.Header, content []byte) {
	tb.Helper()
	h.Size = int64(len(content))
	if err := l.tar.WriteHeader(h); err != nil {
		tb.Fatal(err)
	}
	if _, err := l.tar.Write(content); err != nil {
		tb.Fatal(err)
	}
}

// close returns the layer's diff ID.
func (l *layerWriter) close(tb testing.TB) string {
	tb.Helper()
	if err := l.tar.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := l.file.Close(); err != nil {
		tb.Fatal(err)
	}
	return "sha256:" + hex.EncodeToString(l.sum.Sum(nil))
}

// saved makes the archive of an image from the files of layers.
func saved(tb testing.TB, dir, name string, layers, diffIDs []string) string {
	tb.Helper()
	config, err := json.Marshal(map[string]any{
		"os": "linux", "architecture": "amd64", "config": map[string]any{}, "rootfs": map[string]any{"type": "layers", "diff_ids": diffIDs},
	})
	if err != nil {
		tb.Fatal(err)
	}
	sum := sha256.Sum256(config)
	configName := hex.EncodeToString(sum[:]) + ".json"
	manifest, err := json.Marshal([]map[string]any{{"Config": configName, "RepoTags": []string{name + ":1"}, "Layers": layers}})
	if err != nil {
		tb.Fatal(err)
	}
	for file, text := range map[string][]byte{configName: config, "manifest.json": manifest} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	archive := filepath.Join(tb.TempDir(), name+".tar")
	shell(tb, dir, "tar -cf "+archive+" "+strings.Join(layers, " ")+" "+configName+" manifest.json")
	return archive
}
