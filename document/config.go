package document

import "time"

// Config is how a container was set up, and the state it is in.
type Config struct {
	// User is the user that the container starts with; empty means root.
	User       string     `json:"user"`
	Privileged bool       `json:"privileged"`
	Entrypoint []string   `json:"entrypoint"`
	Cmd        []string   `json:"cmd"`
	WorkingDir string     `json:"working_dir,omitempty"`
	Hostname   string     `json:"hostname,omitempty"`
	TTY        bool       `json:"tty,omitempty"`
	Env        []Variable `json:"env"`
	Mounts     []Mount    `json:"mounts"`
	CapAdd     []string   `json:"cap_add"`
	CapDrop    []string   `json:"cap_drop"`
	Namespaces Namespaces `json:"namespaces"`
	Security   Security   `json:"security"`
	Devices    []Device   `json:"devices"`
	// DeviceRequests are the drivers of requested devices, such as nvidia.
	DeviceRequests    []string          `json:"device_requests,omitempty"`
	DeviceCgroupRules []string          `json:"device_cgroup_rules"`
	Ports             []Port            `json:"ports"`
	Exposed           []string          `json:"exposed"`
	Networks          []string          `json:"networks"`
	Limits            Limits            `json:"limits"`
	Restart           Restart           `json:"restart"`
	Healthcheck       *Healthcheck      `json:"healthcheck,omitempty"`
	LogDriver         string            `json:"log_driver"`
	LogOptions        map[string]string `json:"log_options,omitempty"`
	Labels            map[string]string `json:"labels"`
	Runtime           string            `json:"runtime,omitempty"`
	CgroupParent      string            `json:"cgroup_parent,omitempty"`
	Sysctls           map[string]string `json:"sysctls,omitempty"`
	AutoRemove        bool              `json:"auto_remove,omitempty"`
	Created           time.Time         `json:"created,omitzero"`
	Started           time.Time         `json:"started,omitzero"`
	Finished          time.Time         `json:"finished,omitzero"`
	State             State             `json:"state"`
	// Execs are the sessions of docker exec that run in the container.
	Execs []Exec `json:"execs,omitempty"`
	// TagID is the id of the image that the container's image name stands for
	// now, in its engine.
	TagID string `json:"tag_id,omitempty"`
}

// Exec is one session of docker exec, as it was asked for.
type Exec struct {
	PID int `json:"pid,omitempty"`
	// User is the container's own when no other was asked for.
	User       string   `json:"user"`
	Privileged bool     `json:"privileged"`
	TTY        bool     `json:"tty,omitempty"`
	Command    []string `json:"command"`
}

// Variable is one environment variable.
type Variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Mount is one mount of a container.
type Mount struct {
	// Type is bind, volume, tmpfs or npipe.
	Type        string `json:"type"`
	Name        string `json:"name,omitempty"`
	Source      string `json:"source"`
	Destination string `json:"destination"`
	RW          bool   `json:"rw"`
	Propagation string `json:"propagation,omitempty"`
}

// Namespaces are the namespace modes as docker inspect has them: empty or
// "private" for one of its own, "host", "container:ID", and so on.
type Namespaces struct {
	PID     string `json:"pid"`
	IPC     string `json:"ipc"`
	Network string `json:"network"`
	UTS     string `json:"uts"`
	User    string `json:"user"`
	Cgroup  string `json:"cgroup"`
}

// Security is the confinement of a container.
type Security struct {
	// Seccomp is "default", "unconfined" or a profile.
	Seccomp string `json:"seccomp"`
	// AppArmor is the profile's name; empty where the engine set none.
	AppArmor string `json:"apparmor"`
	// SELinux are the label options.
	SELinux         []string `json:"selinux"`
	NoNewPrivileges bool     `json:"no_new_privileges"`
	// MaskedPaths and ReadOnlyPaths are what the engine hides of /proc and
	// /sys; both are empty with systempaths=unconfined, and absent where the
	// engine does not tell.
	MaskedPaths   []string `json:"masked_paths,omitzero"`
	ReadOnlyPaths []string `json:"read_only_paths,omitzero"`
	ReadOnlyRoot  bool     `json:"read_only_root"`
	// Options are the security options as they were given.
	Options []string `json:"options"`
}

