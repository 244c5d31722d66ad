package formats

import (
	"math"
	"time"
	"unicode/utf8"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// Record is an event as JSON. Text that was not valid UTF-8 is escaped as in a
// document: [document.Bytes] has the bytes.
type Record struct {
	SchemaVersion int `json:"schema_version" jsonschema:"enum=1"`
	// Datetime is when it happened, to the microsecond, in UTC. A year that RFC 3339
	// cannot tell becomes the nearest that it can.
	Datetime string `json:"datetime" jsonschema:"format=date-time"`
	// Timestamp is when it happened, in microseconds since 1970; before that it is
	// negative.
	Timestamp int64 `json:"timestamp"`
	// TimestampDesc says what the time is of: "Content Modification Time".
	TimestampDesc string `json:"timestamp_desc"`
	// Message says what happened; it may be empty where the path says all.
	Message string `json:"message"`
	// DataType is the kind of event, by plaso's names where it has one.
	DataType string `json:"data_type,omitempty"`
	// Source is the kind of place that the event is known from: "file", "login".
	Source timeline.Source `json:"source"`
	// Parser is the name of what read it.
	Parser string `json:"parser,omitempty"`
	// MACB has the letters of the times of a file that are this one, of m, a, c and
	// b in this order.
	MACB string `json:"macb,omitempty"`
	// Path is the file that the event is about or, for a record, the one that tells
	// of it.
	Path string `json:"path,omitempty"`
	// Line is the line or record there, from 1.
	Line int64 `json:"line,omitempty"`
	// Change says how the file differs from the image; image is what has not changed.
	Change string `json:"change,omitempty"`
	// User is whom the event is about, as a name or a number.
	User string `json:"user,omitempty"`
	// Host is the other side of a connection, or the host that a record names.
	Host string `json:"host,omitempty"`
	// PID is the process that a record names.
	PID  int         `json:"pid,omitempty"`
	File *RecordFile `json:"file,omitempty"`
	// Fields are what else a record says.
	Fields map[string]string `json:"fields,omitempty"`
	// Assumed says what the source leaves out and was taken from elsewhere, such as
	// a year or a time zone.
	Assumed string `json:"assumed,omitempty"`
	// Target is the source of the timeline that this comes from.
	Target string `json:"target,omitempty"`
	// Findings are the rules whose findings refer to the event.
	Findings []string `json:"findings,omitempty"`
}

// RecordFile is the file that an event is about. What is not known is not there.
type RecordFile struct {
	Type document.Type  `json:"type,omitempty" jsonschema:"enum=file,enum=directory,enum=symlink,enum=fifo,enum=socket,enum=char,enum=block"`
	Mode *document.Mode `json:"mode,omitempty"`
	UID  int            `json:"uid"`
	GID  int            `json:"gid"`
	// Size is in bytes.
	Size       int64  `json:"size"`
	Inode      uint64 `json:"inode,omitempty"`
	LinkTarget string `json:"link_target,omitempty"`
	SHA256     string `json:"sha256,omitempty"`
	// Mtime is when the content last changed.
	Mtime string `json:"mtime,omitempty" jsonschema:"format=date-time"`
	// Atime is when it was last read.
	Atime string `json:"atime,omitempty" jsonschema:"format=date-time"`
	// Ctime is when the inode last changed.
	Ctime string `json:"ctime,omitempty" jsonschema:"format=date-time"`
	// Btime is when the file was made.
	Btime string `json:"btime,omitempty" jsonschema:"format=date-time"`
}

func newRecord(e *timeline.Event) *Record {
	return &Record{
		SchemaVersion: timeline.SchemaVersion,
		Datetime:      rfc3339(e.Time),
		Timestamp:     micros(e.Time),
		TimestampDesc: valid(e.What),
		Message:       valid(e.Message),
		DataType:      valid(e.Type),
		Source:        e.Source,
		Parser:        e.Parser,
		MACB:          e.MACB,
		Path:          valid(e.Path),
		Line:          e.Line,
		Change:        e.Change,
		User:          valid(e.User),
		Host:          valid(e.Host),
		PID:           e.PID,
		File:          newRecordFile(e.File),
		Fields:        fields(e.Fields),
		Assumed:       valid(e.Assumed),
		Target:        valid(e.Target),
		Findings:      texts(e.Findings),
	}
}

func newRecordFile(f *timeline.File) *RecordFile {
	if f == nil {
		return nil
	}
	r := &RecordFile{
		Type: f.Type, UID: f.UID, GID: f.GID, Size: f.Size, Inode: f.Inode,
		LinkTarget: valid(f.LinkTarget), SHA256: f.SHA256,
		Mtime: rfc3339(f.Mtime), Atime: rfc3339(f.Atime), Ctime: rfc3339(f.Ctime), Btime: rfc3339(f.Btime),
	}
	if f.Type != "" {
		r.Mode = &f.Mode
	}
	return r
}

func fields(in map[string]string) map[string]string {
	if len(in) == 0 {
		return nil
	}
	out := make(map[string]string, len(in))
	for name, value := range in {
		out[valid(name)] = valid(value)
	}
	return out
}

func texts(in []string) []string {
	var out []string
	for _, s := range in {
		out = append(out, valid(s))
	}
	return out
}

// valid is a text of an event, which a timeline has escaped as a document's. What does
// not come from there, and is not UTF-8, is escaped here.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return document.Text(s)
}

// rfc3339 is a time to the microsecond, and nothing for one that is not known.
func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return document.Time(t).Format("2006-01-02T15:04:05.000000Z")
}

// micros is a time in microseconds since 1970, or the nearest that fits.
func micros(t time.Time) int64 {
	const most = math.MaxInt64 / 1_000_000
	switch s := t.Unix(); {
	case s >= most:
		return math.MaxInt64
	case s <= -most:
		return math.MinInt64
	}
	return t.UnixMicro()
}
