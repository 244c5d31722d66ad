package tree

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors/overlay"
)

// FromOverlay makes a tree of directories.
func FromOverlay(f *overlay.FS) Tree { return &directories{FS: f} }

type directories struct {
	*overlay.FS

	mu      sync.Mutex
	devices []uint64
}

// Attributes tells of an inode. The numbers of inodes are those of the disk, and
// have the number of the device in front where there are several.
func (t *directories) Attributes(info fs.FileInfo) Attributes {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Attributes{Links: 1}
	}
	return Attributes{
		UID: int64(st.Uid), GID: int64(st.Gid), Inode: st.Ino ^ t.device(st.Dev)<<48, Links: st.Nlink,
		Major: unix.Major(st.Rdev), Minor: unix.Minor(st.Rdev),
		Atime: time.Unix(st.Atim.Unix()), Ctime: time.Unix(st.Ctim.Unix()),
	}
}

// device numbers the devices from 0 on.
func (t *directories) device(id uint64) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, known := range t.devices {
		if known == id {
			return uint64(i)
		}
	}
	t.devices = append(t.devices, id)
	return uint64(len(t.devices) - 1)
}

// Versions are what all layers have.
func (t *directories) Versions(name string) ([]Version, error) {
	found, err := t.FS.Versions(name)
	var versions []Version
	for _, v := range found {
		versions = append(versions, Version{Name: name, Info: v.Info, Layer: layerName(v.Layer), Hidden: v.Hidden, Whiteout: v.Whiteout, Link: v.Link})
	}
	return versions, err
}

// AllVersions visits what any layer has. The error may be the first of several
// directories that could not be read.
func (t *directories) AllVersions(ctx context.Context, dir string, recursive bool, visit func(Version) error) error {
	var unread error
	if err := t.allVersions(ctx, dir, recursive, visit, &unread, 0); err != nil {
		return err
	}
	return unread
}

func (t *directories) allVersions(ctx context.Context, dir string, recursive bool, visit func(Version) error, unread *error, depth int) error {
	missed := func(err error) {
		if *unread == nil {
			*unread = about(err, dir)
		}
	}
	if depth > maxDepth {
		missed(errors.New("directories are nested too deep"))
		return nil
	}
	names, err := t.AllNames(dir)
	if err != nil {
		missed(err)
	}
	for _, base := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := path.Join(dir, base)
		versions, err := t.Versions(name)
		if err != nil {
			missed(err)
			continue
		}
		isDir := false
		for _, v := range versions {
			isDir = isDir || v.Info.IsDir()
			if err := visit(v); err != nil {
				return err
			}
		}
		if isDir && recursive {
			if err := t.allVersions(ctx, name, recursive, visit, unread, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// layerName is the name of a layer's directory, which is a part of the path in
// each storage: overlay2/LAYER/diff, snapshots/N/fs.
func layerName(dir string) string {
	switch base := path.Base(dir); base {
	case "diff", "fs":
		return path.Base(path.Dir(dir))
	default:
		return base
	}
}
