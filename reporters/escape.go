package reporters

import (
	"bytes"
	"encoding/json"

	"github.com/rummage-scanner/rummage/document"
)

// Escape makes text fit to be printed on a line of a terminal, as
// [document.Escape] does.
func Escape(s string) string { return document.Escape(s) }

// encodeJSON encodes x as indented JSON, in which characters that a terminal
// would act on are written as \u escapes: they decode to what they were.
func encodeJSON(x any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(x); err != nil {
		return nil, err
	}
	return document.EscapeJSON(text.Bytes()), nil
}
