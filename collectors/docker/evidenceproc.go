package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/rummage-scanner/rummage/document"
)

// LocalEvidence is what only the engine's own host has of a running container,
// and only to root: its processes' files in /proc, and its tmpfs mounts.
type LocalEvidence struct {
	subject *subject
	proc    *os.Root
}

// Local opens what this host has of the container, and tells why it has nothing.
func (e *Evidence) Local() (*LocalEvidence, error) {
	engine, err := e.collector.engine()
	if err != nil {
		return nil, e.collector.wrap(err)
	}
	if e.subject.document.Config.State.PID == 0 {
		return nil, errors.New("the container has no processes")
	}
	tree := e.subject.openLocal(engine)
	if tree == nil {
		return nil, errors.New("only root on the engine's own host can read it")
	}
	if err := tree.Close(); err != nil {
		return nil, err
	}
	proc, err := os.OpenRoot("/proc")
	if err != nil {
		return nil, err
	}
	return &LocalEvidence{subject: e.subject, proc: proc}, nil
}

// Close releases it.
func (l *LocalEvidence) Close() error { return l.proc.Close() }

// ProcFile is a file of a process that can be secured.
type ProcFile struct {
	Name string
	// Write writes it. What there is of it is bounded.
	Write func(io.Writer) error
}

// ProcEvidence is one process.
type ProcEvidence struct {
	dir   *os.Root
	Files []ProcFile
	// Exe identifies the executable on this host: processes with the same one
	// share its content.
	Exe string
	// Network identifies the network namespace.
	Network string
}

// Close releases it.
func (p *ProcEvidence) Close() error { return p.dir.Close() }

// The bounds of what is read of a process, in bytes.
const (
	maxProcFile = 16 << 20
	maxExe      = 1 << 30
	maxFDs      = 65536
)

// procFiles are copied as they are. net is that of the namespace.
var (
	procFiles = []string{"status", "stat", "maps", "environ", "cmdline", "cgroup", "mountinfo", "limits"}
	netFiles  = []string{"net/tcp", "net/tcp6", "net/udp", "net/udp6", "net/raw", "net/unix", "net/packet", "net/arp", "net/route"}
)

// Process opens a process of the container. What is read belongs to that process
// also when its number is given to another in between: fs.ErrNotExist tells that
// it ended.
func (l *LocalEvidence) Process(p document.Process) (*ProcEvidence, error) {
	dir, err := l.proc.OpenRoot(strconv.Itoa(p.PID))
	if err != nil {
		return nil, err
	}
	again := document.Process{PID: p.PID}
	readProcess(l.proc, &again)
	if !again.Started.Equal(p.Started) {
		dir.Close()
		return nil, fmt.Errorf("process %d ended: %w", p.PID, fs.ErrNotExist)
	}
	e := &ProcEvidence{dir: dir}
	for _, name := range slices.Concat(procFiles, netFiles) {
		e.Files = append(e.Files, ProcFile{name, func(w io.Writer) error { return e.copy(w, name, maxProcFile) }})
	}
	e.Files = append(e.Files, ProcFile{"fd.txt", e.descriptors}, ProcFile{"exe", func(w io.Writer) error { return e.copy(w, "exe", maxExe) }})
	e.Network, _ = dir.Readlink("ns/net")
	if info, err := e.stat("exe"); err == nil {
		e.Exe = fmt.Sprintf("%d:%d:%d", info.Dev, info.Ino, info.Size)
	}
	return e, nil
}

// IsNetwork tells a file that all processes of a network namespace share.
func (f ProcFile) IsNetwork() bool { return strings.HasPrefix(f.Name, "net/") }

// path is that of a file of the process, through the directory that is open: its
// links, such as exe, lead to what no path leads to any more.
func (p *ProcEvidence) path(name string) (string, func() error, error) {
	dir, err := p.dir.Open(".")
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), name), dir.Close, nil
}

func (p *ProcEvidence) stat(name string) (*syscall.Stat_t, error) {
	path, done, err := p.path(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err := errors.Join(err, done()); err != nil {
		return nil, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	return stat, nil
}

func (p *ProcEvidence) copy(w io.Writer, name string, limit int64) error {
	path, done, err := p.path(name)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(w, io.LimitReader(f, limit))
	if err == nil && n == limit {
		err = fmt.Errorf("only the first %d bytes were read", limit)
	}
	return err
}

// descriptors lists the open files, one a line: its number, and what it is.
func (p *ProcEvidence) descriptors(w io.Writer) error {
	dir, err := p.dir.Open("fd")
	if err != nil {
		return err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(maxFDs)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	slices.SortFunc(names, func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return x - y
	})
	var out bytes.Buffer
	for _, name := range names {
		if target, err := p.dir.Readlink("fd/" + name); err == nil {
			fmt.Fprintf(&out, "%s -> %s\n", name, document.Text(target))
		}
	}
	_, err = out.WriteTo(w)
	return err
}

// HasMemoryFiles tells whether the container has a tmpfs of its own.
func (l *LocalEvidence) HasMemoryFiles() bool {
	memory, err := l.subject.openMemoryFiles()
	if err != nil {
		return false
	}
	defer memory.close()
	return len(memory.trees) > 0
}

// MemoryFiles writes what is in the container's tmpfs mounts, /dev/shm among
// them, as a tar archive.
func (l *LocalEvidence) MemoryFiles(ctx context.Context, w io.Writer) error {
	memory, err := l.subject.openMemoryFiles()
	if err != nil {
		return err
	}
	defer memory.close()
	out := tar.NewWriter(w)
	changes, gaps := memory.changes(ctx)
	for i := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := memory.archive(out, &changes[i]); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	if len(gaps) > 0 {
		return errors.New(gaps[0].Reason)
	}
	return nil
}

// archive adds a file. One that vanishes is left out: the container is alive.
func (m *memoryFiles) archive(out *tar.Writer, c *document.Change) error {
	name := document.Bytes(c.Path)
	h := &tar.Header{
		Name: strings.TrimPrefix(name, "/"), Mode: int64(c.Mode), Uid: c.UID, Gid: c.GID, ModTime: c.Mtime,
		Linkname: document.Bytes(c.LinkTarget), Format: tar.FormatPAX,
	}
	switch c.Type {
	case document.Regular:
		return m.archiveFile(out, h, name)
	case document.Directory:
		h.Typeflag, h.Name = tar.TypeDir, h.Name+"/"
	case document.Symlink:
		h.Typeflag = tar.TypeSymlink
	case document.FIFO:
		h.Typeflag = tar.TypeFifo
	default:
		return nil // a socket has no place in an archive; the document names it
	}
	return out.WriteHeader(h)
}

func (m *memoryFiles) archiveFile(out *tar.Writer, h *tar.Header, name string) error {
	f, err := m.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h.Typeflag, h.Size = tar.TypeReg, info.Size()
	if err := out.WriteHeader(h); err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(f, h.Size))
	if err == nil && n < h.Size { // it shrank: the archive goes on with zeros
		_, err = io.CopyN(out, zeros{}, h.Size-n)
	}
	return err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
