package main

import (
	"context"
	"io"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run runs one command line and returns the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot(streams{in, out, errOut})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		printError(errOut, err)
	}
	return statusOf(ctx, err)
}

// newRoot makes the command with all of its subcommands.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "rummage",
		Short: "Find what should not be in Docker containers",
		Long: `rummage reads running containers, judges what it finds, and reports:
traces of an intruder, tampering, and configuration that lets one out.

It only reads: nothing is run in a container and no state is changed.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return hinted{err, cmd.CommandPath() + " --help lists the flags"}
	})
	root.AddCommand(newScan(s), newDocument(s), newDiff(s), newContainers(s), newCollect(s), newVerify(s), newCase(s), newCustody(s), newKeygen(s), newThaw(s), newTimeline(s), newFS(s), newRules(s), newExceptions(s), newVersion(s))
	return root
}

// newLog makes the logger of a command. It writes to stderr only.
func newLog(s streams, o common) (*logrus.Logger, error) {
	log := logrus.New()
	log.SetOutput(s.err)
	log.SetLevel(logrus.WarnLevel)
	if o.verbose {
		log.SetLevel(logrus.DebugLevel)
	}
	if o.quiet {
		log.SetLevel(logrus.ErrorLevel)
	}
	switch o.logFormat {
	case "json":
		log.SetFormatter(&logrus.JSONFormatter{})
	case "text":
		log.SetFormatter(&logrus.TextFormatter{DisableTimestamp: true})
	default:
		return nil, usagef("use --log-format text or json", "unknown log format %q", o.logFormat)
	}
	return log, nil
}
