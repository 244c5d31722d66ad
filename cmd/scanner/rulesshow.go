package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/reporters"
)

func newRulesShow(s streams) *cobra.Command {
	var o common
	var source bool
	cmd := &cobra.Command{
		Use:   "show RULE",
		Short: "Show what a rule looks for, and why",
		Example: `  rummage rules show files/preload-added
  rummage rules show files/preload-added --source`,
		Args: cobra.ExactArgs(1),
	}
	registerRules(cmd, &o)
	cmd.Flags().BoolVar(&source, "source", false, "show the rule's source as well")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withRules(cmd, &o, func(e *engine.Engine) error {
			for _, r := range e.Catalogue() {
				if r.ID != args[0] {
					continue
				}
				text := describeRule(r)
				if source {
					text += "\nSource:\n" + string(e.Text(r))
				}
				return printLines(s.out, text)
			}
			return usagef("rummage rules list names the rules in force", "no rule is called %q", args[0])
		})
	}
	return cmd
}

func describeRule(r report.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", r.ID, r.Title)
	for _, line := range []struct{ name, value string }{
		{"severity", r.Severity.String()},
		{"category", string(r.Category)},
		{"ATT&CK", strings.Join(r.Attack, ", ")},
		{"CIS", strings.Join(r.CIS, ", ")},
		{"source", r.Source},
		{"see", strings.Join(r.References, ", ")},
	} {
		if line.value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", line.name, line.value)
		}
	}
	if r.Description != "" {
		fmt.Fprintf(&b, "\n%s\n", r.Description)
	}
	if r.Remediation != "" {
		fmt.Fprintf(&b, "\nWhat to do:\n%s\n", r.Remediation)
	}
	return b.String()
}

// printLines prints a text line by line. Tabs stay what they are.
func printLines(w io.Writer, text string) error {
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i := range parts {
			parts[i] = reporters.Escape(parts[i])
		}
		if _, err := fmt.Fprintln(w, strings.Join(parts, "\t")); err != nil {
			return err
		}
	}
	return nil
}
