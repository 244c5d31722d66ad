package reporters

import (
	"io"

	"github.com/rummage-scanner/rummage/report"
)

// jsonReporter writes the report as it is: its JSON Schema is
// docs/reference/schemas/report.json.
type jsonReporter struct{}

func (jsonReporter) Write(w io.Writer, r *report.Report) error {
	text, err := encodeJSON(r)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
