package document

import "time"

// Engine is the engine that runs containers. Its networks, its use, its process
// and its files are told in the document of the engine itself, and only there.
type Engine struct {
	Name string `json:"name,omitempty"`
	// Product is docker, or podman when that answers in Docker's stead.
	Product    string `json:"product,omitempty" jsonschema:"enum=docker,enum=podman"`
	Version    string `json:"version"`
	APIVersion string `json:"api_version"`
	// Built is when the engine's program was built.
	Built time.Time `json:"built,omitzero"`
	// Address is where the engine was reached, as DOCKER_HOST has it.
	Address string `json:"address,omitempty"`
	// Components are the programs that make up the engine.
	Components    []Component `json:"components,omitempty"`
	StorageDriver string      `json:"storage_driver,omitempty"`
	// StorageStatus is what the storage driver tells of itself.
	StorageStatus  []Detail `json:"storage_status,omitempty"`
	CgroupDriver   string   `json:"cgroup_driver,omitempty"`
	CgroupVersion  string   `json:"cgroup_version,omitempty"`
	LoggingDriver  string   `json:"logging_driver,omitempty"`
	DefaultRuntime string   `json:"default_runtime,omitempty"`
	// Firewall is the backend of the packet filter, where the engine tells it.
	Firewall        string     `json:"firewall,omitempty"`
	SecurityOptions []string   `json:"security_options"`
	Registries      Registries `json:"registries"`
	// AuthorizationPlugins are asked whether a call to the engine is allowed.
	AuthorizationPlugins []string `json:"authorization_plugins,omitempty"`
	LiveRestore          bool     `json:"live_restore"`
	Experimental         bool     `json:"experimental"`
	Debug                bool     `json:"debug,omitempty"`
	// Warnings are what the engine itself warns of.
	Warnings []string `json:"warnings,omitempty"`
	Swarm    *Swarm   `json:"swarm,omitempty"`
	// DataRoot is the directory of images, containers and volumes.
	DataRoot string `json:"data_root,omitempty"`
	// DataRootMount is the mount point of the file system that holds it.
	DataRootMount string    `json:"data_root_mount,omitempty"`
	Networks      []Network `json:"networks,omitempty"`
	Usage         *Usage    `json:"usage,omitempty"`
	// Daemon is the engine's process, on this host.
	Daemon *Daemon `json:"daemon,omitempty"`
	// Files are the engine's files on this host.
	Files []HostFile `json:"files,omitempty"`
	// Group is the group whose members may use the engine's socket.
	Group *Group `json:"group,omitempty"`
	// ContentTrust tells whether DOCKER_CONTENT_TRUST is on, in the environment
	// of the scan or in the host's /etc/environment.
	ContentTrust *bool `json:"content_trust,omitempty"`
}

// Component is one of the programs that make up an engine.
type Component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Detail is something that has a name.
type Detail struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Registries are the registries that an engine treats in a special way.
type Registries struct {
	// Insecure are reached without TLS or without its verification.
	Insecure []string `json:"insecure"`
	Mirrors  []string `json:"mirrors"`
}

// Swarm is an engine's part in a swarm.
type Swarm struct {
	// State is inactive, pending, active, error or locked.
	State string `json:"state"`
	// Manager tells that the engine manages the swarm; what follows is told to
	// managers only.
	Manager     bool   `json:"manager,omitempty"`
	NodeAddress string `json:"node_address,omitempty"`
	Managers    int    `json:"managers,omitempty"`
	Nodes       int    `json:"nodes,omitempty"`
	// AutoLock tells that managers must be unlocked after a restart.
	AutoLock *bool `json:"auto_lock,omitempty"`
	// CertificateExpiry is how long the certificates of nodes are good for, in
	// seconds.
	CertificateExpiry int64 `json:"certificate_expiry,omitempty"`
	// AuthorityCreated is from when on the swarm's root certificate is good.
	AuthorityCreated time.Time `json:"authority_created,omitzero"`
}

// Network is one network of an engine.
type Network struct {
	Name   string `json:"name"`
	Driver string `json:"driver"`
	// Scope is local, or swarm.
	Scope    string            `json:"scope,omitempty"`
	Internal bool              `json:"internal,omitempty"`
	Ingress  bool              `json:"ingress,omitempty"`
	Options  map[string]string `json:"options,omitempty"`
}

// Usage is how much an engine holds.
type Usage struct {
	Containers int `json:"containers"`
	Running    int `json:"running"`
	Images     int `json:"images"`
	// UnusedImages are of no container.
	UnusedImages int `json:"unused_images"`
}

