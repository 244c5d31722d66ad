package formats

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// csvWriter writes the main fields of events as RFC 4180 has it, with a line that
// names them; lines end in a line feed alone. Text is escaped as in a table, and
// does not become a formula: see [cell]. What has to be exact is in jsonl.
type csvWriter struct{ w *csv.Writer }

var csvColumns = []string{
	"datetime", "timestamp_desc", "source", "macb", "message", "path", "line", "change", "user", "host", "pid", "data_type", "parser",
	"file_type", "mode", "uid", "gid", "size", "inode", "link_target", "sha256", "assumed", "target", "findings",
}

func newCSV(w io.Writer, _ Options) (Writer, error) {
	c := &csvWriter{csv.NewWriter(w)}
	return c, c.w.Write(csvColumns)
}

func (c *csvWriter) Event(e *timeline.Event) error {
	row := []string{
		rfc3339(e.Time), cell(e.What), string(e.Source), e.MACB, cell(e.Message), cell(e.Path), number(e.Line), e.Change,
		cell(e.User), cell(e.Host), number(int64(e.PID)), cell(e.Type), e.Parser,
	}
	if f := e.File; f != nil {
		row = append(row, string(f.Type), octal(f), strconv.Itoa(f.UID), strconv.Itoa(f.GID), strconv.FormatInt(f.Size, 10), inode(f), cell(f.LinkTarget), f.SHA256)
	} else {
		row = append(row, make([]string, 8)...)
	}
	return c.w.Write(append(row, cell(e.Assumed), cell(e.Target), cell(strings.Join(e.Findings, " "))))
}

func (c *csvWriter) Close(timeline.Tail) error {
	c.w.Flush()
	return c.w.Error()
}

// cell is text for a spreadsheet. Text that begins as a formula does gets an
// apostrophe before it.
func cell(s string) string {
	s = document.Escape(s)
	if strings.IndexFunc(s, isFormula) == 0 {
		return "'" + s
	}
	return s
}

// isFormula knows the full-width forms too, which some spreadsheets take for the
// same.
func isFormula(r rune) bool { return strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", r) }

// number is empty for what is not known.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func octal(f *timeline.File) string {
	if f.Type == "" {
		return ""
	}
	return strconv.FormatUint(uint64(f.Mode), 8)
}

func inode(f *timeline.File) string {
	if f.Inode == 0 {
		return ""
	}
	return strconv.FormatUint(f.Inode, 10)
}
