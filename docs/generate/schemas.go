package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/timeline/formats"
)

const module = "github.com/rummage-scanner/rummage"

// reflector reads types, and their comments from the sources of a package.
func reflector(root, pkg string) (*jsonschema.Reflector, error) {
	r := &jsonschema.Reflector{DoNotReference: true, Anonymous: true, Mapper: mapper}
	err := r.AddGoComments(module, filepath.Join(root, pkg))
	if err != nil {
		return nil, fmt.Errorf("read the comments of %s: %w", pkg, err)
	}
	return r, nil
}

// mapper knows the types whose JSON is not their Go kind.
func mapper(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[document.Mode]():
		return &jsonschema.Schema{Type: "string", Pattern: "^[0-7]{1,4}$", Description: "Permission bits in octal, as stat -c %a prints them."}
	case reflect.TypeFor[report.Severity]():
		return &jsonschema.Schema{Type: "string", Enum: severityNames()}
	case reflect.TypeFor[map[string]any]():
		return &jsonschema.Schema{Type: "object"}
	case reflect.TypeFor[map[report.Severity]int]():
		return counts(severityNames())
	case reflect.TypeFor[map[report.Verdict]int]():
		var names []any
		for _, v := range report.Verdicts {
			names = append(names, string(v))
		}
		return counts(names)
	}
	return nil
}

// counts is an object with a number for each name.
func counts(names []any) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, name := range names {
		s.Properties.Set(name.(string), &jsonschema.Schema{Type: "integer"})
		s.Required = append(s.Required, name.(string))
	}
	return s
}

func severityNames() []any {
	var names []any
	for _, s := range report.Severities {
		names = append(names, s.String())
	}
	return names
}

// documentSchema describes the document as policies see it: with its index, and
// with what other rules found.
func documentSchema(root string) ([]byte, error) {
	r, err := reflector(root, "document")
	if err != nil {
		return nil, err
	}
	schema := r.Reflect(&document.Document{})
	change, file := r.Reflect(&document.Change{}), r.Reflect(&document.File{})
	change.Version, file.Version = "", ""
	files := indexSchema("file", "files", file)
	files.Description = "The same for the files of an image. Those that a later layer deleted or replaced are in under, name, extension and attribute.deleted only."
	files.Properties.Set("layer", layerSchema(file))
	index := indexSchema("change", "changes", change)
	index.Description = "Made from changes and files when a document goes to the policies: it is in no stored document."
	index.Properties.Set("files", files)
	schema.Properties.Set("index", index)
	schema.Properties.Set("findings", findingsSchema())
	schema.Title = "rummage document, schema version 1"
	return marshal(schema)
}

// indexSchema describes an index of changes or files.
func indexSchema(one, many string, entry *jsonschema.Schema) *jsonschema.Schema {
	list := &jsonschema.Schema{Type: "array", Items: entry}
	attribute, index := closed(), closed()
	for _, name := range []string{"executable", "setuid", "world_writable", "hidden", "deleted"} {
		attribute.Properties.Set(name, list)
	}
	index.Properties.Set("path", keyed("The "+one+" of a path.", entry))
	index.Properties.Set("under", keyed("The "+many+" below a directory, at any depth.", list))
	index.Properties.Set("name", keyed("The "+many+" by the last part of their path.", list))
	index.Properties.Set("extension", keyed("The "+many+" by what follows the last dot of that part, in lower case.", list))
	index.Properties.Set("architecture", keyed("The "+many+" that are ELF files, by what they are for.", list))
	index.Properties.Set("attribute", attribute)
	return index
}

// layerSchema describes input.index.files.layer.
func layerSchema(file *jsonschema.Schema) *jsonschema.Schema {
	list := &jsonschema.Schema{Type: "array", Items: file}
	layer := closed()
	layer.Properties.Set("files", list)
	layer.Properties.Set("under", keyed("How many of the files are below a directory, at any depth.", &jsonschema.Schema{Type: "integer"}))
	layer.Properties.Set("unowned", list)
	return keyed("What the layer of a diff ID brought, deleted or not, but for directories: all of it, and what can be run and no package lists.", layer)
}

// closed is an object that has no properties but those that it is given.
func closed() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
}

// keyed is an object with values of one kind.
func keyed(description string, values *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Description: description, AdditionalProperties: values}
}

// findingsSchema describes input.findings.
func findingsSchema() *jsonschema.Schema {
	finding := jsonschema.NewProperties()
	for _, name := range []string{"rule", "message"} {
		finding.Set(name, &jsonschema.Schema{Type: "string"})
	}
	finding.Set("severity", &jsonschema.Schema{Type: "string", Enum: severityNames()})
	finding.Set("category", &jsonschema.Schema{Type: "string", Enum: []any{string(report.Anomaly), string(report.Misconfiguration)}})
	location := jsonschema.NewProperties()
	for _, name := range []string{"path", "config", "layer"} {
		location.Set(name, &jsonschema.Schema{Type: "string"})
	}
	for _, name := range []string{"process", "log"} {
		location.Set(name, &jsonschema.Schema{Type: "integer"})
	}
	finding.Set("location", &jsonschema.Schema{Type: "object", Properties: location, AdditionalProperties: jsonschema.FalseSchema})
	return &jsonschema.Schema{
		Type: "array",
		Description: "What the rules of all other areas found, without what an exception covers: for rules of area correlation, " +
			"which are evaluated last. It is in no stored document.",
		Items: &jsonschema.Schema{Type: "object", Properties: finding, AdditionalProperties: jsonschema.FalseSchema},
	}
}

func reportSchema(root string) ([]byte, error) {
	r, err := reflector(root, "report")
	if err != nil {
		return nil, err
	}
	schema := r.Reflect(&report.Report{})
	schema.Title = "rummage report, schema version 1"
	targets, _ := schema.Properties.Get("targets")
	findings, _ := targets.Items.Properties.Get("findings")
	suppressed, _ := findings.Items.Properties.Get("suppressed")
	description := suppressed.Description
	suppressed.Description = ""
	findings.Items.Properties.Set("suppressed", &jsonschema.Schema{
		Description: description, OneOf: []*jsonschema.Schema{{Type: "null"}, suppressed},
	})
	return marshal(schema)
}

// eventSchema describes a line of a timeline as JSON.
func eventSchema(root string) ([]byte, error) {
	r, err := reflector(root, "timeline/formats")
	if err != nil {
		return nil, err
	}
	schema := r.Reflect(&formats.Record{})
	schema.Title = "event of a rummage timeline, schema version 1"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// marshal writes a schema in the words of draft 7, which OPA reads as well.
func marshal(schema *jsonschema.Schema) ([]byte, error) {
	schema.Version = "http://json-schema.org/draft-07/schema#"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}
