package main

import (
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/engine"
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

func encode(w io.Writer, x any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(x)
}
