package document

import "time"

// Process is one process of a container. The numbers are those of the host's
// PID and user namespaces.
type Process struct {
	PID  int `json:"pid"`
	PPID int `json:"ppid"`
	UID  int `json:"uid"`
	// User is the host's name for the uid, as ps prints it.
	User    string    `json:"user,omitempty"`
	Started time.Time `json:"started,omitzero"`
	// Name is the kernel's name of the process (comm), at most 15 bytes.
	Name string `json:"name,omitempty"`
	// Exe is the path of the executable as the container sees it.
	Exe string `json:"exe,omitempty"`
	// ExeState says where the executable comes from.
	ExeState ExeState `json:"exe_state" jsonschema:"enum=image,enum=added,enum=modified,enum=deleted,enum=memfd,enum=unknown"`
	// Command is the command line, its arguments joined by blanks.
	Command string `json:"command"`
	// Args is the argument vector; without /proc it is Command split at blanks.
	Args []string `json:"args"`
	CWD  string   `json:"cwd,omitempty"`
	// Streams are what the standard input, output and error are, as the links of
	// /proc/PID/fd tell: a path, "pipe:[N]", "socket:[N]" and so on. Only the
	// local host tells them.
	Streams []string `json:"streams,omitempty"`
	// CPUSeconds is the time on processors since the start, in seconds. Only the
	// local host tells it.
	CPUSeconds float64 `json:"cpu_seconds,omitempty"`
	// Capabilities are the names of the effective capabilities. Only the local
	// host tells them.
	Capabilities []string `json:"capabilities,omitempty"`
	// Hidden tells that the process is in the container's cgroup, and that ps
	// did not list it, twice.
	Hidden bool `json:"hidden,omitempty"`
	// Init tells the container's own first process from others.
	Init bool `json:"init,omitempty"`
	// Exec tells that the process was started by `docker exec`: its parent is
	// outside of the container, and it is not the first process.
	Exec bool `json:"exec,omitempty"`
}

// ExeState says where a process's executable comes from.
type ExeState string

// The states of an executable.
const (
	ExeImage    ExeState = "image"    // it is the image's file
	ExeAdded    ExeState = "added"    // it is not in the image
	ExeModified ExeState = "modified" // the image's file was changed
	ExeDeleted  ExeState = "deleted"  // the file that runs is no longer there
	ExeMemfd    ExeState = "memfd"    // it never was a file
	ExeUnknown  ExeState = "unknown"  // it could not be told
)

// Socket is one socket of the container's network namespace, or with the
// host's network one that a process of the container holds. Only the local host
// tells them.
type Socket struct {
	// Protocol is tcp, tcp6, udp, udp6, raw, raw6 or packet.
	Protocol string `json:"protocol" jsonschema:"enum=tcp,enum=tcp6,enum=udp,enum=udp6,enum=raw,enum=raw6,enum=packet"`
	// State is the kernel's name of a TCP socket's state, such as LISTEN and
	// ESTABLISHED; empty for others.
	State string `json:"state,omitempty"`
	// Local and Remote are ADDRESS:PORT, with an IPv6 address in brackets.
	Local      string `json:"local"`
	LocalPort  int    `json:"local_port"`
	Remote     string `json:"remote,omitempty"`
	RemotePort int    `json:"remote_port,omitempty"`
	// PID is the process that holds it, the lowest where several do; 0 when
	// none is known to.
	PID int `json:"pid,omitempty"`
}
