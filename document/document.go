// Package document defines the normalized document: everything that a
// collector learned about one target, in the form that policies judge.
//
// A document is one JSON object (schema version 1). Times are RFC 3339 in
// UTC, sizes are bytes, modes are octal strings as `stat -c %a` prints them.
// Text that was not valid UTF-8 is escaped as [Text] says.
package document

import "time"

// SchemaVersion is the version of the document's JSON Schema.
const SchemaVersion = 1

// Document is everything known about one target.
type Document struct {
	SchemaVersion int       `json:"schema_version"`
	Target        Target    `json:"target"`
	CollectedAt   time.Time `json:"collected_at"`
	// Coverage says, collector by collector, what was looked at.
	Coverage  []Coverage `json:"coverage"`
	Config    *Config    `json:"config,omitempty"`
	Processes []Process  `json:"processes"`
	// Changes are the differences of a container's file system from its image.
	Changes []Change `json:"changes"`
	Image   *Image   `json:"image,omitempty"`
	// Files are the files of an image target, layer by layer, the lowest first.
	// A path that several layers have is there once for each of them.
	Files   []*File  `json:"files,omitempty"`
	Sockets []Socket `json:"sockets"`
	Logs    *Logs    `json:"logs,omitempty"`
	// Matches are the YARA matches in file contents.
	Matches []Match `json:"matches"`
	// Sigma are the matches of the user's Sigma rules.
	Sigma  []SigmaMatch `json:"sigma,omitempty"`
	Engine *Engine      `json:"engine,omitempty"`
	Host   *Host        `json:"host,omitempty"`
}

// Target says what the document is about.
type Target struct {
	// Kind is "container", "image" or "engine".
	Kind string `json:"kind" jsonschema:"enum=container,enum=image,enum=engine"`
	// Name is the container's name without a slash, the image's reference, or
	// the name of the engine's host.
	Name  string   `json:"name"`
	ID    string   `json:"id"`
	Image ImageRef `json:"image,omitzero"`
}

// ImageRef names the image of a container.
type ImageRef struct {
	// Name is the reference as the container was made with it.
	Name string `json:"name"`
	// ID is the digest of the image's configuration.
	ID string `json:"id"`
	// Digest is the repository digest, when the image came from a registry.
	Digest string `json:"digest,omitempty"`
}

// Status says how much of its part a collector has seen.
type Status string

// The statuses of a collector.
const (
	OK      Status = "ok"      // all of it was seen
	Partial Status = "partial" // some of it was seen
	Skipped Status = "skipped" // by nature there was nothing that could be seen
	Failed  Status = "failed"  // none of it was seen
)

// Cause says why a coverage is partial.
type Cause string

// The causes of a partial coverage.
const (
	// Failure: something went wrong; the scan is incomplete.
	Failure Cause = "failure"
	// Limit: a bound of the scan's own was reached, such as --max-file-size.
	Limit Cause = "limit"
)

// Coverage is what one collector has seen of the target. A collector may
// have several entries, one for each thing that it could not see.
type Coverage struct {
	Collector string `json:"collector"`
	Status    Status `json:"status" jsonschema:"enum=ok,enum=partial,enum=skipped,enum=failed"`
	// Cause is set when the status is partial.
	Cause  Cause  `json:"cause,omitempty" jsonschema:"enum=failure,enum=limit"`
	Reason string `json:"reason,omitempty"`
}

// File is one file of an image target.
type File struct {
	Change
	// Layer is the diff ID of the layer that brought the file.
	Layer string `json:"layer"`
	// DeletedIn is the diff ID of the layer that deleted the file, or that has
	// another in its place. A container does not see the file then, and whoever
	// has the image can still read it.
	DeletedIn string `json:"deleted_in,omitempty"`
}

// Logs tells what a container wrote to its streams.
type Logs struct {
	Driver string    `json:"driver,omitempty"`
	Lines  int       `json:"lines"`
	Bytes  int64     `json:"bytes"`
	First  time.Time `json:"first,omitzero"`
	Last   time.Time `json:"last,omitzero"`
	// Matches are YARA matches in the text, one for each rule and line.
	Matches []LogMatch `json:"matches"`
}

// LogMatch is one line of a log in which a YARA rule matched.
type LogMatch struct {
	Rule      string         `json:"rule"`
	Namespace string         `json:"namespace"`
	Tags      []string       `json:"tags"`
	Meta      map[string]any `json:"meta"`
	// Line counts from 1, at the first line that was read.
	Line   int       `json:"line"`
	Time   time.Time `json:"time,omitzero"`
	Stream string    `json:"stream"`
	Text   string    `json:"text"`
	// Count is how many lines the rule matched; only the first lines of a rule
	// are kept, and of some the last ones.
	Count int `json:"count"`
}

// Match is a YARA rule that matched one file.
type Match struct {
	Rule      string         `json:"rule"`
	Namespace string         `json:"namespace"`
	Tags      []string       `json:"tags"`
	Meta      map[string]any `json:"meta"`
	Path      string         `json:"path"`
	// Layer is the diff ID of the layer that has the file, in an image.
	Layer   string        `json:"layer,omitempty"`
	SHA256  string        `json:"sha256"`
	Strings []MatchString `json:"strings"`
}

// MatchString is one string of a YARA rule, where it was found.
type MatchString struct {
	ID     string `json:"id"`
	Offset int64  `json:"offset"`
	// Data is what was found, escaped as Text says and cut at 128 bytes.
	Data string `json:"data"`
}
