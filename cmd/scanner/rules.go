package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/reporters"
)

func newRules(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List, show, test and check the rules in force",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newRulesList(s), newRulesShow(s), newRulesTest(s), newRulesCheck(s))
	return cmd
}

// withRules runs a command on the compiled rules.
func withRules(cmd *cobra.Command, o *common, do func(*engine.Engine) error) error {
	if _, err := settle(cmd, o.config); err != nil {
		return err
	}
	e, err := newEngine(cmd.Context(), o.engine())
	if err != nil {
		return err
	}
	defer e.Close()
	return do(e)
}

func registerRules(cmd *cobra.Command, o *common) {
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVarP(&o.config, "config", "c", "", "settings `FILE` (default .rummage.yaml, when there is one)")
	o.registerRules(cmd)
}

func newRulesList(s streams) *cobra.Command {
	var o common
	var format string
	cmd := &cobra.Command{Use: "list", Short: "List the rules in force", Args: cobra.NoArgs}
	registerRules(cmd, &o)
	cmd.Flags().StringVarP(&format, "output", "o", "table", "write the list as `FORMAT`: table or json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withRules(cmd, &o, func(e *engine.Engine) error {
			switch format {
			case "json":
				return encode(s.out, e.Catalogue())
			case "table":
				return listRules(s.out, e.Catalogue())
			}
			return usagef("use -o table or json", "unknown output format %q", format)
		})
	}
	return cmd
}

func encode(w io.Writer, x any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(x)
}

func listRules(w io.Writer, rules []report.Rule) error {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "RULE\tSEVERITY\tCATEGORY\tTITLE")
	for _, r := range rules {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", reporters.Escape(r.ID), r.Severity, r.Category, reporters.Escape(r.Title))
	}
	return table.Flush()
}

func newRulesShow(s streams) *cobra.Command {
	var o common
	cmd := &cobra.Command{
		Use:     "show RULE",
		Short:   "Show what a rule looks for, and why",
		Example: "  rummage rules show files/preload-added",
		Args:    cobra.ExactArgs(1),
	}
	registerRules(cmd, &o)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withRules(cmd, &o, func(e *engine.Engine) error {
			for _, r := range e.Catalogue() {
				if r.ID == args[0] {
					return showRule(s.out, r)
				}
			}
			return usagef("rummage rules list names the rules in force", "no rule is called %q", args[0])
		})
	}
	return cmd
}

func showRule(w io.Writer, r report.Rule) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", r.ID, r.Title)
	fmt.Fprintf(&b, "severity     %s\ncategory     %s\n", r.Severity, r.Category)
	for _, line := range []struct{ name, value string }{
		{"ATT&CK", strings.Join(r.Attack, ", ")},
		{"CIS", strings.Join(r.CIS, ", ")},
		{"source", r.Source},
		{"see", strings.Join(r.References, ", ")},
	} {
		if line.value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", line.name, line.value)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", r.Description)
	if r.Remediation != "" {
		fmt.Fprintf(&b, "\nWhat to do:\n%s\n", r.Remediation)
	}
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(w, reporters.Escape(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}

func newRulesTest(s streams) *cobra.Command {
	var policies []string
	cmd := &cobra.Command{
		Use:     "test [PATH...]",
		Short:   "Run the tests of rules: files called *_test.rego, as opa test does",
		Long:    "Run the tests beside rules. Without a PATH the tests of the built-in rules run.",
		Example: "  rummage rules test my-rules",
	}
	cmd.Flags().StringArrayVar(&policies, "policies", nil, "run the tests of `PATH`, as if it were named without the flag (repeatable)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		result, err := engine.TestRules(cmd.Context(), append(args, policies...))
		if err != nil {
			return hinted{err, "rummage rules check PATH tells what is wrong with a rule"}
		}
		for _, failure := range result.Failures {
			fmt.Fprintln(s.out, oneLine(failure))
		}
		fmt.Fprintf(s.out, "%d passed, %d failed\n", result.Passed, len(result.Failures))
		if len(result.Failures) > 0 {
			return outcome(statusFindings)
		}
		return nil
	}
	return cmd
}

func newRulesCheck(s streams) *cobra.Command {
	var o common
	var schema string
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Check rules strictly: *.rego against the document's schema, *.yar and *.yara by compiling them",
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
			return hinted{err, "the document's fields are in docs/reference/document.md"}
		}
		_, err = fmt.Fprintf(s.out, "%d rules are well-formed\n", count)
		return err
	}
	return cmd
}
