package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/engine"
)

func newRulesTest(s streams) *cobra.Command {
	var tests engine.Tests
	var policies []string
	cmd := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the tests of rules: files called *_test.rego, as opa test does",
		Long: `Run the tests beside rules. Without a PATH the tests of the built-in rules run.

Exit status: 0 all passed, 1 some did not, 2 they could not be run.`,
		Example: `  rummage rules test my-rules
  rummage rules test my-rules --coverage`,
	}
	cmd.Flags().BoolVar(&tests.Coverage, "coverage", false, "tell how much of the rules the tests ran, and which lines they did not")
	cmd.Flags().StringArrayVar(&policies, "policies", nil, "run the tests of `PATH`, as if it were named without the flag (repeatable)")
	cmd.Flags().StringVar(&tests.VerificationKey, "verification-key", "", "take only bundles that are signed with the key in `FILE`: a public key, or a shared secret")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		tests.Paths = append(args, policies...)
		result, err := engine.TestRules(cmd.Context(), tests)
		if err != nil {
			return aboutRules(err, "rummage rules check PATH tells what is wrong with a rule")
		}
		for _, failure := range result.Failures {
			fmt.Fprintln(s.out, oneLine(failure))
		}
		if tests.Coverage {
			for _, lines := range result.Uncovered {
				fmt.Fprintln(s.out, "not covered: "+oneLine(lines.String()))
			}
			fmt.Fprintf(s.out, "%.1f%% covered\n", result.Coverage)
		}
		fmt.Fprintf(s.out, "%d passed, %d failed\n", result.Passed, len(result.Failures))
		if len(result.Failures) > 0 {
			return outcome(statusFindings)
		}
		return nil
	}
	return cmd
}
