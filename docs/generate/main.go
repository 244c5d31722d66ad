// Command generate writes what is generated from the code and the rules: the
// JSON Schemas and the pages of docs/reference. It is run by `make generate`,
// in the root of the repository; a test fails when its results are stale.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	files, err := generate(context.Background(), ".")
	if err == nil {
		for name, content := range files {
			if err = os.MkdirAll(filepath.Dir(name), 0o755); err == nil {
				err = os.WriteFile(name, content, 0o644)
			}
			if err != nil {
				break
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate makes every generated file, by its path below root.
func generate(ctx context.Context, root string) (map[string][]byte, error) {
	documentSchema, err := documentSchema(root)
	if err != nil {
		return nil, err
	}
	reportSchema, err := reportSchema(root)
	if err != nil {
		return nil, err
	}
	eventSchema, err := eventSchema(root)
	if err != nil {
		return nil, err
	}
	rules, err := rulesPage(ctx)
	if err != nil {
		return nil, err
	}
	coverage, err := coveragePage(ctx)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"document/schema.json":                 documentSchema,
		"docs/reference/schemas/document.json": documentSchema,
		"docs/reference/schemas/report.json":   reportSchema,
		"docs/reference/schemas/event.json":    eventSchema,
		"docs/reference/rules.md":              rules,
		"docs/reference/coverage.md":           coverage,
		"docs/reference/document.md":           schemaPage("The document", documentIntro, documentSchema),
		"docs/reference/report.md":             schemaPage("The report", reportIntro, reportSchema),
		"docs/reference/timeline.md":           append(schemaPage("The timeline", timelineIntro, eventSchema), artefacts()...),
	}, nil
}

func trimmed(b *bytes.Buffer) []byte {
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
}
