package document

// Engine is the engine that runs a container.
type Engine struct {
	Name            string     `json:"name,omitempty"`
	Version         string     `json:"version"`
	APIVersion      string     `json:"api_version"`
	StorageDriver   string     `json:"storage_driver,omitempty"`
	CgroupDriver    string     `json:"cgroup_driver,omitempty"`
	CgroupVersion   string     `json:"cgroup_version,omitempty"`
	LoggingDriver   string     `json:"logging_driver,omitempty"`
	DefaultRuntime  string     `json:"default_runtime,omitempty"`
	SecurityOptions []string   `json:"security_options"`
	Registries      Registries `json:"registries"`
	LiveRestore     bool       `json:"live_restore"`
	Experimental    bool       `json:"experimental"`
}

// Registries are the registries that an engine treats in a special way.
type Registries struct {
	// Insecure are reached without TLS or without its verification.
	Insecure []string `json:"insecure"`
	Mirrors  []string `json:"mirrors"`
}

// Host is the machine that the engine runs on.
type Host struct {
	OS           string `json:"os"`
	Kernel       string `json:"kernel"`
	Architecture string `json:"architecture,omitempty"`
}
