package document

import (
	"fmt"
	"strconv"
	"time"
)

// Kind says how a path differs from the image.
type Kind string

// The kinds of a change, as `docker diff` tells them apart.
const (
	Added    Kind = "added"
	Modified Kind = "modified"
	Deleted  Kind = "deleted"
)

// Type is the type of a file.
type Type string

// The types of a file.
const (
	Regular   Type = "file"
	Directory Type = "directory"
	Symlink   Type = "symlink"
	FIFO      Type = "fifo"
	SocketF   Type = "socket"
	CharDev   Type = "char"
	BlockDev  Type = "block"
)

// Change is one path in which a container differs from its image. Only Path
// and Kind are always there: what a deleted path was is told by Was, when the
// image's layers could be read.
type Change struct {
	Path  string    `json:"path"`
	Kind  Kind      `json:"kind" jsonschema:"enum=added,enum=modified,enum=deleted"`
	Type  Type      `json:"type,omitempty" jsonschema:"enum=file,enum=directory,enum=symlink,enum=fifo,enum=socket,enum=char,enum=block"`
	Mode  Mode      `json:"mode,omitempty"`
	UID   int       `json:"uid"`
	GID   int       `json:"gid"`
	Size  int64     `json:"size"`
	Mtime time.Time `json:"mtime,omitzero"`
	// Ctime is when the inode last changed; only the local host tells it.
	Ctime      time.Time `json:"ctime,omitzero"`
	SHA256     string    `json:"sha256,omitempty"`
	LinkTarget string    `json:"link_target,omitempty"`
	// HardLink is the path in an archive whose content this file shares.
	HardLink string `json:"hard_link,omitempty"`
	// Magic is the media type that the content shows.
	Magic string `json:"magic,omitempty"`
	// Interpreter is the program that a script's first line names.
	Interpreter string `json:"interpreter,omitempty"`
	// Capabilities are the names of the file capabilities (security.capability).
	Capabilities []string `json:"capabilities,omitempty"`
	// Package is the package whose database lists this path with this content.
	Package string `json:"package,omitempty"`
	// Mount is the type of the mount that the file lies in, when it is not the
	// container's own file system: "tmpfs". What is in a tmpfs was added.
	Mount string `json:"mount,omitempty"`
	// Architecture is what an ELF file is for, by the names that images use:
	// "amd64", "arm64".
	Architecture string `json:"architecture,omitempty"`
	// Entropy is that of an ELF file's executable segments, in bits a byte: up to
	// 8, and over 7.2 for what is compressed or encrypted.
	Entropy float64 `json:"entropy,omitempty"`
	// Entries are the first names in an archive below a directory for temporary
	// files.
	Entries []string `json:"entries,omitempty"`
	// Text is the content of a small text file that says what a system does, for
	// policies that must read it: below /etc, /root, /home, /var/spool/cron,
	// systemd's directories and the like, and hooks of interpreters and servers
	// anywhere.
	Text string `json:"text,omitempty"`
	// Was is what the image has at this path, where the layers can be read.
	Was *Was `json:"was,omitempty"`
	// Lost are the paths of the image below a deleted or replaced directory
	// that are gone with it, where the layers can be read.
	Lost []string `json:"lost,omitempty"`
}

// Was is what the image has at the path of a change.
type Was struct {
	Type Type  `json:"type,omitempty"`
	Mode Mode  `json:"mode,omitempty"`
	UID  int   `json:"uid"`
	GID  int   `json:"gid"`
	Size int64 `json:"size"`
	// SHA256 is set when the image's layers could be read and the file is not
	// larger than the bound of the scan.
	SHA256     string `json:"sha256,omitempty"`
	LinkTarget string `json:"link_target,omitempty"`
	// Text is the content of a small text file, where Change.Text is set.
	Text string `json:"text,omitempty"`
}

// Mode holds permission bits with setuid, setgid and sticky, as in st_mode.
// In JSON it is an octal string: "4755".
type Mode uint32

// MarshalText writes the mode in octal.
func (m Mode) MarshalText() ([]byte, error) {
	return strconv.AppendUint(nil, uint64(m), 8), nil
}

// UnmarshalText reads an octal mode.
func (m *Mode) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 8, 32)
	if err != nil {
		return fmt.Errorf("mode %q is not octal", text)
	}
	*m = Mode(n)
	return nil
}
