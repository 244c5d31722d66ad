package content

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/document"
)

// The bounds of a look into an archive.
const (
	maxEntries  = 200
	maxNames    = 64 << 10 // bytes of all names
	maxUnpacked = 64 << 20 // bytes
	maxWindow   = 8 << 20  // of zstd, in bytes
)

// Entries are the first names in an archive: a zip file, or a tar, plain or
// compressed with gzip, bzip2 or zstd. There are none for other contents.
func Entries(magic string, data []byte) []string {
	switch magic {
	case "application/zip":
		return zipEntries(data)
	case "application/x-tar":
		return tarEntries(bytes.NewReader(data))
	case "application/gzip":
		if r, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			return tarEntries(r)
		}
	case "application/x-bzip2":
		return tarEntries(bzip2.NewReader(bytes.NewReader(data)))
	case "application/zstd":
		r, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1))
		if err == nil {
			defer r.Close()
			return tarEntries(r)
		}
	}
	return nil
}

func zipEntries(data []byte) []string {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if r == nil || err != nil && len(r.File) == 0 {
		return nil
	}
	var names []string
	size := 0
	for _, f := range r.File[:min(len(r.File), maxEntries)] {
		if size += len(f.Name); size > maxNames {
			break
		}
		names = append(names, document.Text(f.Name))
	}
	return names
}

func tarEntries(r io.Reader) []string {
	var names []string
	size := 0
	archive := tar.NewReader(io.LimitReader(r, maxUnpacked))
	for len(names) < maxEntries {
		header, err := archive.Next()
		if err != nil && header == nil {
			break
		}
		if size += len(header.Name); size > maxNames {
			break
		}
		names = append(names, document.Text(header.Name))
	}
	return names
}
