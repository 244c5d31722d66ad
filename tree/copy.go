package tree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// Copy copies files out of a tree, to a directory that nothing of it leads out of.
type Copy struct {
	From Tree
	To   *os.Root
	// Preserve gives copies the owners and modes of what they are copied from,
	// which takes root. Without it, they are the user's own, and neither setuid
	// nor setgid.
	Preserve bool
	// Force replaces files that are there already.
	Force bool
	// Skipped is told of what was not copied, and why.
	Skipped func(name string, err error)
}

// ErrSpecial tells of a device, FIFO or socket, which is never made.
var ErrSpecial = errors.New("neither a file, a directory nor a link")

// Run copies a file, or a directory with all that is below it, to a name in the
// directory. The error is for what ends it; a single file that cannot be copied is
// skipped. Links are made as they are, and never followed.
func (c *Copy) Run(ctx context.Context, name, to string) error {
	var made []string // directories, whose attributes come last
	err := Walk(ctx, c.From, name, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			c.Skipped(at, err)
			return nil
		}
		below := at
		if name != "." {
			below = at[len(name):]
		}
		target := path.Join(to, below)
		if err = c.one(ctx, at, target, d); err == nil {
			if d.IsDir() && target != "." {
				made = append(made, at, target)
			}
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.Skipped(at, withoutPath(err))
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	for i := len(made) - 2; i >= 0 && err == nil; i -= 2 {
		info, statErr := c.From.Lstat(made[i])
		if statErr == nil {
			statErr = c.finish(made[i+1], info)
		}
		if statErr != nil {
			c.Skipped(made[i], withoutPath(statErr))
		}
	}
	return err
}

// withoutPath leaves out the path, which is told beside the error.
func withoutPath(err error) error {
	var of *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &of):
		return of.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

func (c *Copy) one(ctx context.Context, name, to string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return c.directory(to, info)
	case mode&fs.ModeSymlink != 0:
		return c.link(name, to, info)
	case mode.IsRegular():
		return c.regular(ctx, name, to, info)
	}
	return ErrSpecial
}

// directory makes a directory, or takes one that is there: not a link to one.
func (c *Copy) directory(to string, info fs.FileInfo) error {
	if to == "." {
		return nil
	}
	there, err := c.To.Lstat(to)
	if err == nil && there.IsDir() {
		return nil
	}
	if err := c.makeRoom(to); err != nil {
		return err
	}
	return c.To.Mkdir(to, info.Mode().Perm()|0o700)
}

// makeRoom sees that nothing is at a name.
func (c *Copy) makeRoom(to string) error {
	there, err := c.To.Lstat(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case there.IsDir():
		return errors.New("a directory is in its place")
	case !c.Force:
		return fs.ErrExist
	}
	return c.To.Remove(to)
}

func (c *Copy) link(name, to string, info fs.FileInfo) error {
	target, err := c.From.ReadLink(name)
	if err != nil {
		return err
	}
	if err := c.makeRoom(to); err != nil {
		return err
	}
	if err := c.To.Symlink(target, to); err != nil || !c.Preserve {
		return err
	}
	a := c.From.Attributes(info)
	return c.To.Lchown(to, int(a.UID), int(a.GID))
}

func (c *Copy) regular(ctx context.Context, name, to string, info fs.FileInfo) error {
	if err := c.makeRoom(to); err != nil {
		return err
	}
	from, err := c.From.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	// Nothing is opened that is there already, not even at the end of a link.
	file, err := c.To.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return err
	}
	err = errors.Join(copyContent(ctx, file, from), file.Close())
	if err != nil {
		c.To.Remove(to) // half a file is not evidence
		return err
	}
	return c.finish(to, info)
}

// finish gives a file or directory, which is not a link, its time, and its owner
// and mode when these are to stay: the owner first, since a change of it clears
// setuid.
func (c *Copy) finish(to string, info fs.FileInfo) error {
	if c.Preserve {
		a := c.From.Attributes(info)
		if err := c.To.Lchown(to, int(a.UID), int(a.GID)); err != nil {
			return err
		}
		if err := c.To.Chmod(to, info.Mode()); err != nil {
			return err
		}
	}
	return c.To.Chtimes(to, info.ModTime(), info.ModTime())
}

var zeros [64 << 10]byte

// copyContent leaves holes where there is nothing but zeros: a sparse archive can
// claim far more than a disk holds.
func copyContent(ctx context.Context, to *os.File, from io.Reader) error {
	var buffer [len(zeros)]byte
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(from, buffer[:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return fmt.Errorf("read: %w", err)
		}
		if !bytes.Equal(buffer[:n], zeros[:n]) {
			if _, err := to.WriteAt(buffer[:n], size); err != nil {
				return err
			}
		}
		size += int64(n)
		if ended {
			return to.Truncate(size)
		}
	}
}
