package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/engine"
)

func newDocument(s streams) *cobra.Command {
	var o common
	cmd := &cobra.Command{
		Use:   "document TARGET",
		Short: "Print a target's normalized document, to write policies against",
		Long: `Print the document that policies judge, as one JSON object.

It is whole: secrets in the environment and in command lines are not masked.`,
		Example: `  rummage document web | jq .processes
  rummage document web | opa eval -I -d my-rules data.rummage.custom`,
		Args: cobra.ExactArgs(1),
	}
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		if _, err := settle(cmd, o.config); err != nil {
			return err
		}
		e, err := newEngine(ctx, o.engine())
		if err != nil {
			return err
		}
		defer e.Close()
		sources := newSources(o, s.in)
		defer sources.close()
		subject, err := sources.open(ctx, args[0])
		if err != nil {
			return err
		}
		defer subject.Close()
		doc, err := e.Examine(ctx, subject)
		if err != nil {
			return err
		}
		out := json.NewEncoder(s.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		if err := out.Encode(doc); err != nil {
			return err
		}
		for _, c := range doc.Coverage {
			if engine.Incomplete(c) {
				return outcome(statusIncomplete)
			}
		}
		return nil
	}
	return cmd
}
