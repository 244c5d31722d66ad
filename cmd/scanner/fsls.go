package main

import (
	"context"
	"io/fs"
	"path"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/tree"
)

func newFSLs(s streams) *cobra.Command {
	var o fsOptions
	var l lister
	var long, asJSON bool
	cmd := &cobra.Command{
		Use:   "ls SOURCE [PATH|GLOB...]",
		Short: "List a directory, or the files that fit a pattern",
		Long: `List a directory: the root, unless a path is given. A pattern lists the files
that fit it; ** in it stands for directories of any depth. With several paths, a
pattern or -R, whole paths are printed.

-a lists every version of a file: in layers, those that a layer above hides and
the marks of deletions; in an archive, those that come again later. Each is seen,
hidden or a whiteout, and has its layer's name.

Times are in UTC, owners are numbers. Characters that a terminal would act on are
escaped; --json has exact names, in which \xHH is a byte that is not UTF-8.

` + aboutSources + `

Exit status: 0 done, 2 there is no such source or path, 3 a directory could not
be read.`,
		Example: `  rummage fs ls -l rootfs.tar.gz /etc
  rummage fs ls case:case-17 '/home/**/.ssh/*'
  rummage fs ls -a 'docker-root:/mnt/disk/var/lib/docker#web' /etc`,
		Args: cobra.MinimumNArgs(1),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVarP(&long, "long", "l", false, "tell mode, links, owner, group, size and time too")
	f.BoolVarP(&l.recursive, "recursive", "R", false, "list what is below directories too")
	f.BoolVarP(&l.all, "all", "a", false, "list all versions of each file, also those that are hidden")
	f.BoolVar(&asJSON, "json", false, "print a JSON object for each file")
	o.register(cmd)
	ownMeaning(cmd, "all")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		src, err := openSource(cmd, s, &o, args[0])
		if err != nil {
			return err
		}
		defer src.close()
		how := printNames
		switch {
		case asJSON:
			how = printJSON
		case long:
			how = printLong
		}
		l.source, l.printer, l.unread = src, newPrinter(src, s.out, how), &unread{to: s.err}
		paths := args[1:]
		if len(paths) == 0 {
			paths = []string{"/"}
		}
		l.whole = l.recursive || asJSON || len(paths) > 1
		for _, name := range paths {
			if err := l.list(cmd.Context(), name, long); err != nil {
				l.printer.out.Flush()
				return err
			}
		}
		if err := l.printer.out.Flush(); err != nil {
			return err
		}
		return l.unread.outcome()
	}
	return cmd
}

// lister lists files.
type lister struct {
	source    *source
	printer   *printer
	unread    *unread
	recursive bool
	all       bool
	// whole prints whole paths.
	whole bool
}

// list lists what an argument names. Like ls, it follows a link to a directory
// unless details are asked for.
func (l *lister) list(ctx context.Context, arg string, long bool) error {
	name, info, err := l.source.resolve(arg, false)
	if err == nil && !long && info.Mode()&fs.ModeSymlink != 0 {
		if to, there, followErr := tree.Resolve(l.source, arg, true); followErr == nil {
			name, info = to, there
		}
	}
	switch {
	case err != nil && tree.IsPattern(arg):
		return l.pattern(ctx, arg)
	case err != nil && l.all:
		return l.hidden(arg, err)
	case err != nil:
		return err
	case !info.IsDir():
		return l.file(name, "/"+name, info)
	case l.recursive && !l.all:
		return l.below(ctx, name)
	case l.all:
		return l.versions(ctx, name)
	}
	entries, err := l.source.ReadDir(name)
	if err != nil {
		l.unread.add(err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.entry(path.Join(name, e.Name()), e); err != nil {
			return err
		}
	}
	return nil
}

// hidden lists the versions of a path of which none is seen.
func (l *lister) hidden(arg string, missing error) error {
	name := tree.Clean(arg)
	if _, err := l.source.Versions(name); err != nil {
		return missing
	}
	return l.file(name, "/"+name, nil)
}

func (l *lister) pattern(ctx context.Context, arg string) error {
	l.whole = true
	found := false
	err := tree.Glob(ctx, l.source, arg, func(name string, d fs.DirEntry) error {
		found = true
		if l.recursive && d.IsDir() {
			return l.below(ctx, name)
		}
		return l.entry(name, d)
	}, l.unread.add)
	if err == nil && !found {
		err = &fs.PathError{Op: "match", Path: arg, Err: fs.ErrNotExist}
	}
	if err != nil {
		return l.source.about(err)
	}
	return nil
}

// below lists all that is below a directory.
func (l *lister) below(ctx context.Context, dir string) error {
	return tree.Walk(ctx, l.source, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.unread.add(err)
			return nil
		case name == dir:
			return nil
		}
		return l.entry(name, d)
	})
}

func (l *lister) entry(name string, d fs.DirEntry) error {
	var info fs.FileInfo
	if l.printer.needsInfo() {
		var err error
		if info, err = d.Info(); err != nil {
			l.unread.add(err)
			return nil
		}
	}
	shown := "/" + name
	if !l.whole {
		shown = path.Base(name)
	}
	return l.file(name, shown, info)
}

func (l *lister) file(name, shown string, info fs.FileInfo) error {
	if !l.all {
		return l.printer.print(listedFile{name: name, shown: shown, info: info})
	}
	versions, err := l.source.Versions(name)
	if err != nil {
		l.unread.add(err)
	}
	for i := range versions {
		if err := l.printer.print(listedFile{name: name, shown: shown, info: versions[i].Info, version: &versions[i]}); err != nil {
			return err
		}
	}
	return nil
}

// versions lists all versions of what is in a directory of any layer.
func (l *lister) versions(ctx context.Context, dir string) error {
	var stopped error
	err := l.source.AllVersions(ctx, dir, l.recursive, func(v tree.Version) error {
		shown := "/" + v.Name
		if !l.whole {
			shown = path.Base(v.Name)
		}
		stopped = l.printer.print(listedFile{name: v.Name, shown: shown, info: v.Info, version: &v})
		return stopped
	})
	if err != nil && stopped == nil && ctx.Err() == nil {
		l.unread.add(err)
		return nil
	}
	return err
}
