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
)

const generated = "<!-- Made by `make generate`: do not edit. -->\n\n"

const documentIntro = `One JSON object for each target, as ` + "`rummage document`" + ` prints it and policies
see it. Times are RFC 3339 in UTC, sizes bytes, modes octal strings.

Text that was not valid UTF-8 is escaped: each invalid byte becomes ` + "`\\xHH`" + `, and a
backslash that would read as such an escape becomes ` + "`\\x5c`" + `.

The JSON Schema is in [schemas/document.json](schemas/document.json).`

const reportIntro = `What ` + "`rummage scan -o json`" + ` writes. The JSON Schema is in
[schemas/report.json](schemas/report.json).`

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
