package formats

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// timesketch writes JSON Lines that Timesketch imports as they are: message,
// datetime, timestamp and timestamp_desc, which it wants, and the rest as fields
// beside them, since an object in an object is none of its own. Findings are tags.
type timesketch struct{ *jsonl }

func newTimesketch(w io.Writer, o Options) (Writer, error) {
	lines, err := newJSONL(w, o)
	if err != nil {
		return nil, err
	}
	return timesketch{lines.(*jsonl)}, nil
}

func (t timesketch) Event(e *timeline.Event) error {
	flat := map[string]any{}
	set := func(name, value string) {
		if value != "" {
			flat[name] = valid(value)
		}
	}
	flat["message"] = valid(cmp.Or(subject(e), e.What, string(e.Source)))
	flat["datetime"] = document.Time(e.Time).Format("2006-01-02T15:04:05.000000+00:00")
	flat["timestamp"] = micros(e.Time)
	flat["timestamp_desc"] = valid(e.What)
	set("data_type", e.Type)
	set("source", string(e.Source))
	set("parser", e.Parser)
	set("macb", e.MACB)
	set("path", e.Path)
	set("change", e.Change)
	set("user", e.User)
	set("host", e.Host)
	set("assumed", e.Assumed)
	set("target", e.Target)
	if e.Line != 0 {
		flat["line"] = e.Line
	}
	if e.PID != 0 {
		flat["pid"] = e.PID
	}
	if len(e.Findings) > 0 {
		flat["findings"], flat["tag"] = texts(e.Findings), texts(e.Findings)
	}
	if f := e.File; f != nil {
		flat["file_uid"], flat["file_gid"], flat["file_size"] = f.UID, f.GID, f.Size
		set("file_type", string(f.Type))
		set("file_mode", octal(f))
		set("file_inode", inode(f))
		set("file_link_target", f.LinkTarget)
		set("file_mtime", rfc3339(f.Mtime))
		set("file_atime", rfc3339(f.Atime))
		set("file_ctime", rfc3339(f.Ctime))
		set("file_btime", rfc3339(f.Btime))
		set("sha256", f.SHA256)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		set(freeName(name, flat), e.Fields[name])
	}
	return t.write(flat)
}

// freeName is a name for a field that a record brings, and that is not taken. In
// OpenSearch, names with an underscore in front are its own, and a dot makes an
// object.
func freeName(name string, taken map[string]any) string {
	name = strings.TrimLeft(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, name), "_")
	if name == "" || reserved[name] || taken[name] != nil {
		name = "field_" + name
	}
	for taken[name] != nil {
		name += "_"
	}
	return name
}

// reserved are names that mean something to Timesketch or here, even where an event
// does not have them.
var reserved = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`message datetime timestamp timestamp_desc tag label data_type source parser macb path line change
		user host pid assumed target findings sha256 file_type file_mode file_uid file_gid file_size file_inode file_link_target file_mtime
		file_atime file_ctime file_btime`) {
		names[name] = true
	}
	return names
}()
