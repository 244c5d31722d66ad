package formats

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/timeline"
)

func TestCell(t *testing.T) {
	tests := map[string]string{
		"":           "",
		"plain":      "plain",
		"=1+1":       "'=1+1",
		"+1":         "'+1",
		"-1":         "'-1",
		"@SUM(1)":    "'@SUM(1)",
		"\uff1d1":    "'\uff1d1",
		"a=1":        "a=1",
		"\t=1":       `\t=1`,
		"\r=1":       `\r=1`,
		"'=1":        "'=1",
		"\x00=1":     `\x00=1`,
		"\u202e=1":   `\u202e=1`,
		"/a,b\"c\nd": `/a,b"c\nd`,
	}
	for in, want := range tests {
		if got := cell(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// FuzzCSV has hostile text stay in its column, on its line, and be no formula.
func FuzzCSV(f *testing.F) {
	f.Add(hostileName)
	f.Add("\"")
	f.Add("=cmd|' /C calc'!A0,\"\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		event := timeline.Event{
			What: s, Message: s, Path: s, User: s, Host: s, Type: s, Assumed: s, Target: s, Findings: []string{s}, Fields: map[string]string{s: s},
			File: &timeline.File{LinkTarget: s},
		}
		for format, columns := range map[string][]string{"csv": csvColumns, "l2tcsv": l2tColumns} {
			rows, err := csv.NewReader(bytes.NewReader(written(t, format, Options{}, []timeline.Event{event}))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) != 2 || !slices.Equal(rows[0], columns) || len(rows[1]) != len(columns) {
				t.Fatalf("%s: %q", format, rows)
			}
			for i, value := range rows[1] {
				if value != "-" && strings.IndexFunc(value, isFormula) == 0 {
					t.Errorf("%s: %s is a formula: %q", format, columns[i], value)
				}
				if format == "l2tcsv" && strings.Contains(value, ",") {
					t.Errorf("a comma in %s: %q", columns[i], value)
				}
			}
		}
	})
}
