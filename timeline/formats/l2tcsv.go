package formats

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// l2tcsv writes the 17 columns of log2timeline, as plaso does: commas in values are
// blanks, and what is empty is a hyphen. Other than there, text does not become a
// formula and quotes are doubled, so that no value swallows those behind it.
type l2tcsv struct{ w *csv.Writer }

var l2tColumns = []string{
	"date", "time", "timezone", "MACB", "source", "sourcetype", "type", "user", "host", "short", "desc", "version", "filename", "inode",
	"notes", "format", "extra",
}

func newL2TCSV(w io.Writer, _ Options) (Writer, error) {
	l := &l2tcsv{csv.NewWriter(w)}
	return l, l.w.Write(l2tColumns)
}

func (l *l2tcsv) Event(e *timeline.Event) error {
	when := document.Time(e.Time)
	desc, node := subject(e), ""
	if e.File != nil {
		node = inode(e.File)
	}
	row := []string{
		when.Format("01/02/2006"), when.Format("15:04:05"), "UTC", strings.ToUpper(letters(e.MACB)),
		strings.ToUpper(string(e.Source)), e.Type, descriptions(e), e.User, e.Host, short(desc), desc, "2", e.Path, node,
		strings.Join(e.Findings, " "), e.Parser, extra(e),
	}
	for i, value := range row {
		row[i] = l2tValue(value)
	}
	return l.w.Write(row)
}

func (l *l2tcsv) Close(timeline.Tail) error {
	l.w.Flush()
	return l.w.Error()
}

func l2tValue(s string) string {
	if s == "" {
		return "-"
	}
	return strings.ReplaceAll(cell(s), ",", " ")
}

// descriptions names each of the times of a file that are this one.
func descriptions(e *timeline.Event) string {
	var names []string
	for _, letter := range e.MACB {
		switch letter {
		case 'm':
			names = append(names, timeline.ModificationTime)
		case 'a':
			names = append(names, timeline.AccessTime)
		case 'c':
			names = append(names, timeline.ChangeTime)
		case 'b':
			names = append(names, timeline.CreationTime)
		}
	}
	if len(names) < 2 {
		return e.What
	}
	return strings.Join(names, "; ")
}

// short is the beginning of a description: 80 characters at most.
func short(desc string) string {
	runes := []rune(document.Escape(desc))
	if len(runes) <= 80 {
		return desc
	}
	return string(runes[:77]) + "..."
}

// extra has what no column is for.
func extra(e *timeline.Event) string {
	values := maps.Clone(e.Fields)
	if values == nil {
		values = map[string]string{}
	}
	set := func(name, value string) {
		if value != "" {
			values[name] = value
		}
	}
	set("line", number(e.Line))
	set("change", e.Change)
	set("pid", number(int64(e.PID)))
	set("assumed", e.Assumed)
	set("target", e.Target)
	if f := e.File; f != nil {
		set("file_type", string(f.Type))
		set("mode", octal(f))
		set("owner", fmt.Sprintf("%d:%d", f.UID, f.GID))
		set("size", fmt.Sprint(f.Size))
		set("sha256", f.SHA256)
		set("link_target", f.LinkTarget)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, name+": "+values[name])
	}
	return strings.Join(parts, "; ")
}
