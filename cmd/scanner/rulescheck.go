package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
)

func newRulesCheck(s streams) *cobra.Command {
	var o common
	var schema string
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check rules strictly: *.rego against the document's schema, *.yar and *.yara by compiling them",
		Long: `Check rules more strictly than a scan does: Rego rules must compile as opa check
--strict has it, read no field that a document does not have, say in their
METADATA what a rule must, and share no id; every YARA file must compile. Data
and exceptions are checked as well. Without a PATH, and without --policies and
--yara, the built-in rules are checked.`,
		Example: `  rummage rules check my-rules
  rummage rules check --policies my-rules --yara signatures`,
	}
	registerRules(cmd, &o)
	cmd.Flags().StringVar(&schema, "schema", "", "check against the JSON Schema in `FILE` instead of the built-in one")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		exceptions, err := settle(cmd, o.config)
		if err != nil {
			return err
		}
		options := o.engine()
		options.Exceptions = exceptions
		named, err := engine.RulesAt(args)
		if err != nil {
			return err
		}
		options.Rules.Policies = append(options.Rules.Policies, named.Policies...)
		options.Rules.YARA = append(options.Rules.YARA, named.YARA...)
		text := document.Schema
		if schema != "" {
			if text, err = os.ReadFile(schema); err != nil {
				return err
			}
		}
		count, err := engine.Check(cmd.Context(), options, text)
		if err != nil {
			return aboutRules(err, "the document's fields are in docs/reference/document.md")
		}
		_, err = fmt.Fprintf(s.out, "%d rules are well-formed\n", count)
		return err
	}
	return cmd
}
