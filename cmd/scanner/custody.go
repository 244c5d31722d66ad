package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/evidence"
)

func newCustody(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "custody",
		Short: "Add to the custody log of a case",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCustodyAdd(s))
	return cmd
}

func newCustodyAdd(s streams) *cobra.Command {
	var note, what, operator string
	cmd := &cobra.Command{
		Use:   "add CASE --note TEXT",
		Short: "Append a line: who had the case, when and why",
		Long: `Append a line to the custody log of a case, with the time, the operator and the
machine. The line carries the hash of the one before.

The hash of the new line is printed. Note it down away from the case: with it,
verify --custody-head tells later whether the line is still there.`,
		Example: `  rummage custody add case-17 --note 'handed to B. Jones on disk 4711'`,
		Args:    cobra.ExactArgs(1),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&note, "note", "", "`TEXT`: what is done with the case, and why")
	f.StringVar(&what, "what", "", "`THING` that it is done with (default: the case)")
	f.StringVar(&operator, "operator", "", "`NAME` of who does it (default: the user, as the system has it)")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if note == "" {
			return usagef("say what is done with the case: --note TEXT", "a line of the custody log needs a note")
		}
		if operator == "" {
			operator = systemUser()
		}
		host, _ := os.Hostname()
		head, err := evidence.Note(args[0], evidence.Entry{Who: operator, Host: host, What: what, Why: note})
		if err != nil {
			return aboutCase(err)
		}
		_, err = fmt.Fprintln(s.out, head)
		return err
	}
	return cmd
}
