package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/evidence"
)

func newCase(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "case",
		Short: "Look at a case",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCaseShow(s))
	return cmd
}

func newCaseShow(s streams) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show CASE",
		Short: "Summarise a case",
		Long: `Tell what a case is of, who made it when and how, what it holds and what it
lacks. The items themselves are not read: rummage verify compares them.`,
		Example: `  rummage case show case-17`,
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the manifest as JSON")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		m, err := evidence.Read(args[0])
		if err != nil {
			return aboutCase(err)
		}
		if asJSON {
			out := json.NewEncoder(s.out)
			out.SetIndent("", "  ")
			return out.Encode(m)
		}
		return showCase(s, m)
	}
	return cmd
}

func showCase(s streams, m *evidence.Manifest) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%s\t%s\n", name, oneLine(fmt.Sprintf(format, args...)))
	}
	line("case", "%s", m.CaseID)
	line("collected", "%s to %s, by %s on %s, with %s %s", m.Started.Format(time.RFC3339), m.Finished.Format(time.RFC3339), m.Operator, m.Host, m.Tool.Name, m.Tool.Version)
	line("engine", "%s %s at %s on %s, its clock %+.1f s ahead", m.Engine.Product, m.Engine.Version, m.Engine.Address, m.Engine.Name, m.Clock.EngineAhead)
	line("container", "%s %s", m.Container.Name, m.Container.ID)
	line("image", "%s %s %s", m.Container.Image.Name, m.Container.Image.ID, m.Container.Image.Digest)
	for i, state := range []*evidence.State{m.Container.Before, m.Container.After} {
		if state != nil {
			line([]string{"before", "after"}[i], "%s at %s", state.Status, state.At.Format(time.RFC3339))
		}
	}
	if m.Committed != nil {
		line("committed", "%s %s %s", m.Committed.ID, m.Committed.Name, m.Committed.Message)
	}
	if m.Signer != "" {
		line("signed", "with %s", m.Signer)
	}
	for _, note := range m.Notes {
		line("note", "%s", note)
	}
	for _, i := range m.Items {
		line("item", "%s  %s  %s  %s", i.SHA256, bytesOf(i.Size), i.Path, i.Cut)
	}
	for _, x := range m.Missing {
		line("missing", "%s: %s", x.What, x.Reason)
	}
	for _, x := range m.Absent {
		line("absent", "%s: %s", x.What, x.Reason)
	}
	return w.Flush()
}
