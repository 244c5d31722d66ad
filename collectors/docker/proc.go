package docker

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// maxCommandLine bounds what is read of one process's command line.
const maxCommandLine = 64 << 10

// overlayDrivers are storage drivers whose layers are directories of overlayfs:
// Docker's, and Podman's.
var overlayDrivers = []string{"overlay2", "overlay"}

// openLocal opens the container's storage on this host, when this is the
// engine's host, we are root, and the storage is overlayfs. Otherwise nil.
func (s *subject) openLocal(engine *engineInfo) *overlay.Tree {
	driver := s.inspected.GraphDriver
	upper := driver.Data["UpperDir"]
	if s.collector.options.Remote || !strings.HasPrefix(s.collector.Host(), "unix://") ||
		os.Geteuid() != 0 || !slices.Contains(overlayDrivers, driver.Name) || upper == "" {
		return nil
	}
	marks := overlay.Trusted
	if pid := s.document.Config.State.PID; pid != 0 {
		// The socket may lead to another machine: believe it only when the
		// process has the root file system that the engine names.
		options, ok := overlayOptions(pid)
		if !ok || !slices.Contains(options, "upperdir="+upper) {
			return nil
		}
		if slices.Contains(options, "userxattr") {
			marks = overlay.User
		}
	} else if _, err := os.Stat(filepath.Join(engine.root, "containers", s.id())); err != nil {
		return nil
	}
	tree, err := overlay.Open(upper, strings.Split(driver.Data["LowerDir"], ":"), marks)
	if err != nil {
		return nil
	}
	return tree
}

// overlayOptions are the options of the overlayfs that is the root of a process.
func overlayOptions(pid int) ([]string, bool) {
	for _, m := range mountsOfProcess(pid) {
		if m.point == "/" && m.kind == "overlay" {
			return strings.Split(m.options, ","), true
		}
	}
	return nil, false
}

// readProc replaces what ps told by what /proc tells, which has arguments with
// their blanks, the executable and the start to a hundredth of a second. A
// process that ended in between keeps what ps told.
func readProc(processes []document.Process) []document.Process {
	proc, err := os.OpenRoot("/proc")
	if err != nil {
		return processes
	}
	defer proc.Close()
	for i := range processes {
		readProcess(proc, &processes[i])
	}
	return processes
}

func readProcess(proc *os.Root, p *document.Process) {
	dir := strconv.Itoa(p.PID) + "/"
	stat, err := readBounded(proc, dir+"stat")
	if err != nil {
		return
	}
	name, fields := splitStat(stat)
	if fields == nil {
		return
	}
	p.Name = document.Text(name)
	if len(fields) > 19 {
		p.PPID, _ = strconv.Atoi(fields[1])
		if ticks, err := strconv.ParseInt(fields[19], 10, 64); err == nil {
			p.Started = bootTime().Add(time.Duration(ticks) * time.Second / ticksPerSecond).Round(time.Second / ticksPerSecond).UTC()
		}
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		p.CPUSeconds = float64(user+system) / ticksPerSecond
	}
	if line, err := readBounded(proc, dir+"cmdline"); err == nil && len(line) > 0 {
		args := strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00")
		p.Args = list(args)
		p.Command = strings.Join(p.Args, " ")
	}
	if status, err := readBounded(proc, dir+"status"); err == nil {
		readStatus(p, status)
	}
	p.Streams = streamsOf(proc, dir)
	if link, err := proc.Readlink(dir + "cwd"); err == nil {
		p.CWD = document.Text(link)
	}
	link, err := proc.Readlink(dir + "exe")
	if err == nil {
		setExecutable(p, link, func(name string) bool {
			// A path with the suffix that leads to a file is no deleted one. Only
			// its presence is asked, without following anything.
			root, err := os.OpenRoot("/proc/" + dir + "root")
			if err != nil {
				return false
			}
			defer root.Close()
			_, err = root.Lstat(strings.TrimPrefix(name, "/"))
			return !errors.Is(err, fs.ErrNotExist)
		})
	}
}

// splitStat splits /proc/PID/stat into the name and the fields from the third
// on, the state. The name stands in parentheses and may itself hold some.
func splitStat(stat []byte) (name string, fields []string) {
	open, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	if open < 0 || end < open {
		return "", nil
	}
	return string(stat[open+1 : end]), strings.Fields(string(stat[end+1:]))
}

// readStatus takes the effective user and capabilities.
func readStatus(p *document.Process, status []byte) {
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		switch {
		case name == "Uid" && len(fields) > 1:
			if uid, err := strconv.Atoi(fields[1]); err == nil {
				p.UID = uid
			}
		case name == "CapEff" && len(fields) > 0:
			if bits, err := strconv.ParseUint(fields[0], 16, 64); err == nil {
				p.Capabilities = overlay.CapabilityNames(bits)
			}
		}
	}
}

// streamsOf reads what the standard streams are; a closed one is empty.
func streamsOf(proc *os.Root, dir string) []string {
	streams, open := make([]string, 3), false
	for fd := range streams {
		if link, err := proc.Readlink(dir + "fd/" + strconv.Itoa(fd)); err == nil {
			streams[fd], open = document.Text(link), true
		}
	}
	if !open {
		return nil
	}
	return streams
}

func readBounded(proc *os.Root, name string) ([]byte, error) {
	f, err := proc.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxCommandLine))
}

// ticksPerSecond is the clock of /proc/PID/stat, on every architecture that
// Linux runs containers on.
const ticksPerSecond = 100

// bootTime is when the host started. Starts of processes count from there. That of
// /proc/stat is in whole seconds, which would put processes before what started them.
var bootTime = sync.OnceValue(func() time.Time {
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil {
		return time.Time{}
	}
	return time.Now().Add(-time.Duration(since.Nano()))
})
