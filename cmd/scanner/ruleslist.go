package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/reporters"
)

// ruleFilter says which rules to list: those that pass all of it.
type ruleFilter struct {
	areas  []string
	least  severity
	attack []string
	cis    []string
}

func (f *ruleFilter) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.areas, "area", nil, "list only the rules of `AREA`, such as files (repeatable)")
	flags.Var(&f.least, "severity", "list only rules of `SEVERITY` and worse")
	flags.StringArrayVar(&f.attack, "attack", nil, "list only the rules for the ATT&CK `TECHNIQUE`, such as T1053 or T1053.003 (repeatable)")
	flags.StringArrayVar(&f.cis, "cis", nil, "list only the rules for the `NUMBER` of the CIS Docker Benchmark, such as 5 or 5.6 (repeatable)")
}

func (f *ruleFilter) passes(r report.Rule) bool {
	area, _, _ := strings.Cut(r.ID, "/")
	return (len(f.areas) == 0 || slices.Contains(f.areas, area)) &&
		r.Severity >= report.Severity(f.least) &&
		within(r.Attack, f.attack) && within(r.CIS, f.cis)
}

// within tells that one of the numbers is one of the wanted ones, or a part of
// it as T1053.003 is of T1053. When none is wanted, all are.
func within(numbers, wanted []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(numbers, func(n string) bool {
		return slices.ContainsFunc(wanted, func(w string) bool {
			return strings.EqualFold(n, w) || strings.HasPrefix(strings.ToUpper(n), strings.ToUpper(w)+".")
		})
	})
}

func newRulesList(s streams) *cobra.Command {
	var o common
	var filter ruleFilter
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the rules in force",
		Example: `  rummage rules list --severity high
  rummage rules list --area persistence --attack T1053
  rummage rules list --cis 5 -o json`,
		Args: cobra.NoArgs,
	}
	registerRules(cmd, &o)
	filter.register(cmd)
	cmd.Flags().StringVarP(&format, "output", "o", "table", "write the list as `FORMAT`: table or json")
	// They are not what scan has under these names.
	ownMeaning(cmd, "severity", "output")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if format != "json" && format != "table" {
			return usagef("use -o table or json", "unknown output format %q", format)
		}
		return withRules(cmd, &o, func(e *engine.Engine) error {
			rules := slices.DeleteFunc(slices.Clone(e.Catalogue()), func(r report.Rule) bool { return !filter.passes(r) })
			if format == "json" {
				return encode(s.out, rules)
			}
			return listRules(s.out, rules)
		})
	}
	return cmd
}

func listRules(w io.Writer, rules []report.Rule) error {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "RULE\tSEVERITY\tCATEGORY\tTITLE")
	for _, r := range rules {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", reporters.Escape(r.ID), r.Severity, r.Category, reporters.Escape(r.Title))
	}
	return table.Flush()
}
