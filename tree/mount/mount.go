// Package mount shows a tree as a file system of this machine, read only, by
// FUSE.
package mount

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"os/exec"
	"syscall"
	"time"

	fusefs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/tree"
)

// Options say how a tree is mounted.
type Options struct {
	// Name is what the mount is called in the list of mounts.
	Name string
	// Static tells that the tree does not change, so that the kernel may keep what
	// it read.
	Static bool
}

// How long the kernel may rely on names and attributes.
const (
	staticFor  = 24 * time.Hour
	changedFor = time.Second
)

// Mount is a tree that is mounted.
type Mount struct {
	server *fuse.Server
	dir    string
}

// New mounts a tree on a directory. Programs in it cannot be run, devices not be
// opened, and setuid has no effect. Whoever mounts it, and nobody else, may read
// all of it, whatever the owners and modes are.
func New(t tree.Tree, dir string, o Options) (*Mount, error) {
	info, err := t.Lstat(".")
	if err != nil {
		return nil, err
	}
	valid := changedFor
	if o.Static {
		valid = staticFor
	}
	top := &node{server: &server{tree: t, static: o.Static, seed: maphash.MakeSeed()}, name: "."}
	options := &fusefs.Options{
		EntryTimeout: &valid, AttrTimeout: &valid, NegativeTimeout: &valid, NullPermissions: true,
		RootStableAttr: &fusefs.StableAttr{Ino: inode(t.Attributes(info))},
		MountOptions: fuse.MountOptions{
			FsName: o.Name, Name: "rummage", MaxWrite: 1 << 20,
			Options: []string{"nosuid", "nodev", "noexec"},
		},
	}
	if os.Geteuid() == 0 {
		options.DirectMountStrict = true
		options.DirectMountFlags = unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	} else {
		options.Options = append(options.Options, "ro")
	}
	mounted, err := fusefs.Mount(dir, top, options)
	if err != nil {
		return nil, fmt.Errorf("mount on %s: %w", dir, err)
	}
	return &Mount{mounted, dir}, nil
}

// Wait waits until the file system is unmounted. When ctx ends, it unmounts it.
func (m *Mount) Wait(ctx context.Context) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.server.Wait()
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
	}
	return m.Unmount()
}

// Unmount ends the mount: at once, or, while somebody uses it, so that it is out of
// sight.
func (m *Mount) Unmount() error {
	if err := m.server.Unmount(); err == nil {
		return nil
	}
	if err := detach(m.dir); err != nil {
		return fmt.Errorf("unmount %s: %w", m.dir, err)
	}
	return nil
}

// detach takes a mount that is in use out of sight. Those who use it get errors
// once the process ends.
func detach(dir string) error {
	if os.Geteuid() == 0 {
		return unix.Unmount(dir, unix.MNT_DETACH)
	}
	var err error
	for _, program := range []string{"fusermount3", "fusermount"} {
		if err = exec.Command(program, "-uz", dir).Run(); !errors.Is(err, exec.ErrNotFound) {
			break
		}
	}
	return err
}

// IsDead tells whether a directory is a mount whose server has ended.
func IsDead(dir string) bool {
	_, err := os.Stat(dir)
	return errors.Is(err, syscall.ENOTCONN)
}
