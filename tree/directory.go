package tree

import (
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
		versions = append(versions, Version{Info: v.Info, Layer: layerName(v.Layer), Hidden: v.Hidden, Whiteout: v.Whiteout, Link: v.Link})
	}
	return versions, err
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
