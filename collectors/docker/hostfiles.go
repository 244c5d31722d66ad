package docker

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/rummage-scanner/rummage/document"
)

// The bounds of what is read of the engine's files: the text of one, in bytes,
// and how many there may be of one role.
const (
	maxHostText  = document.MaxText
	maxHostFiles = 200
)

// hostFiles gathers the engine's files on its own host. They belong to the
// host's administrators, so links are followed as the engine follows them.
type hostFiles struct {
	// root is the host's root directory.
	root   string
	files  []document.HostFile
	seen   map[string]bool
	users  map[int]string
	groups []document.Group
	// unread are files that are there and could not be looked at.
	unread []error
}

func newHostFiles(root string) *hostFiles {
	h := &hostFiles{root: root, seen: map[string]bool{}, users: map[int]string{}}
	members := map[int][]string{}
	for _, fields := range h.table("/etc/passwd") { // name:password:uid:gid:…
		if uid, err := strconv.Atoi(nth(fields, 2)); err == nil {
			if h.users[uid] == "" {
				h.users[uid] = document.Text(fields[0])
			}
			if gid, err := strconv.Atoi(nth(fields, 3)); err == nil {
				members[gid] = append(members[gid], document.Text(fields[0]))
			}
		}
	}
	for _, fields := range h.table("/etc/group") { // name:password:gid:members
		gid, err := strconv.Atoi(nth(fields, 2))
		if err != nil {
			continue
		}
		g := document.Group{Name: document.Text(fields[0]), GID: gid, Members: members[gid]}
		for _, name := range strings.Split(nth(fields, 3), ",") {
			if name != "" {
				g.Members = append(g.Members, document.Text(name))
			}
		}
		slices.Sort(g.Members)
		g.Members = list(slices.Compact(g.Members))
		h.groups = append(h.groups, g)
	}
	return h
}

func nth(fields []string, i int) string {
	if i < len(fields) {
		return fields[i]
	}
	return ""
}

func (h *hostFiles) table(name string) [][]string {
	text, err := readTable(h.path(name))
	if err != nil {
		return nil
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, ":"))
		}
	}
	return rows
}

func (h *hostFiles) path(name string) string { return filepath.Join(h.root, name) }

// group is the group whose members may use the socket, or the one called
// docker; nil when there is neither.
func (h *hostFiles) group() *document.Group {
	gid := -1
	for _, f := range h.files {
		if f.Role == document.RoleSocket && f.Exists && f.GID != 0 && f.Mode&0o020 != 0 {
			gid = f.GID
		}
	}
	for _, g := range h.groups {
		if g.GID == gid || gid == -1 && g.Name == "docker" {
			return &g
		}
	}
	return nil
}

// textRoles are those whose content is kept.
var textRoles = []document.Role{
	document.RoleService, document.RoleSocketUnit, document.RoleSettings, document.RoleAuditRules,
}

// add adds those of the names that exist; when none does, the first is told to
// be missing.
func (h *hostFiles) add(role document.Role, names ...string) {
	found := false
	for _, name := range names {
		found = h.addOne(role, name) || found
	}
	if !found && len(names) > 0 {
		h.files = append(h.files, document.HostFile{Path: document.Text(names[0]), Role: role})
	}
}

// addFirst adds the first of the names that exists.
func (h *hostFiles) addFirst(role document.Role, names ...string) {
	for _, name := range names {
		if h.addOne(role, name) {
			return
		}
	}
	h.add(role, names[0])
}

// addGlob adds what matches a pattern, and nothing when nothing does.
func (h *hostFiles) addGlob(role document.Role, pattern string) {
	matches, err := filepath.Glob(h.path(pattern))
	if err != nil {
		return
	}
	if len(matches) > maxHostFiles {
		h.unread = append(h.unread, fmt.Errorf("%s: only %d of %d files were looked at", pattern, maxHostFiles, len(matches)))
		matches = matches[:maxHostFiles]
	}
	for _, match := range matches {
		h.addOne(role, "/"+strings.TrimPrefix(strings.TrimPrefix(match, h.root), "/"))
	}
}

// addOne adds a file, and tells whether it is there. The same file under
// another name is added once.
func (h *hostFiles) addOne(role document.Role, name string) bool {
	info, err := os.Stat(h.path(name))
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			h.unread = append(h.unread, err)
			return true
		}
		return false
	}
	real, err := filepath.EvalSymlinks(h.path(name))
	if err != nil {
		real = h.path(name)
	}
	if h.seen[real] {
		return true
	}
	h.seen[real] = true
	f := document.HostFile{Path: document.Text(name), Role: role, Exists: true, Type: typeOf(info.Mode())}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		f.Mode = document.Mode(stat.Mode & 0o7777)
		f.UID, f.GID = int(stat.Uid), int(stat.Gid)
		f.User, f.Group = h.users[f.UID], h.groupName(f.GID)
	}
	if slices.Contains(textRoles, role) && info.Mode().IsRegular() {
		text, err := h.text(name)
		if err != nil {
			h.unread = append(h.unread, err)
		}
		f.Text = document.Text(string(text))
	}
	h.files = append(h.files, f)
	return true
}

