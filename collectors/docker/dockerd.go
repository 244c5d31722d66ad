package docker

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// maxTable bounds what is read of a table below /proc, and of the files of
// users and groups, in bytes.
const maxTable = 8 << 20

// maxDaemonDescriptors bounds the descriptors of dockerd that are looked at: it
// has some for each container.
const maxDaemonDescriptors = 64 << 10

// findDaemon finds the process of this host that serves the socket: one called
// dockerd that has it among its descriptors, and whose root directory is ours.
// The socket may lead to another machine, or out of the container that we are
// in: then there is none, and the error says so.
func findDaemon(proc, socket string) (int, error) {
	entries, err := os.ReadDir(proc)
	if err != nil {
		return 0, err
	}
	elsewhere := false
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || !isDaemon(filepath.Join(proc, entry.Name())) {
			continue
		}
		dir := filepath.Join(proc, entry.Name())
		if !serves(dir, socket) {
			continue
		}
		if sameFile(filepath.Join(dir, "root"), "/") {
			return pid, nil
		}
		elsewhere = true
	}
	if elsewhere {
		return 0, errors.New("the engine's process has another file system than this one")
	}
	return 0, fmt.Errorf("no dockerd of this host serves %s", socket)
}

func isDaemon(dir string) bool {
	name, err := readTable(filepath.Join(dir, "comm"))
	return err == nil && strings.TrimSpace(string(name)) == "dockerd"
}

func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

func serves(dir, socket string) bool {
	sockets := socketsOf(dir)
	for inode := range listening(dir, socket) {
		if sockets[inode] {
			return true
		}
	}
	return false
}

// socketsOf are the inodes of the sockets that a process has open.
func socketsOf(dir string) map[string]bool {
	sockets := map[string]bool{}
	fds, err := os.Open(filepath.Join(dir, "fd"))
	if err != nil {
		return sockets
	}
	defer fds.Close()
	names, _ := fds.Readdirnames(maxDaemonDescriptors)
	for _, name := range names {
		link, err := os.Readlink(filepath.Join(dir, "fd", name))
		if err != nil {
			continue
		}
		if inode, ok := strings.CutPrefix(link, "socket:["); ok {
			sockets[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return sockets
}

// accepting is the flag of a socket that listens (__SO_ACCEPTCON).
const accepting = 0x10000

// listening are the inodes of the Unix sockets that listen at a path, in the
// network namespace of a process.
func listening(dir, socket string) map[string]bool {
	inodes := map[string]bool{}
	table, err := readTable(filepath.Join(dir, "net/unix"))
	if err != nil {
		return inodes
	}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line) // Num RefCount Protocol Flags Type St Inode Path
		if len(fields) < 8 {
			continue
		}
		flags, err := strconv.ParseUint(fields[3], 16, 64)
		if err == nil && flags&accepting != 0 && realPath(fields[7]) == realPath(socket) {
			inodes[fields[6]] = true
		}
	}
	return inodes
}

// realPath resolves the directory of a path, as far as it exists.
func realPath(name string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(name))
	if err != nil {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, filepath.Base(name))
}

// tcpListeners are the TCP sockets on which a process listens, in its own
// network namespace.
func tcpListeners(dir string) []document.Listener {
	listeners := []document.Listener{}
	held := socketsOf(dir)
	for _, protocol := range []string{"tcp", "tcp6"} {
		table, err := readTable(filepath.Join(dir, "net", protocol))
		if err != nil {
			continue
		}
		for _, found := range parseSockets(protocol, table) {
			address, err := netip.ParseAddrPort(found.socket.Local)
			if err == nil && found.socket.State == "LISTEN" && held[found.inode] {
				listeners = append(listeners, document.Listener{Address: address.Addr().String(), Port: int(address.Port())})
			}
		}
	}
	return listeners
}

func argsOf(dir string) []string {
	line, err := readUpTo(filepath.Join(dir, "cmdline"), maxCommandLine)
	if err != nil || len(line) == 0 {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00")
}

func readTable(name string) ([]byte, error) { return readUpTo(name, maxTable) }

func readUpTo(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}
