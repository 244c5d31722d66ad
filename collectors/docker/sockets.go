package docker

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// The bounds of what is read about sockets.
const (
	maxSockets   = 10_000
	maxOpenFiles = 4096 // of one process
)

// collectSockets reads the sockets of the container's network namespace from
// /proc, and which process holds each.
func (s *subject) collectSockets() []document.Coverage {
	if ok, _ := s.running(); !ok {
		return nil
	}
	coverage := document.Coverage{Collector: "sockets", Status: document.OK}
	if s.tree == nil {
		coverage.Status, coverage.Reason = document.Skipped, "only the engine's own host tells them, to root"
		return []document.Coverage{coverage}
	}
	proc, err := os.OpenRoot("/proc")
	if err != nil {
		return []document.Coverage{s.failed("sockets", err)}
	}
	defer proc.Close()
	owners, cut := socketOwners(proc, s.document.Processes)
	network := s.document.Config.Namespaces.Network
	// A namespace that others share has sockets that are not the container's.
	shared := network == "host" || strings.HasPrefix(network, "container:")
	for _, protocol := range []string{"tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"} {
		text, err := proc.ReadFile(fmt.Sprintf("%d/net/%s", s.document.Config.State.PID, protocol))
		if err != nil {
			if protocol == "tcp" {
				return []document.Coverage{s.failed("sockets", err)}
			}
			continue // a kernel without IPv6 or packet sockets
		}
		for _, found := range parseSockets(protocol, text) {
			pid, held := owners[found.inode]
			if shared && !held {
				continue
			}
			if len(s.document.Sockets) == maxSockets {
				cut = fmt.Sprintf("more than %d sockets", maxSockets)
				break
			}
			found.socket.PID = pid
			s.document.Sockets = append(s.document.Sockets, found.socket)
		}
	}
	if cut != "" {
		coverage.Status, coverage.Cause, coverage.Reason = document.Partial, document.Limit, cut
	}
	return []document.Coverage{coverage}
}

// socketOwners tells which process holds each socket, by its inode: the lowest
// where several do. It says what a bound kept from being seen.
func socketOwners(proc *os.Root, processes []document.Process) (owners map[string]int, cut string) {
	owners = map[string]int{}
	for _, p := range processes {
		dir := strconv.Itoa(p.PID) + "/fd"
		handle, err := proc.Open(dir)
		if err != nil {
			continue
		}
		names, _ := handle.Readdirnames(maxOpenFiles + 1)
		handle.Close()
		if len(names) > maxOpenFiles {
			cut = fmt.Sprintf("process %d has more than %d open files", p.PID, maxOpenFiles)
		}
		for _, name := range names[:min(len(names), maxOpenFiles)] {
			link, err := proc.Readlink(dir + "/" + name)
			if err != nil {
				continue
			}
			if inode, ok := strings.CutPrefix(link, "socket:["); ok {
				inode = strings.TrimSuffix(inode, "]")
				if other, taken := owners[inode]; !taken || p.PID < other {
					owners[inode] = p.PID
				}
			}
		}
	}
	return owners, cut
}

// inodeSocket is a socket with the inode that its holders' descriptors name.
type inodeSocket struct {
	socket document.Socket
	inode  string
}

// tcpStates are the kernel's, by their number in <net/tcp_states.h>.
var tcpStates = []string{
	"", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK",
	"LISTEN", "CLOSING", "NEW_SYN_RECV",
}

// parseSockets reads a table of /proc/PID/net, as proc(5) describes them.
func parseSockets(protocol string, text []byte) []inodeSocket {
	var sockets []inodeSocket
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Scan() // the titles
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if protocol == "packet" {
			if len(fields) >= 9 {
				sockets = append(sockets, inodeSocket{document.Socket{Protocol: protocol, Local: "interface " + fields[4]}, fields[8]})
			}
			continue
		}
		if len(fields) < 10 {
			continue
		}
		local, okLocal := parseAddress(fields[1])
		remote, okRemote := parseAddress(fields[2])
		if !okLocal || !okRemote {
			continue
		}
		found := document.Socket{Protocol: protocol, Local: local.String(), LocalPort: int(local.Port())}
		if remote.Port() != 0 || !remote.Addr().IsUnspecified() {
			found.Remote, found.RemotePort = remote.String(), int(remote.Port())
		}
		if state, err := strconv.ParseUint(fields[3], 16, 8); err == nil && strings.HasPrefix(protocol, "tcp") && int(state) < len(tcpStates) {
			found.State = tcpStates[state]
		}
		sockets = append(sockets, inodeSocket{found, fields[9]})
	}
	return sockets
}

// parseAddress reads ADDRESS:PORT in hexadecimal: the address in words of the
// host's byte order, which is little-endian wherever rummage is built.
func parseAddress(text string) (netip.AddrPort, bool) {
	address, port, ok := strings.Cut(text, ":")
	raw, err := hex.DecodeString(address)
	number, bad := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || bad != nil || len(raw) != 4 && len(raw) != 16 {
		return netip.AddrPort{}, false
	}
	for word := range slices.Chunk(raw, 4) {
		slices.Reverse(word)
	}
	found, ok := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(found.Unmap(), uint16(number)), ok
}