func (h *hostFiles) groupName(gid int) string {
	for _, g := range h.groups {
		if g.GID == gid {
			return g.Name
		}
	}
	return ""
}

// text reads a small regular file. What became something else since it was
// looked at is not waited for.
func (h *hostFiles) text(name string) ([]byte, error) {
	f, err := os.OpenFile(h.path(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.Join(err, errors.New("not a regular file"))}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxHostText+1))
	if err == nil && len(text) > maxHostText {
		return text[:maxHostText], &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d bytes", maxHostText)}
	}
	return text, err
}

func typeOf(mode fs.FileMode) document.Type {
	switch mode.Type() {
	case 0:
		return document.Regular
	case fs.ModeDir:
		return document.Directory
	case fs.ModeSymlink:
		return document.Symlink
	case fs.ModeNamedPipe:
		return document.FIFO
	case fs.ModeSocket:
		return document.SocketF
	case fs.ModeDevice:
		return document.BlockDev
	}
	return document.CharDev
}

// programs are the engine's programs, and where they may be.
var (
	programs    = []string{"containerd", "containerd-shim", "containerd-shim-runc-v1", "containerd-shim-runc-v2", "runc"}
	programDirs = []string{"/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"}
)

// gather lists what the benchmark's sections on the host and the daemon's files
// look at.
func (h *hostFiles) gather(socket, dataRoot, program string, settings *document.Settings) {
	h.addUnit(document.RoleService, "docker.service")
	h.addUnit(document.RoleSocketUnit, "docker.socket")
	h.add(document.RoleDirectory, "/etc/docker")
	h.add(document.RoleSettings, settings.File)
	for _, suffix := range []string{"crt", "cert"} {
		h.addGlob(document.RoleRegistryCertificate, "/etc/docker/certs.d/*/*."+suffix)
	}
	h.addGlob(document.RoleRegistryKey, "/etc/docker/certs.d/*/*.key")
	h.addTLS(settings)
	h.addSockets(socket, settings)
	h.add(document.RoleDefaults, "/etc/default/docker")
	h.add(document.RoleSysconfig, "/etc/sysconfig/docker")
	h.add(document.RoleProgram, program)
	for _, name := range programs {
		var places []string
		for _, dir := range append([]string{path.Dir(program)}, programDirs...) {
			places = append(places, path.Join(dir, name))
		}
		h.addFirst(document.RoleProgram, places...)
	}
	h.add(document.RoleData, dataRoot)
	h.add(document.RoleData, "/run/containerd")
	h.add(document.RoleContainerdSettings, "/etc/containerd/config.toml")
	h.addGlob(document.RoleAuditRules, "/etc/audit/rules.d/*.rules")
	h.addGlob(document.RoleAuditRules, "/etc/audit/audit.rules")
}

func (h *hostFiles) addUnit(role document.Role, unit string) {
	h.add(role, "/usr/lib/systemd/system/"+unit, "/lib/systemd/system/"+unit, "/etc/systemd/system/"+unit)
	for _, dir := range []string{"/usr/lib", "/etc"} {
		h.addGlob(role, dir+"/systemd/system/"+unit+".d/*.conf")
	}
}

func (h *hostFiles) addTLS(s *document.Settings) {
	for _, f := range []struct {
		role document.Role
		name string
	}{
		{document.RoleTLSAuthority, s.TLSCACert}, {document.RoleTLSCertificate, s.TLSCert}, {document.RoleTLSKey, s.TLSKey},
	} {
		if f.name != "" {
			h.add(f.role, document.Bytes(f.name))
		}
	}
}

func (h *hostFiles) addSockets(socket string, s *document.Settings) {
	h.add(document.RoleSocket, socket)
	for _, host := range s.Hosts {
		if name, ok := strings.CutPrefix(host, "unix://"); ok {
			h.addOne(document.RoleSocket, document.Bytes(name))
		}
	}
	containerd := []string{"/run/containerd/containerd.sock"}
	if s.Containerd != "" {
		containerd = append(containerd, document.Bytes(s.Containerd))
	}
	h.add(document.RoleContainerdSocket, containerd...)
}

// mountOfDir is the mount point of the file system that holds a directory, as
// a table of mounts (proc_pid_mountinfo(5)) has it. What is mounted from the
// same device as the place it is mounted on is no file system of its own:
// dockerd mounts its data root on itself.
func mountOfDir(table, dir string) string {
	var devices, points []string
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) >= 5 {
			devices, points = append(devices, fields[2]), append(points, unescapeMount(fields[4]))
		}
	}
	holder := func(dir string) int { // the last one at a place is on top
		best := -1
		for i, point := range points {
			if (point == dir || below(dir, point)) && (best < 0 || len(point) >= len(points[best])) {
				best = i
			}
		}
		return best
	}
	at := holder(dir)
	if at < 0 {
		return ""
	}
	for points[at] != "/" {
		parent := holder(filepath.Dir(points[at]))
		if parent < 0 || devices[parent] != devices[at] {
			break
		}
		at = parent
	}
	return points[at]
}

// unescapeMount reads the octal escapes of blanks and backslashes.
func unescapeMount(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}
