// Package timeline puts in order what happened in a container: what its files, its
// logs, its engine and the artefacts inside of it tell, each event with its time.
package timeline

import (
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// SchemaVersion is that of an event as JSON.
const SchemaVersion = 1

// Source is the kind of place that an event is known from.
type Source string

// The sources of events.
const (
	FileSystem Source = "file"      // the times of files, and deletions
	Container  Source = "container" // the life of a container, as its engine tells it
	Engine     Source = "engine"    // the engine's own events
	Image      Source = "image"     // the history of the image
	Process    Source = "process"   // starts of processes
	Log        Source = "log"       // what the container wrote to its output
	Login      Source = "login"     // wtmp, btmp, utmp, lastlog
	Syslog     Source = "syslog"    // syslog, auth.log, cron, sudo, kernel
	Journal    Source = "journal"   // systemd's journal
	Shell      Source = "shell"     // histories of shells
	Package    Source = "package"   // dpkg, apt, apk, rpm, pip, npm
	Web        Source = "web"       // nginx, Apache
	Database   Source = "database"  // PostgreSQL, Redis
	Audit      Source = "audit"     // the kernel's audit log
	History    Source = "history"   // histories that are SQLite files
)

// Sources lists them.
var Sources = []Source{
	FileSystem, Container, Engine, Image, Process, Log, Login, Syslog, Journal, Shell, Package, Web, Database, Audit, History,
}

// Event is one thing that happened at one time. Parsers give texts as they stand in
// the source; formats see them as [document.Text] has them.
type Event struct {
	// Time is in UTC. It may be before 1970, and after 2262.
	Time time.Time
	// What says what the time is of, as Timesketch's timestamp_desc does: "Content
	// Modification Time", "Login Time".
	What string
	// MACB has the letters of the times of a file that are this one, of m, a, c and
	// b in this order; empty for what is no file's time.
	MACB string
	// Type names the kind of event, by plaso's data types where it has one:
	// "fs:stat", "linux:utmp:event".
	Type   string
	Source Source
	// Parser is the name of what read it.
	Parser  string
	Message string
	// Path is the file that the event is about or, for a record, the one that
	// tells of it; Line is the line or record there, from 1.
	Path string
	Line int64
	// Change says how the file differs from the image: added, modified or deleted;
	// image where it is the image's own, and empty where that is not known.
	Change string
	User   string
	// Host is the other side of a connection, or the host that a record names.
	Host string
	PID  int
	// File is what the event is about when that is a file.
	File *File
	// Fields are what else a record says, by names in snake_case.
	Fields map[string]string
	// Assumed says what the source leaves out and was taken from elsewhere, such as
	// a year or a time zone.
	Assumed string
	// Target is the source of the timeline that this comes from.
	Target string
	// Findings are the rules whose findings refer to it.
	Findings []string
}

// File is what is known of a file. Times that are not known are zero.
type File struct {
	Type       document.Type
	Mode       document.Mode
	UID, GID   int
	Size       int64
	Inode      uint64
	LinkTarget string
	SHA256     string
	Mtime      time.Time
	Atime      time.Time
	Ctime      time.Time
	Btime      time.Time
	// First marks the first event of a file that is let through: formats that have
	// one line a file write it then.
	First bool
}

// The descriptions of the times of files, as plaso has them.
const (
	ModificationTime = "Content Modification Time"
	AccessTime       = "Last Access Time"
	ChangeTime       = "Metadata Modification Time"
	CreationTime     = "Creation Time"
)

// Head is what is known before the first event.
type Head struct {
	Tool, Version string
	Started       time.Time
	// Sources are as the user named them.
	Sources []string
	// From and To bound the times of events; zero where there is no bound.
	From, To time.Time
}

// Tail is what is known after the last event.
type Tail struct {
	// Events is how many were written, and LeftOut how many a filter did not let
	// through.
	Events, LeftOut int64
	// First and Last are the times of the first and the last event.
	First, Last time.Time
	// Notices tell what could not be read, and what was assumed.
	Notices []string
}
