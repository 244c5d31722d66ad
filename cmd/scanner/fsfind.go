package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/tarfs"
	"github.com/rummage-scanner/rummage/tree"
)

func newFSFind(s streams) *cobra.Command {
	var o fsOptions
	var f finder
	var kinds, hashes []string
	var newer, older string
	var long, zero, asJSON bool
	cmd := &cobra.Command{
		Use:   "find SOURCE [PATH]",
		Short: "Find files by name, type, size, time, mode or content",
		Long: `Print the paths below a directory of the files for which all conditions hold.

A time is one such as 2026-01-31 or 2026-01-31T12:00:00Z, in UTC unless it says
otherwise, or a duration before now, such as 24h or 7d. --hash takes a SHA-256, or
a file with one at the start of each line, as sha256sum writes it.

Characters that a terminal would act on are escaped. --print0 and --json have
exact names; in JSON, \xHH is a byte that is not UTF-8.

` + aboutSources + `

Exit status: 0 done, 2 there is no such source or path, 3 something could not be
read.`,
		Example: `  rummage fs find container:web --mode /6000 --type f --long
  rummage fs find case:case-17 /var/www --name '*.php' --newer 7d
  rummage fs find rootfs.tar.gz --hash known-bad.txt --json`,
		Args: cobra.RangeArgs(1, 2),
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.filter.Name, "name", "", "the name fits `GLOB`")
	flags.StringSliceVar(&kinds, "type", nil, "it is of `TYPE` f(ile), d(irectory), l(ink), p(ipe), s(ocket), c or b (device); several with commas")
	flags.Var(&f.filter.Size, "size", "the file has more than +`SIZE`, less than -SIZE, or exactly =SIZE bytes: +1M")
	flags.StringVar(&newer, "newer", "", "it was modified after `TIME`, or within a duration before now")
	flags.StringVar(&older, "older", "", "it was modified before `TIME`, or longer ago than a duration")
	flags.Var(&f.filter.Mode, "mode", "all permission bits of `OCTAL` are set; /OCTAL any, =OCTAL exactly")
	flags.StringArrayVar(&hashes, "hash", nil, "the content has the `SHA256`, or one of those in a file (repeatable)")
	flags.BoolVarP(&long, "long", "l", false, "tell mode, links, owner, group, size and time too")
	flags.BoolVarP(&zero, "print0", "0", false, "print exact paths, with a zero byte after each")
	flags.BoolVar(&asJSON, "json", false, "print a JSON object for each file")
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := f.prepare(kinds, hashes, newer, older); err != nil {
			return err
		}
		src, err := openSource(cmd, s, &o, args[0])
		if err != nil {
			return err
		}
		defer src.close()
		how := printNames
		switch {
		case asJSON:
			how = printJSON
		case zero:
			how = printZero
		case long:
			how = printLong
		}
		f.source, f.printer, f.unread = src, newPrinter(src, s.out, how), &unread{to: s.err}
		src.notices = f.unread
		err = f.find(cmd.Context(), append(args, "/")[1])
		if flushed := f.printer.out.Flush(); err == nil {
			err = flushed
		}
		if err != nil {
			return err
		}
		return f.unread.outcome()
	}
	return cmd
}

// finder finds files.
type finder struct {
	source  *source
	printer *printer
	unread  *unread
	filter  tree.Filter
	// wanted are digests; nil takes any content.
	wanted map[[sha256.Size]byte]bool
	// pending are files whose digests are still to be had.
	pending []listedFile
}

// prepare reads the conditions.
func (f *finder) prepare(kinds, hashes []string, newer, older string) error {
	if !doublestar.ValidatePattern(f.filter.Name) {
		return usagef("a backslash before [, ], {, }, * or ? takes it as it is", "--name: %q is no pattern", f.filter.Name)
	}
	for _, kind := range kinds {
		if len(kind) != 1 || !strings.Contains("fdlpscb", kind) {
			return usagef("use --type f, d, l, p, s, c or b, or several: --type f,l", "--type: unknown type %q", kind)
		}
		f.filter.Types += kind
	}
	var err error
	now := time.Now()
	if newer != "" {
		if f.filter.Newer, err = tree.ParseTime(newer, now); err != nil {
			return usagef(err.Error(), "--newer: %q is no time", newer)
		}
	}
	if older != "" {
		if f.filter.Older, err = tree.ParseTime(older, now); err != nil {
			return usagef(err.Error(), "--older: %q is no time", older)
		}
	}
	if len(hashes) > 0 {
		f.wanted, err = readDigests(hashes)
	}
	return err
}

// maxDigests bounds the digests of files that --hash names.
const maxDigests = 10_000_000

