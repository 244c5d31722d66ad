package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/rummage-scanner/rummage/reporters"
)

func newFSCat(s streams) *cobra.Command {
	var o fsOptions
	cmd := &cobra.Command{
		Use:   "cat SOURCE PATH...",
		Short: "Print the content of files",
		Long: `Write the content of files to stdout, one after the other, as it is. On a
terminal, characters that it would act on are escaped. Links are followed inside
of the source.

` + aboutSources + `

Exit status: 0 done, 2 there is no such source or file, or it cannot be read.`,
		Example: `  rummage fs cat rootfs.tar.gz /etc/shadow
  rummage fs cat container:web /tmp/.x/miner | sha256sum`,
		Args: cobra.MinimumNArgs(2),
	}
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		src, err := openSource(cmd, s, &o, args[0])
		if err != nil {
			return err
		}
		defer src.close()
		for _, name := range args[1:] {
			if err := src.cat(cmd.Context(), name, s.out); err != nil {
				return err
			}
		}
		return nil
	}
	return cmd
}

func (s *source) cat(ctx context.Context, arg string, out io.Writer) error {
	name, info, err := s.resolve(arg, true)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return usagef("rummage fs ls -l SOURCE PATH tells what it is", "%s: %s is no regular file", s.name, arg)
	}
	file, err := s.Open(name)
	if err != nil {
		return s.about(err)
	}
	defer file.Close()
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		out = escaping{out}
	}
	if _, err := io.Copy(out, &interruptible{ctx, file}); err != nil {
		return fmt.Errorf("read %s of %s: %w", arg, s.name, err)
	}
	return nil
}

// interruptible ends a file when its context ends.
type interruptible struct {
	ctx  context.Context
	file fs.File
}

func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(p)
}

// escaping makes text fit for a terminal, line by line. A character that two
// writes have a part of is written as bytes.
type escaping struct{ to io.Writer }

func (e escaping) Write(p []byte) (int, error) {
	var b strings.Builder
	for line := range strings.Lines(string(p)) {
		text, ended := strings.CutSuffix(line, "\n")
		for i, column := range strings.Split(text, "\t") {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(reporters.Escape(column))
		}
		if ended {
			b.WriteByte('\n')
		}
	}
	if _, err := io.WriteString(e.to, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
