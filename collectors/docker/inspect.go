package docker

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/rummage-scanner/rummage/document"
)

// configOf turns what docker inspect tells into the document's config.
func configOf(in container.InspectResponse) *document.Config {
	config, host := in.Config, in.HostConfig
	c := &document.Config{
		User:              document.Text(config.User),
		Privileged:        host.Privileged,
		Entrypoint:        list(config.Entrypoint),
		Cmd:               list(config.Cmd),
		WorkingDir:        document.Text(config.WorkingDir),
		Hostname:          document.Text(config.Hostname),
		TTY:               config.Tty,
		Env:               variables(config.Env),
		Mounts:            mountsOf(in),
		CapAdd:            list(host.CapAdd),
		CapDrop:           list(host.CapDrop),
		Namespaces:        namespacesOf(host),
		Security:          securityOf(in),
		Devices:           []document.Device{},
		DeviceCgroupRules: list(host.DeviceCgroupRules),
		Ports:             portsOf(in),
		Exposed:           keys(config.ExposedPorts),
		Networks:          []string{},
		Limits:            limitsOf(host),
		Restart: document.Restart{
			Policy:     cmp.Or(string(host.RestartPolicy.Name), "no"),
			MaxRetries: host.RestartPolicy.MaximumRetryCount,
			Count:      in.RestartCount,
		},
		LogDriver:    host.LogConfig.Type,
		LogOptions:   texts(host.LogConfig.Config),
		Labels:       texts(config.Labels),
		Runtime:      host.Runtime,
		CgroupParent: host.CgroupParent,
		Sysctls:      texts(host.Sysctls),
		AutoRemove:   host.AutoRemove,
		Created:      parseTime(in.Created),
	}
	for _, d := range host.Devices {
		c.Devices = append(c.Devices, document.Device{
			Host:        document.Text(d.PathOnHost),
			Container:   document.Text(d.PathInContainer),
			Permissions: d.CgroupPermissions,
		})
	}
	for _, r := range host.DeviceRequests {
		c.DeviceRequests = append(c.DeviceRequests, r.Driver)
	}
	if in.NetworkSettings != nil {
		c.Networks = slices.Sorted(maps.Keys(in.NetworkSettings.Networks))
		if c.Networks == nil {
			c.Networks = []string{}
		}
	}
	if config.Healthcheck != nil {
		c.Healthcheck = &document.Healthcheck{Test: list(config.Healthcheck.Test)}
	}
	if s := in.State; s != nil {
		c.State = document.State{
			Status:    string(s.Status),
			PID:       s.Pid,
			ExitCode:  s.ExitCode,
			OOMKilled: s.OOMKilled,
			Error:     document.Text(s.Error),
		}
		c.Started, c.Finished = parseTime(s.StartedAt), parseTime(s.FinishedAt)
		if s.Health != nil && c.Healthcheck != nil {
			c.Healthcheck.Status = string(s.Health.Status)
		}
	}
	return c
}

// mountsOf lists the mounts, with the tmpfs ones that inspect keeps apart.
func mountsOf(in container.InspectResponse) []document.Mount {
	mounts := []document.Mount{}
	seen := map[string]bool{}
	for _, m := range in.Mounts {
		seen[m.Destination] = true
		mounts = append(mounts, document.Mount{
			Type:        string(m.Type),
			Name:        document.Text(m.Name),
			Source:      document.Text(m.Source),
			Destination: document.Text(m.Destination),
			RW:          m.RW,
			Propagation: string(m.Propagation),
		})
	}
	for destination, options := range in.HostConfig.Tmpfs {
		if !seen[destination] {
			mounts = append(mounts, document.Mount{
				Type:        "tmpfs",
				Destination: document.Text(destination),
				RW:          !slices.Contains(strings.Split(options, ","), "ro"),
			})
		}
	}
	slices.SortFunc(mounts, func(a, b document.Mount) int { return strings.Compare(a.Destination, b.Destination) })
	return mounts
}