// Daemon is the engine's process.
type Daemon struct {
	PID  int      `json:"pid"`
	UID  int      `json:"uid"`
	Args []string `json:"args"`
	// Listeners are the TCP sockets on which the process listens.
	Listeners []Listener `json:"listeners"`
	// Settings are absent when the settings file could not be read.
	Settings *Settings `json:"settings,omitempty"`
}

// Listener is an address and port on which a process listens.
type Listener struct {
	Address string `json:"address"`
	Port    int    `json:"port"`
}

// Settings are an engine's settings as its command line and its settings file
// have them now, with the engine's defaults for what neither sets.
type Settings struct {
	// File is the path of the settings file, whether it exists or not.
	File  string   `json:"file"`
	Hosts []string `json:"hosts"`
	// SocketGroup is the group that the socket is given to.
	SocketGroup     string `json:"socket_group"`
	TLS             bool   `json:"tls"`
	TLSVerify       bool   `json:"tls_verify"`
	TLSCACert       string `json:"tls_ca_cert,omitempty"`
	TLSCert         string `json:"tls_cert,omitempty"`
	TLSKey          string `json:"tls_key,omitempty"`
	MetricsAddress  string `json:"metrics_address,omitempty"`
	LogLevel        string `json:"log_level"`
	ICC             bool   `json:"icc"`
	IPTables        bool   `json:"iptables"`
	UserlandProxy   bool   `json:"userland_proxy"`
	NoNewPrivileges bool   `json:"no_new_privileges"`
	CgroupParent    string `json:"cgroup_parent,omitempty"`
	SeccompProfile  string `json:"seccomp_profile,omitempty"`
	UsernsRemap     string `json:"userns_remap,omitempty"`
	// Containerd is the path of containerd's socket.
	Containerd     string   `json:"containerd,omitempty"`
	StorageOptions []string `json:"storage_options"`
	DefaultUlimits []Ulimit `json:"default_ulimits"`
}

// Role is what a file is to the engine.
type Role string

// The roles of the engine's files.
const (
	RoleService             Role = "service"              // docker.service and its drop-ins
	RoleSocketUnit          Role = "socket-unit"          // docker.socket and its drop-ins
	RoleDirectory           Role = "directory"            // /etc/docker
	RoleSettings            Role = "settings"             // daemon.json
	RoleRegistryCertificate Role = "registry-certificate" // below /etc/docker/certs.d
	RoleRegistryKey         Role = "registry-key"         // below /etc/docker/certs.d
	RoleTLSAuthority        Role = "tls-authority"
	RoleTLSCertificate      Role = "tls-certificate"
	RoleTLSKey              Role = "tls-key"
	RoleSocket              Role = "socket"
	RoleContainerdSocket    Role = "containerd-socket"
	RoleDefaults            Role = "defaults"  // /etc/default/docker
	RoleSysconfig           Role = "sysconfig" // /etc/sysconfig/docker
	RoleProgram             Role = "program"
	RoleData                Role = "data" // directories of data and of run time
	RoleContainerdSettings  Role = "containerd-settings"
	RoleAuditRules          Role = "audit-rules"
)

// HostFile is a file of the engine on its host. One that does not exist has no
// more than a path and a role.
type HostFile struct {
	Path   string `json:"path"`
	Role   Role   `json:"role" jsonschema:"enum=service,enum=socket-unit,enum=directory,enum=settings,enum=registry-certificate,enum=registry-key,enum=tls-authority,enum=tls-certificate,enum=tls-key,enum=socket,enum=containerd-socket,enum=defaults,enum=sysconfig,enum=program,enum=data,enum=containerd-settings,enum=audit-rules"`
	Exists bool   `json:"exists"`
	// Type, mode and owner are those of the file that a link leads to.
	Type  Type   `json:"type,omitempty" jsonschema:"enum=file,enum=directory,enum=symlink,enum=fifo,enum=socket,enum=char,enum=block"`
	Mode  Mode   `json:"mode,omitempty"`
	UID   int    `json:"uid"`
	GID   int    `json:"gid"`
	User  string `json:"user,omitempty"`
	Group string `json:"group,omitempty"`
	// Text is the content of small settings and rules; never of keys.
	Text string `json:"text,omitempty"`
}

// Group is a group of the host.
type Group struct {
	Name string `json:"name"`
	GID  int    `json:"gid"`
	// Members are the users that are in it, also by their first group.
	Members []string `json:"members"`
}

// Host is the machine that the engine runs on.
type Host struct {
	OS           string `json:"os"`
	Kernel       string `json:"kernel"`
	Architecture string `json:"architecture,omitempty"`
}