// Device is a device of the host that a container may use.
type Device struct {
	Host        string `json:"host"`
	Container   string `json:"container"`
	Permissions string `json:"permissions"`
}

// Port is one published port.
type Port struct {
	ContainerPort int    `json:"container_port"`
	Protocol      string `json:"protocol"`
	// HostIP is empty when the port is bound on all addresses.
	HostIP string `json:"host_ip"`
	// HostPort is 0 when the engine chooses it.
	HostPort int `json:"host_port"`
}

// Limits are the resource limits; 0 means none.
type Limits struct {
	Memory    int64    `json:"memory"`
	CPUShares int64    `json:"cpu_shares"`
	NanoCPUs  int64    `json:"nano_cpus"`
	CPUQuota  int64    `json:"cpu_quota"`
	PIDs      int64    `json:"pids"`
	Ulimits   []Ulimit `json:"ulimits"`
}

// Ulimit is one resource limit of a container's processes.
type Ulimit struct {
	Name string `json:"name"`
	Soft int64  `json:"soft"`
	Hard int64  `json:"hard"`
}

// Restart is when the engine starts the container again.
type Restart struct {
	// Policy is "no", "always", "unless-stopped" or "on-failure".
	Policy     string `json:"policy"`
	MaxRetries int    `json:"max_retries"`
	// Count is how often it was restarted.
	Count int `json:"count"`
}

// Healthcheck is how the engine tests a container's health.
type Healthcheck struct {
	Test []string `json:"test"`
	// Status is starting, healthy or unhealthy, when it runs.
	Status string `json:"status,omitempty"`
}

// State is what the container is doing.
type State struct {
	// Status is created, running, paused, restarting, removing, exited or dead.
	Status    string `json:"status"`
	PID       int    `json:"pid,omitempty"`
	ExitCode  int    `json:"exit_code"`
	OOMKilled bool   `json:"oom_killed,omitempty"`
	Error     string `json:"error,omitempty"`
}

// Image is what is known of an image, or of the image of a container.
type Image struct {
	ID      string         `json:"id"`
	Tags    []string       `json:"tags"`
	Digests []string       `json:"digests"`
	Created time.Time      `json:"created,omitzero"`
	OS      string         `json:"os,omitempty"`
	Arch    string         `json:"architecture,omitempty"`
	Size    int64          `json:"size,omitempty"`
	History []HistoryEntry `json:"history"`
	// Layers are the diff IDs, the lowest first.
	Layers []string    `json:"layers"`
	Config ImageConfig `json:"config"`
	// Signatures are the digests of the signatures that were found with the
	// image; absent where nobody looked for any.
	Signatures []string `json:"signatures,omitzero"`
}

// HistoryEntry is one step of how an image was made.
type HistoryEntry struct {
	Created    time.Time `json:"created,omitzero"`
	CreatedBy  string    `json:"created_by"`
	Comment    string    `json:"comment,omitempty"`
	EmptyLayer bool      `json:"empty_layer,omitempty"`
}

// ImageConfig is the configuration that an image gives its containers.
type ImageConfig struct {
	User        string            `json:"user"`
	Entrypoint  []string          `json:"entrypoint"`
	Cmd         []string          `json:"cmd"`
	WorkingDir  string            `json:"working_dir,omitempty"`
	Env         []Variable        `json:"env"`
	Exposed     []string          `json:"exposed"`
	Volumes     []string          `json:"volumes"`
	Healthcheck *Healthcheck      `json:"healthcheck,omitempty"`
	Labels      map[string]string `json:"labels"`
}
