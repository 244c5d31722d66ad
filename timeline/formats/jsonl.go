package formats

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// jsonl writes a [Record] a line.
type jsonl struct {
	w       *bufio.Writer
	line    bytes.Buffer
	encoder *json.Encoder
}

func newJSONL(w io.Writer, _ Options) (Writer, error) {
	j := &jsonl{w: bufio.NewWriter(w)}
	j.encoder = json.NewEncoder(&j.line)
	j.encoder.SetEscapeHTML(false)
	return j, nil
}

func (j *jsonl) Event(e *timeline.Event) error { return j.write(newRecord(e)) }

// write writes a line that a terminal can show.
func (j *jsonl) write(x any) error {
	j.line.Reset()
	if err := j.encoder.Encode(x); err != nil {
		return err
	}
	_, err := j.w.Write(document.EscapeJSON(j.line.Bytes()))
	return err
}

func (j *jsonl) Close(timeline.Tail) error { return j.w.Flush() }
