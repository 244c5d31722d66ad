package dockerroot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors/overlay"
)

// The bounds of what is read, in bytes.
const (
	// maxJSON bounds a configuration.
	maxJSON = 16 << 20
	// maxWord bounds a file that holds an id, and maxLower one with a list of
	// layers, of which overlayfs takes no more than 500.
	maxWord  = 1 << 10
	maxLower = 64 << 10
)

// read reads a regular file whole. The error names it.
func (r *Root) read(name string, most int64) ([]byte, error) { return readIn(r.root, name, most) }

func readIn(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := overlay.OpenRegular(root, name)
	if err != nil {
		return nil, named(name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, named(name, err)
	}
	if int64(len(text)) > most {
		return nil, named(name, fmt.Errorf("larger than %d bytes", most))
	}
	return text, nil
}

// readJSON reads a file into v.
func (r *Root) readJSON(name string, v any) error {
	text, err := r.read(name, maxJSON)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return named(name, err)
	}
	return nil
}

// word reads a file that holds one name, which is a part of a path.
func (r *Root) word(name string) (string, error) {
	text, err := r.read(name, maxWord)
	if err != nil {
		return "", err
	}
	word := strings.TrimSpace(string(text))
	if !isName(word) {
		return "", named(name, fmt.Errorf("%q is no name of a directory", word))
	}
	return word, nil
}

// digest reads a file that holds a digest, and returns its hexadecimal part.
func (r *Root) digest(name string) (string, error) {
	text, err := r.read(name, maxWord)
	if err != nil {
		return "", err
	}
	hex, ok := hexOf(strings.TrimSpace(string(text)))
	if !ok {
		return "", named(name, fmt.Errorf("%q is no digest", text))
	}
	return hex, nil
}

// named is an error of the file of that name below the data root.
func named(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &fs.PathError{Op: "read", Path: name, Err: err}
}

// namesIn lists a directory, without setting its access time where we may. More
// names than most are an error.
func namesIn(root *os.Root, name string, most int) ([]string, error) {
	dir, err := root.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NONBLOCK|unix.O_NOATIME, 0)
	if errors.Is(err, fs.ErrPermission) {
		dir, err = root.OpenFile(name, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NONBLOCK, 0)
	}
	if err != nil {
		return nil, named(name, err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(most + 1)
	if err != nil && err != io.EOF {
		return nil, named(name, err)
	}
	if len(names) > most {
		return nil, named(name, fmt.Errorf("more than %d entries", most))
	}
	return names, nil
}

// isName tells of what can be one part of a path.
func isName(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= 255 && !strings.ContainsAny(s, "/\x00")
}

func isID(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// hexOf is the hexadecimal part of a SHA-256 digest.
func hexOf(digest string) (string, bool) {
	hex, ok := strings.CutPrefix(digest, "sha256:")
	return hex, ok && isID(hex)
}
