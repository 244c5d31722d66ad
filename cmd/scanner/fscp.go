package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/tree"
)

func newFSCp(s streams) *cobra.Command {
	var o fsOptions
	var preserve, force bool
	cmd := &cobra.Command{
		Use:   "cp SOURCE PATH|GLOB... DIR",
		Short: "Copy files and directories out",
		Long: `Copy files, and directories with all that is in them, into a directory, which is
made when it is not there. Nothing is written outside of it: links are copied as
links and never followed, not even those that were there before. Devices, FIFOs
and sockets are left out, with a notice.

Copies belong to you, keep their times and permissions as far as your umask
allows, and are never setuid or setgid; -p keeps owners and modes, which takes
root. Files that are there already stay, unless --force replaces them.

` + aboutSources + `

Exit status: 0 all is copied, 2 there is no such source or path, 3 something
could not be copied.`,
		Example: `  rummage fs cp case:case-17 /etc/crontab /root/.ssh evidence/
  sudo rummage fs cp -p image.tar / rootfs/`,
		Args: cobra.MinimumNArgs(3),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVarP(&preserve, "preserve", "p", false, "keep owners and modes, also setuid; takes root")
	f.BoolVar(&force, "force", false, "replace files that are there")
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if preserve && os.Geteuid() != 0 {
			return usagef("run as root, or leave out -p", "only root can give files their owners")
		}
		src, err := openSource(cmd, s, &o, args[0])
		if err != nil {
			return err
		}
		defer src.close()
		last := len(args) - 1
		names, err := src.expand(cmd, args[1:last])
		if err != nil {
			return err
		}
		if err := os.MkdirAll(args[last], 0o777); err != nil {
			return fmt.Errorf("make the directory for copies: %w", err)
		}
		if dir, err := filepath.EvalSymlinks(args[last]); err == nil {
			if dir, err = filepath.Abs(dir); err == nil && isInside(dir, args[0]) {
				return usagef("copy to a directory outside of it: copies would be copied again", "%s is inside of %s", args[last], args[0])
			}
		}
		to, err := os.OpenRoot(args[last])
		if err != nil {
			return fmt.Errorf("open the directory for copies: %w", err)
		}
		defer to.Close()
		skipped := &unread{to: s.err}
		c := tree.Copy{From: src, To: to, Preserve: preserve, Force: force, Skipped: func(name string, err error) {
			if errors.Is(err, tree.ErrSpecial) {
				fmt.Fprintf(s.err, "rummage: left out /%s: %s\n", oneLine(name), err)
				return
			}
			if errors.Is(err, fs.ErrExist) {
				err = errors.New("it is there already, and --force is not given")
			}
			skipped.add(fmt.Errorf("not copied: /%s: %w", name, err))
		}}
		for _, name := range names {
			if err := c.Run(cmd.Context(), name, path.Base("./"+name)); err != nil {
				return err
			}
		}
		return skipped.outcome()
	}
	return cmd
}

// expand finds the names that arguments stand for.
func (s *source) expand(cmd *cobra.Command, args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		name, _, err := s.resolve(arg, false)
		if err == nil {
			names = append(names, name)
			continue
		}
		if !tree.IsPattern(arg) {
			return nil, err
		}
		before := len(names)
		failed := &unread{to: s.err}
		err = tree.Glob(cmd.Context(), s, arg, func(name string, _ fs.DirEntry) error {
			names = append(names, name)
			return nil
		}, failed.add)
		if err == nil && len(names) == before {
			err = &fs.PathError{Op: "match", Path: arg, Err: fs.ErrNotExist}
		}
		if err != nil {
			return nil, s.about(err)
		}
	}
	return names, nil
}
