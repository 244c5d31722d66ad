// Package evidence holds the case format: what was secured of a container, in a
// directory that stock tools can read, and what shows that it was not altered.
//
//	case.json         the manifest: what was done, and each item with its size and SHA-256
//	SHA256SUMS        the same sums for sha256sum -c
//	custody.jsonl     who did what, when and why; each line carries the hash of the one before
//	blocks.jsonl      checksums of blocks, which tell where an altered item differs
//	case.dsse.json    a signature over all of these, when there is a key
//
// and the items themselves. A case is made in a directory beside its own, with
// the suffix .partial, which takes its name when it is whole.
//
// A case is a subject: what was recorded is judged again with the rules of today,
// and the files of the export are examined again.
package evidence

import (
	"io/fs"
	"regexp"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// SchemaVersion is the version of the manifest.
const SchemaVersion = 1

// The names of a case's own files, and of items that are read again.
const (
	ManifestName  = "case.json"
	SumsName      = "SHA256SUMS"
	CustodyName   = "custody.jsonl"
	BlocksName    = "blocks.jsonl"
	SignatureName = "case.dsse.json"
	DocumentName  = "document.json"
	RootFSName    = "rootfs.tar"
	MemoryName    = "tmpfs.tar"
	LayerName     = "layer.tar"
	LogsName      = "logs.jsonl.zst"
)

// Partial is the suffix of a case that is being made.
const Partial = ".partial"

// Manifest is case.json.
type Manifest struct {
	SchemaVersion int       `json:"schema_version"`
	CaseID        string    `json:"case_id"`
	Tool          Tool      `json:"tool"`
	Operator      string    `json:"operator"`
	Host          string    `json:"host"`
	Started       time.Time `json:"started"`
	Finished      time.Time `json:"finished"`
	// Clock compares the engine's clock with the one that the times here are of.
	Clock     Clock           `json:"clock"`
	Engine    document.Engine `json:"engine"`
	EngineOn  document.Host   `json:"engine_host"`
	Container Container       `json:"container"`
	Image     *document.Image `json:"image,omitempty"`
	// Actions are what was done, in order.
	Actions []Action `json:"actions"`
	Items   []Item   `json:"items"`
	// Missing are what could not be had, or only in part, because something
	// failed; Absent what is not there by nature.
	Missing  []Missing           `json:"missing"`
	Absent   []Missing           `json:"absent"`
	Notes    []string            `json:"notes"`
	Coverage []document.Coverage `json:"coverage"`
	// Committed is the image that was made of the container.
	Committed *Committed `json:"committed,omitempty"`
	// Signer is the fingerprint of the key that the case is signed with.
	Signer string `json:"signer,omitempty"`
	// Recipients are the keys that the items are encrypted to.
	Recipients []string `json:"recipients,omitempty"`
}

// Tool is the program that made a case.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Clock is the engine's clock and ours, at one moment.
type Clock struct {
	// EngineAhead is how far the engine's clock is ahead, in seconds.
	EngineAhead float64 `json:"engine_ahead_seconds"`
	// Measured is when that was asked for.
	Measured time.Time `json:"measured,omitzero"`
}

// Container is what the evidence is of.
type Container struct {
	Name   string            `json:"name"`
	ID     string            `json:"id"`
	Image  document.ImageRef `json:"image"`
	Before *State            `json:"before,omitempty"`
	After  *State            `json:"after,omitempty"`
}

// State is a container's state at one moment.
type State struct {
	document.State
	At       time.Time `json:"at"`
	Started  time.Time `json:"started,omitzero"`
	Finished time.Time `json:"finished,omitzero"`
	Restarts int       `json:"restarts,omitempty"`
}

// Action is one thing that was done.
type Action struct {
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// Does is the docker command that does the same, or what was done; Call is
	// the call of the Engine API.
	Does  string `json:"does"`
	Call  string `json:"call,omitempty"`
	Error string `json:"error,omitempty"`
}

// Item is one file of a case.
type Item struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	// Plain is the stream before it was compressed or encrypted.
	Plain *Plain `json:"plain,omitempty"`
	// Cut says why there is no more of it; empty when it is whole.
	Cut string `json:"cut,omitempty"`
}

// Plain is a stream as it was before it was stored.
type Plain struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Missing is something that a case lacks.
type Missing struct {
	What   string `json:"what"`
	Reason string `json:"reason"`
}

// Committed is an image that was made of a container.
type Committed struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Message string `json:"message,omitempty"`
}

// names are what an item's path may consist of: nothing that a terminal, a shell
// or sha256sum would take for something else.
var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}$`)

// validName tells whether an item may have this path.
func validName(name string) bool {
	return len(name) <= 512 && names.MatchString(name) && fs.ValidPath(name) && !isOwn(name)
}

// isOwn tells the files that vouch for the items.
func isOwn(name string) bool {
	return name == ManifestName || name == SumsName || name == CustodyName || name == SignatureName
}
