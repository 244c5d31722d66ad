package collectors

import "github.com/rummage-scanner/rummage/document"

// Listed is a container that can be scanned.
type Listed struct {
	Target document.Target
	// Config is nil when it could not be read.
	Config *document.Config
	// Image is nil when it could not be read, or was not asked for.
	Image *document.Image
	// MountID names the directory that holds the container's own layer; empty
	// where that is not known.
	MountID string
	// Err tells of what could not be read.
	Err error
}
