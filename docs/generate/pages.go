package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/policies"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/timeline/parsers"
)

const generated = "<!-- Made by `make generate`: do not edit. -->\n\n"

const documentIntro = `One JSON object for each target, as ` + "`rummage document`" + ` prints it and policies
see it. Times are RFC 3339 in UTC, sizes bytes, modes octal strings.

Text that was not valid UTF-8 is escaped: each invalid byte becomes ` + "`\\xHH`" + `, and a
backslash that would read as such an escape becomes ` + "`\\x5c`" + `.

The JSON Schema is in [schemas/document.json](schemas/document.json).`

const reportIntro = `What ` + "`rummage scan -o json`" + ` writes. The JSON Schema is in
[schemas/report.json](schemas/report.json).`

const timelineIntro = `What ` + "`rummage timeline`" + ` writes, in the order of time. Times are in UTC.

| format | for | what it is |
|---|---|---|
| ` + "`table`" + ` | people | A line an event, cut to the width of a terminal; ` + "`~`" + ` marks a time of which a part was assumed, ` + "`!`" + ` what findings refer to. |
| ` + "`html`" + ` | people | One page that needs no network, with a histogram, filters and the details of each event. |
| ` + "`jsonl`" + ` | programs | An event a line, as below. Nothing is lost: [invalid bytes](document.md) are escaped as in a document. |
| ` + "`csv`" + ` | spreadsheets | The main fields, RFC 4180 with a header. |
| ` + "`l2tcsv`" + ` | tools that read log2timeline's | Its 17 columns. Commas in values are blanks, what is empty is ` + "`-`" + `. |
| ` + "`bodyfile`" + ` | mactime | Version 3: a line for each file, with all its times, also those that ` + "`--from` and `--to`" + ` leave out; 0 is a time that is not known. What is no time of a file has a line of its own, named after its source. ` + "`|` is `%7C`" + `, as mactime reads it; the field for MD5 is 0. |
| ` + "`timesketch`" + ` | Timesketch | JSON Lines that it imports as they are; findings are tags. |

In all but ` + "`jsonl` and `timesketch`" + `, control and format characters are escaped, also those that turn text around, and
invalid bytes are ` + "`\\xHH`" + `. In ` + "`csv` and `l2tcsv`" + `, text that begins with ` + "`=`, `+`, `-` or `@`" + ` has an apostrophe before it, so
that no spreadsheet takes it for a formula.

## An event as JSON

The JSON Schema is in [schemas/event.json](schemas/event.json).`

// rulesPage lists the catalogue, an area a section.
func rulesPage(ctx context.Context) ([]byte, error) {
	p, err := rego.Load(ctx, rego.Sources{Embedded: policies.FS})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(generated + "# Rules\n\n")
	rules := p.Catalogue()
	fmt.Fprintf(&b, "The %d rules that rummage brings. `rummage rules list` names those in force.\n", len(rules))
	area := ""
	for _, r := range rules {
		if a, _, _ := strings.Cut(r.ID, "/"); a != area {
			area = a
			fmt.Fprintf(&b, "\n## %s\n", area)
		}
		writeRule(&b, r)
	}
	return trimmed(&b), nil
}

func writeRule(b *bytes.Buffer, r report.Rule) {
	fmt.Fprintf(b, "\n### %s\n\n**%s** — %s, %s", r.ID, r.Title, r.Severity, r.Category)
	if len(r.Attack) > 0 {
		fmt.Fprintf(b, " · ATT&CK %s", strings.Join(r.Attack, ", "))
	}
	if len(r.CIS) > 0 {
		fmt.Fprintf(b, " · CIS %s", strings.Join(r.CIS, ", "))
	}
	fmt.Fprintf(b, "\n\n%s\n\n*What to do:* %s\n", r.Description, r.Remediation)
}

// property is what the pages tell of a schema.
type property struct {
	Type        string              `json:"type"`
	Description string              `json:"description"`
	Enum        []any               `json:"enum"`
	Properties  map[string]property `json:"properties"`
	Items       *property           `json:"items"`
	OneOf       []property          `json:"oneOf"`
}

// schemaPage lists the fields of a schema, depth first.
func schemaPage(title, intro string, schema []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s# %s\n\n%s\n\n| field | type | meaning |\n|---|---|---|\n", generated, title, intro)
	var top property
	if err := json.Unmarshal(schema, &top); err != nil {
		panic(err) // we have just made it
	}
	writeFields(&b, "", top)
	return trimmed(&b)
}

// artefacts lists what parsers read.
func artefacts() []byte {
	var b bytes.Buffer
	b.WriteString("\n## Artefacts that are read\n\nThe first parser whose files a path fits reads it, also when it is compressed\n(`.gz`, `.xz`, `.zst`, `.bz2`). `--source` takes the names of both columns.\n\n| source | parser | files |\n|---|---|---|\n")
	for _, p := range parsers.All() {
		files := make([]string, 0, len(p.Files))
		for _, pattern := range p.Files {
			files = append(files, "`"+strings.ReplaceAll(pattern, "|", "\\|")+"`")
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", p.Source, p.Name, strings.Join(files, ", "))
	}
	return b.Bytes()
}

func writeFields(b *bytes.Buffer, prefix string, p property) {
	names := make([]string, 0, len(p.Properties))
	for name := range p.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field := p.Properties[name]
		path, kind, inner := prefix+name, field.Type, field
		if len(field.OneOf) == 2 { // null, or something
			inner = field.OneOf[1]
			kind = inner.Type + " or null"
		}
		if field.Items != nil {
			path, kind, inner = path+"[]", "array of "+field.Items.Type, *field.Items
		}
		meaning := strings.Join(strings.Fields(field.Description), " ")
		if len(inner.Enum) > 0 {
			meaning = strings.TrimSpace(meaning + " One of " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(inner.Enum)), ", "), "[]") + ".")
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", path, kind, strings.ReplaceAll(meaning, "|", `\|`))
		if path != "index" {
			writeFields(b, path+".", inner)
		}
	}
}
