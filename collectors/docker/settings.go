package docker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/go-units"

	"github.com/rummage-scanner/rummage/document"
)

// options are dockerd's options by their names in daemon.json: those of the
// settings file, and those of the command line, each as its list of values.
type options map[string][]string

// plurals are the options that daemon.json names otherwise than the command
// line, where each value stands by itself.
var plurals = map[string]string{
	"host": "hosts", "default-ulimit": "default-ulimits", "storage-opt": "storage-opts",
}

// shorthands are dockerd's options of one letter.
var shorthands = map[byte]string{'H': "host", 'D': "debug", 'l': "log-level", 'G': "group"}

// settingsOf reads dockerd's settings from its command line and from what its
// settings file holds. dockerd refuses to start with an option in both.
func settingsOf(args []string, file string, content []byte) (*document.Settings, error) {
	set := parseArgs(args)
	if err := set.addFile(content); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	verify, verifySet := set["tlsverify"]
	s := &document.Settings{
		File:            file,
		Hosts:           list(set["hosts"]),
		SocketGroup:     set.text("group", "docker"),
		TLS:             set.bool("tls", false) || verifySet,
		TLSCACert:       set.text("tlscacert", ""),
		TLSCert:         set.text("tlscert", ""),
		TLSKey:          set.text("tlskey", ""),
		MetricsAddress:  set.text("metrics-addr", ""),
		LogLevel:        set.text("log-level", "info"),
		ICC:             set.bool("icc", true),
		IPTables:        set.bool("iptables", true),
		UserlandProxy:   set.bool("userland-proxy", true),
		NoNewPrivileges: set.bool("no-new-privileges", false),
		CgroupParent:    set.text("cgroup-parent", ""),
		SeccompProfile:  set.text("seccomp-profile", ""),
		UsernsRemap:     set.text("userns-remap", ""),
		Containerd:      set.text("containerd", set.text("exec-root", "/var/run/docker")+"/containerd/containerd.sock"),
		StorageOptions:  list(set["storage-opts"]),
		DefaultUlimits:  ulimitsOf(set["default-ulimits"]),
	}
	// TLS verifies its clients unless that is turned off by name.
	s.TLSVerify = s.TLS && (len(verify) == 0 || truth(verify[len(verify)-1]))
	if set.bool("debug", false) {
		s.LogLevel = "debug"
	}
	if len(s.Hosts) == 0 {
		s.Hosts = []string{"unix:///var/run/docker.sock"}
	}
	return s, nil
}

func (o options) text(name, otherwise string) string {
	if values := o[name]; len(values) > 0 {
		return document.Text(values[len(values)-1])
	}
	return otherwise
}

func (o options) bool(name string, otherwise bool) bool {
	if values := o[name]; len(values) > 0 {
		return truth(values[len(values)-1])
	}
	return otherwise
}

func truth(s string) bool {
	value, err := strconv.ParseBool(s)
	return err == nil && value
}

// parseArgs reads a command line. dockerd takes no arguments but options, so
// what follows an option and is none itself is its value.
func parseArgs(args []string) options {
	set := options{}
	for i := 1; i < len(args); i++ {
		name, value, hasValue := cutOption(args[i])
		if name == "" {
			continue
		}
		if !hasValue && i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") {
			i++
			value, hasValue = args[i], true
		}
		if !hasValue {
			value = "true"
		}
		if plural, ok := plurals[name]; ok {
			name = plural
		}
		set[name] = append(set[name], value)
	}
	return set
}

// cutOption splits --name=value and -Nvalue.
func cutOption(arg string) (name, value string, hasValue bool) {
	if long, ok := strings.CutPrefix(arg, "--"); ok {
		name, value, hasValue = strings.Cut(long, "=")
		return name, value, hasValue
	}
	if len(arg) < 2 || arg[0] != '-' {
		return "", "", false
	}
	value = strings.TrimPrefix(arg[2:], "=")
	return shorthands[arg[1]], value, value != ""
}

// addFile adds the options of a settings file.
func (o options) addFile(content []byte) error {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	var fields map[string]any
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return err
	}
	for name, value := range fields {
		if values := valuesOf(name, value); values != nil {
			o[name] = append(o[name], values...)
		}
	}
	return nil
}

func valuesOf(name string, value any) []string {
	switch value := value.(type) {
	case []any:
		values := []string{}
		for _, v := range value {
			values = append(values, fmt.Sprint(v))
		}
		return values
	case map[string]any:
		if name != "default-ulimits" {
			return nil // no other setting of this kind is told
		}
		values := []string{}
		for limit, v := range value {
			fields, _ := v.(map[string]any)
			values = append(values, fmt.Sprintf("%s=%v:%v", limit, field(fields, "soft"), field(fields, "hard")))
		}
		slices.Sort(values)
		return values
	case nil:
		return nil
	}
	return []string{fmt.Sprint(value)}
}

// field is a field of an object, whose name may be in any case, as dockerd
// reads it.
func field(fields map[string]any, name string) any {
	for key, value := range fields {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return 0
}

func ulimitsOf(values []string) []document.Ulimit {
	limits := []document.Ulimit{}
	for _, value := range values {
		if limit, err := units.ParseUlimit(value); err == nil {
			limits = append(limits, document.Ulimit{Name: document.Text(limit.Name), Soft: limit.Soft, Hard: limit.Hard})
		}
	}
	return limits
}
