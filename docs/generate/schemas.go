package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
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
	}
	return nil
}

func severityNames() []any {
	var names []any
	for _, s := range report.Severities {
		names = append(names, s.String())
	}
	return names
}

// documentSchema describes the document as policies see it: with its index.
func documentSchema(root string) ([]byte, error) {
	r, err := reflector(root, "document")
	if err != nil {
		return nil, err
	}
	schema := r.Reflect(&document.Document{})
	change := r.Reflect(&document.Change{})
	change.Version = ""
	list := &jsonschema.Schema{Type: "array", Items: change}
	object := func(description string, values *jsonschema.Schema) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "object", Description: description, AdditionalProperties: values}
	}
	attribute := jsonschema.NewProperties()
	for _, name := range []string{"executable", "setuid", "hidden", "deleted"} {
		attribute.Set(name, list)
	}
	index := jsonschema.NewProperties()
	index.Set("path", object("The change of a path.", change))
	index.Set("under", object("The changes below a directory, at any depth.", list))
	index.Set("name", object("The changes by the last part of their path.", list))
	index.Set("attribute", &jsonschema.Schema{Type: "object", Properties: attribute, AdditionalProperties: jsonschema.FalseSchema})
	schema.Properties.Set("index", &jsonschema.Schema{
		Type:                 "object",
		Description:          "Made from changes when a document goes to the policies: it is in no stored document.",
		Properties:           index,
		AdditionalProperties: jsonschema.FalseSchema,
	})
	schema.Title = "rummage document, schema version 1"
	return marshal(schema)
}

func reportSchema(root string) ([]byte, error) {
	r, err := reflector(root, "report")
	if err != nil {
		return nil, err
	}
	schema := r.Reflect(&report.Report{})
	schema.Title = "rummage report, schema version 1"
	return marshal(schema)
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