// readDigests reads digests, and files of them.
func readDigests(args []string) (map[[sha256.Size]byte]bool, error) {
	wanted := map[[sha256.Size]byte]bool{}
	for _, arg := range args {
		if digest, ok := parseDigest(arg); ok {
			wanted[digest] = true
			continue
		}
		file, err := os.Open(arg)
		if err != nil {
			return nil, hinted{fmt.Errorf("--hash: %q is neither a SHA-256 nor a file: %w", arg, err), "a SHA-256 has 64 hexadecimal digits"}
		}
		before := len(wanted)
		lines := bufio.NewScanner(file)
		for lines.Scan() && len(wanted) <= maxDigests {
			if fields := strings.Fields(lines.Text()); len(fields) > 0 {
				if digest, ok := parseDigest(strings.TrimPrefix(fields[0], `\`)); ok {
					wanted[digest] = true
				}
			}
		}
		file.Close()
		switch {
		case lines.Err() != nil:
			return nil, fmt.Errorf("read %s: %w", arg, lines.Err())
		case len(wanted) > maxDigests:
			return nil, usagef("split the list", "%s has more than %d digests", arg, maxDigests)
		case len(wanted) == before:
			return nil, usagef("each line begins with a SHA-256: 64 hexadecimal digits", "%s has no SHA-256 that is not named twice", arg)
		}
	}
	return wanted, nil
}

func parseDigest(text string) (digest [sha256.Size]byte, ok bool) {
	bytes, err := hex.DecodeString(strings.TrimPrefix(text, "sha256:"))
	if err != nil || len(bytes) != len(digest) {
		return digest, false
	}
	return [sha256.Size]byte(bytes), true
}

func (f *finder) find(ctx context.Context, arg string) error {
	start, _, err := f.source.resolve(arg, true)
	if err != nil {
		return err
	}
	if all, ok := f.source.Tree.(hasher); ok && f.wanted != nil && start == "." && f.filter == (tree.Filter{}) {
		return f.hashAll(ctx, all)
	}
	err = tree.Walk(ctx, f.source, start, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			f.unread.add(err)
			return nil
		}
		return f.visit(ctx, name, d)
	})
	if err != nil {
		return err
	}
	return f.hashPending(ctx)
}

func (f *finder) visit(ctx context.Context, name string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		f.unread.add(err)
		return nil
	}
	if !f.filter.Match(path.Base(name), info) {
		return nil
	}
	found := listedFile{name: name, shown: path.Join("/", name), info: info}
	if f.wanted == nil {
		return f.printer.print(found)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	if f.pending = append(f.pending, found); len(f.pending) == maxPending {
		return f.hashPending(ctx)
	}
	return nil
}

// hasher is an archive, which reads all of its contents fastest in their order.
type hasher interface {
	HashAll(ctx context.Context, fn func(*tarfs.Entry, [sha256.Size]byte) error) error
}

func (f *finder) hashAll(ctx context.Context, all hasher) error {
	return all.HashAll(ctx, func(e *tarfs.Entry, digest [sha256.Size]byte) error {
		if e.Hidden || !f.wanted[digest] {
			return nil
		}
		info, err := f.source.Lstat(e.Path)
		if err != nil {
			f.unread.add(err)
			return nil
		}
		return f.printer.print(listedFile{name: e.Path, shown: path.Join("/", e.Path), info: info, sha256: hex.EncodeToString(digest[:])})
	})
}

// maxPending is how many files are hashed side by side before the next are found.
const maxPending = 512

// hashPending reads the contents of the files that were found, and prints those that
// are wanted.
func (f *finder) hashPending(ctx context.Context) error {
	digests, errs := make([][sha256.Size]byte, len(f.pending)), make([]error, len(f.pending))
	err := collectors.SideBySide(ctx, len(f.pending), func(i int) error {
		digests[i], errs[i] = f.digest(ctx, f.pending[i].name)
		return nil
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	for i, found := range f.pending {
		switch {
		case errs[i] != nil:
			f.unread.add(fmt.Errorf("/%s: %w", found.name, errs[i]))
		case f.wanted[digests[i]]:
			found.sha256 = hex.EncodeToString(digests[i][:])
			if err := f.printer.print(found); err != nil {
				return err
			}
		}
	}
	f.pending = f.pending[:0]
	return nil
}

func (f *finder) digest(ctx context.Context, name string) (digest [sha256.Size]byte, err error) {
	file, err := f.source.Open(name)
	if err != nil {
		return digest, err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, &interruptible{ctx, file}, make([]byte, 256<<10)); err != nil {
		return digest, err
	}
	hash.Sum(digest[:0])
	return digest, nil
}
