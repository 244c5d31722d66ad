// Package inspection turns how a container was set up, as `docker inspect` tells
// it, into the document's words. Its text is an attacker's, and is escaped.
package inspection

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

// Target is the identity of a container.
func Target(in container.InspectResponse) document.Target {
	return document.Target{
		Kind:  "container",
		Name:  document.Text(strings.TrimPrefix(in.Name, "/")),
		ID:    in.ID,
		Image: document.ImageRef{Name: document.Text(in.Config.Image), ID: in.Image},
	}
}

// Config turns what docker inspect tells into the document's config. The answer
// must have its base, its Config and its HostConfig.
func Config(in container.InspectResponse) *document.Config {
	config, host := in.Config, in.HostConfig
	c := &document.Config{
		User:              document.Text(config.User),
		Privileged:        host.Privileged,
		Entrypoint:        document.Texts(config.Entrypoint),
		Cmd:               document.Texts(config.Cmd),
		WorkingDir:        document.Text(config.WorkingDir),
		Hostname:          document.Text(config.Hostname),
		TTY:               config.Tty,
		Env:               document.Variables(config.Env),
		Mounts:            mountsOf(in),
		CapAdd:            document.Texts(host.CapAdd),
		CapDrop:           document.Texts(host.CapDrop),
		Namespaces:        namespacesOf(host),
		Security:          securityOf(in),
		Devices:           []document.Device{},
		DeviceCgroupRules: document.Texts(host.DeviceCgroupRules),
		Ports:             portsOf(in),
		Exposed:           document.Keys(config.ExposedPorts),
		Networks:          []string{},
		Limits:            limitsOf(host),
		Restart: document.Restart{
			Policy:     cmp.Or(string(host.RestartPolicy.Name), "no"),
			MaxRetries: host.RestartPolicy.MaximumRetryCount,
			Count:      in.RestartCount,
		},
		LogDriver:    host.LogConfig.Type,
		LogOptions:   document.TextMap(host.LogConfig.Config),
		Labels:       document.TextMap(config.Labels),
		Runtime:      host.Runtime,
		CgroupParent: host.CgroupParent,
		Sysctls:      document.TextMap(host.Sysctls),
		AutoRemove:   host.AutoRemove,
		Created:      Time(in.Created),
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
		c.Healthcheck = &document.Healthcheck{Test: document.Texts(config.Healthcheck.Test)}
	}
	if s := in.State; s != nil {
		c.State = document.State{
			Status:    string(s.Status),
			PID:       s.Pid,
			ExitCode:  s.ExitCode,
			OOMKilled: s.OOMKilled,
			Error:     document.Text(s.Error),
		}
		c.Started, c.Finished = Time(s.StartedAt), Time(s.FinishedAt)
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
		Options:      document.Texts(host.SecurityOpt),
	}
	if host.MaskedPaths != nil {
		s.MaskedPaths = document.Texts(host.MaskedPaths)
	}
	if host.ReadonlyPaths != nil {
		s.ReadOnlyPaths = document.Texts(host.ReadonlyPaths)
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

// Time reads a time of the engine, whose zero is the year 1. What is of no year
// that can be written is no time.
func Time(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if t = t.UTC(); err != nil || t.Year() <= 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
