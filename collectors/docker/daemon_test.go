package docker

import (
	"testing"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/swarm"
)

// authority is a root certificate of a swarm, good from 2026-11-24 on.
const authority = `-----BEGIN CERTIFICATE-----
MIIBfDCCASGgAwIBAgIUXqKtmH/NZbSQ6XMF1JMUGqEcsf4wCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIc3dhcm0tY2EwHhcNMjYxMTI0MjA1MzUzWhcNMzYxMTIxMjA1
MzUzWjATMREwDwYDVQQDDAhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABDT/wywYzA3jxL8Gt8j8oADPwLX91zahXXp1rqxgFdCFmNE7vLn+VHWFV7Zz
H0O6supliJiYv1wrHW1IlJv3ZVOjUzBRMB0GA1UdDgQWBBTpMPk+Wx7bn3Ml+1k8
HnDrpifuHjAfBgNVHSMEGDAWgBTpMPk+Wx7bn3Ml+1k8HnDrpifuHjAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDoaq+AJixcnBd91HGVQzTxcj+g
h9YzXIMUxXJ72g/OewIhAKPkTVffeLBsunYgFu9OuuDn9E0hSTZMB6sYmSHHVAsN
-----END CERTIFICATE-----
`

func TestSwarm(t *testing.T) {
	if s := swarmOf(swarm.Info{}); s != nil {
		t.Errorf("a swarm where none is told: %+v", s)
	}
	if s := swarmOf(swarm.Info{LocalNodeState: "inactive"}); s.State != "inactive" || s.AutoLock != nil {
		t.Errorf("%+v", s)
	}
	cluster := &swarm.ClusterInfo{TLSInfo: swarm.TLSInfo{TrustRoot: authority}}
	cluster.Spec.EncryptionConfig.AutoLockManagers = true
	cluster.Spec.CAConfig.NodeCertExpiry = 48 * time.Hour
	s := swarmOf(swarm.Info{LocalNodeState: "active", ControlAvailable: true, Managers: 3, Nodes: 5, Cluster: cluster})
	if !*s.AutoLock || s.CertificateExpiry != 48*3600 || s.AuthorityCreated.Format(time.DateOnly) != "2026-11-24" || !s.Manager || s.Managers != 3 {
		t.Errorf("%+v", s)
	}
}

func TestBuiltAt(t *testing.T) {
	want := time.Date(2026, 5, 7, 21, 9, 36, 0, time.UTC)
	component := types.Version{Components: []types.ComponentVersion{{Name: "Engine", Details: map[string]string{"BuildTime": "Thu May  7 21:09:36 2026"}}}}
	for _, version := range []types.Version{{BuildTime: "2026-05-07T21:09:36.000000000+00:00"}, component} {
		if got := builtAt(version); !got.Equal(want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	for _, text := range []string{"some day", "1970-01-01T00:00:00Z"} {
		if got := builtAt(types.Version{BuildTime: text}); !got.IsZero() {
			t.Errorf("%v of %q", got, text)
		}
	}
}
