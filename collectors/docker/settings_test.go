package docker

import (
	"reflect"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

func defaults() *document.Settings {
	return &document.Settings{
		File: "daemon.json", Hosts: []string{"unix:///var/run/docker.sock"}, SocketGroup: "docker", LogLevel: "info",
		Containerd: "/var/run/docker/containerd/containerd.sock",
		ICC:        true, IPTables: true, UserlandProxy: true, StorageOptions: []string{}, DefaultUlimits: []document.Ulimit{},
	}
}

func TestSettings(t *testing.T) {
	tests := map[string]struct {
		args []string
		file string
		want func(*document.Settings)
	}{
		"nothing":    {[]string{"dockerd"}, "", func(*document.Settings) {}},
		"empty file": {[]string{"dockerd"}, " \n", func(*document.Settings) {}},
		"command line": {
			[]string{"dockerd", "-H", "fd://", "--host=tcp://0.0.0.0:2375", "-Htcp://[::]:2376", "--icc=false", "-D", "--iptables", "false", "--no-new-privileges", "-G", "ops", "--exec-root=/srv/run"},
			"", func(s *document.Settings) {
				s.Containerd = "/srv/run/containerd/containerd.sock"
				s.SocketGroup = "ops"
				s.Hosts = []string{"fd://", "tcp://0.0.0.0:2375", "tcp://[::]:2376"}
				s.LogLevel, s.ICC, s.IPTables, s.NoNewPrivileges = "debug", false, false, true
			},
		},
		"file": {
			[]string{"dockerd", "--containerd", "/run/c.sock"},
			`{"hosts": ["unix:///run/d.sock"], "icc": false, "userland-proxy": false, "log-level": "warn", "storage-opts": ["dm.basesize=20G"],
			  "cgroup-parent": "x.slice", "userns-remap": "default", "seccomp-profile": "/etc/s.json", "metrics-addr": "127.0.0.1:9323",
			  "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 32000}}, "log-opts": {"splunk-token": "x"}, "labels": null}`,
			func(s *document.Settings) {
				s.Hosts, s.ICC, s.UserlandProxy, s.LogLevel = []string{"unix:///run/d.sock"}, false, false, "warn"
				s.StorageOptions, s.CgroupParent, s.UsernsRemap, s.SeccompProfile = []string{"dm.basesize=20G"}, "x.slice", "default", "/etc/s.json"
				s.MetricsAddress, s.Containerd = "127.0.0.1:9323", "/run/c.sock"
				s.DefaultUlimits = []document.Ulimit{{Name: "nofile", Soft: 32000, Hard: 64000}}
			},
		},
		"ulimit on the command line": {[]string{"dockerd", "--default-ulimit", "nproc=1024:2048"}, "", func(s *document.Settings) {
			s.DefaultUlimits = []document.Ulimit{{Name: "nproc", Soft: 1024, Hard: 2048}}
		}},
		"TLS verifies": {[]string{"dockerd", "--tls", "--tlscacert=/ca.pem", "--tlscert=/c.pem", "--tlskey=/k.pem"}, "", func(s *document.Settings) {
			s.TLS, s.TLSVerify, s.TLSCACert, s.TLSCert, s.TLSKey = true, true, "/ca.pem", "/c.pem", "/k.pem"
		}},
		"TLS verify alone":      {[]string{"dockerd"}, `{"tlsverify": true}`, func(s *document.Settings) { s.TLS, s.TLSVerify = true, true }},
		"TLS without verifying": {[]string{"dockerd", "--tlsverify=false"}, "", func(s *document.Settings) { s.TLS = true }},
		"what is unknown":       {[]string{"dockerd", "-x", "stray", "--no-such-option", "-"}, `{"no-such": {"a": 1}}`, func(*document.Settings) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := defaults()
			test.want(want)
			got, err := settingsOf(test.args, "daemon.json", []byte(test.file))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestSettingsMalformed(t *testing.T) {
	for _, file := range []string{`{"icc": `, `[]`, `hosts: []`} {
		if got, err := settingsOf([]string{"dockerd"}, "daemon.json", []byte(file)); err == nil {
			t.Errorf("%s is taken as %+v", file, got)
		}
	}
}

// FuzzSettings reads whatever a settings file and a command line may hold.
func FuzzSettings(f *testing.F) {
	f.Add("--host", "tcp://x", []byte(`{"default-ulimits": {"nofile": null}, "hosts": [1, {}]}`))
	f.Add("-H=", "-", []byte("\ufeff{}"))
	f.Fuzz(func(t *testing.T, a, b string, file []byte) {
		s, err := settingsOf([]string{"dockerd", a, b}, "daemon.json", file)
		if (s == nil) == (err == nil) {
			t.Errorf("%v, %v", s, err)
		}
	})
}