func namespacesOf(host *container.HostConfig) document.Namespaces {
	return document.Namespaces{
		PID:     string(host.PidMode),
		IPC:     string(host.IpcMode),
		Network: string(host.NetworkMode),
		UTS:     string(host.UTSMode),
		User:    string(host.UsernsMode),
		Cgroup:  string(host.CgroupnsMode),
	}
}

func securityOf(in container.InspectResponse) document.Security {
	host := in.HostConfig
	s := document.Security{
		Seccomp:      "default",
		AppArmor:     in.AppArmorProfile,
		SELinux:      []string{},
		ReadOnlyRoot: host.ReadonlyRootfs,
		Options:      list(host.SecurityOpt),
	}
	if host.MaskedPaths != nil {
		s.MaskedPaths = list(host.MaskedPaths)
	}
	if host.ReadonlyPaths != nil {
		s.ReadOnlyPaths = list(host.ReadonlyPaths)
	}
	if host.Privileged {
		s.Seccomp = "unconfined"
	}
	for _, option := range host.SecurityOpt {
		// Both name=value and the old name:value are accepted by the engine.
		name, value, _ := strings.Cut(option, "=")
		if i := strings.IndexByte(option, ':'); i >= 0 && i < len(name) {
			name, value = option[:i], option[i+1:]
		}
		switch name {
		case "seccomp":
			s.Seccomp = value
		case "apparmor":
			s.AppArmor = value
		case "label":
			s.SELinux = append(s.SELinux, value)
		case "no-new-privileges":
			s.NoNewPrivileges = value != "false"
		}
	}
	return s
}

// portsOf lists the published ports: those of the running container, whose
// host ports are known, else those it was made with.
func portsOf(in container.InspectResponse) []document.Port {
	ports := []document.Port{}
	bindings := in.HostConfig.PortBindings
	if in.NetworkSettings != nil && len(in.NetworkSettings.Ports) > 0 {
		bindings = in.NetworkSettings.Ports
	}
	for port, hosts := range bindings {
		for _, binding := range hosts {
			hostPort, _ := strconv.Atoi(binding.HostPort)
			ports = append(ports, document.Port{
				ContainerPort: port.Int(),
				Protocol:      port.Proto(),
				HostIP:        binding.HostIP,
				HostPort:      hostPort,
			})
		}
	}
	slices.SortFunc(ports, func(a, b document.Port) int {
		return cmp.Or(cmp.Compare(a.ContainerPort, b.ContainerPort), strings.Compare(a.Protocol, b.Protocol),
			strings.Compare(a.HostIP, b.HostIP), cmp.Compare(a.HostPort, b.HostPort))
	})
	return ports
}

func limitsOf(host *container.HostConfig) document.Limits {
	l := document.Limits{
		Memory:    host.Memory,
		CPUShares: host.CPUShares,
		NanoCPUs:  host.NanoCPUs,
		CPUQuota:  host.CPUQuota,
		Ulimits:   []document.Ulimit{},
	}
	if host.PidsLimit != nil {
		l.PIDs = max(*host.PidsLimit, 0)
	}
	for _, u := range host.Ulimits {
		l.Ulimits = append(l.Ulimits, document.Ulimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	return l
}

func variables(env []string) []document.Variable {
	vars := make([]document.Variable, 0, len(env))
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		vars = append(vars, document.Variable{Name: document.Text(name), Value: document.Text(value)})
	}
	return vars
}

// list copies strings of the engine, as a list that is never null in JSON.
func list(from []string) []string {
	to := make([]string, len(from))
	for i, s := range from {
		to[i] = document.Text(s)
	}
	return to
}

func texts(from map[string]string) map[string]string {
	to := make(map[string]string, len(from))
	for k, v := range from {
		to[document.Text(k)] = document.Text(v)
	}
	return to
}

func keys[K ~string, V any](from map[K]V) []string {
	to := make([]string, 0, len(from))
	for k := range from {
		to = append(to, document.Text(string(k)))
	}
	slices.Sort(to)
	return to
}

// parseTime reads a time of the engine, whose zero is the year 1.
func parseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() <= 1 {
		return time.Time{}
	}
	return t.UTC()
}
