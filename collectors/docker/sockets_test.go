package docker

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
)

func TestParseSockets(t *testing.T) {
	const titles = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	const rest = " 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0\n"
	tests := []struct {
		protocol, text string
		want           document.Socket
	}{
		{"tcp", titles + "   0: 0100007F:1F90 00000000:0000 0A" + rest, document.Socket{Protocol: "tcp", State: "LISTEN", Local: "127.0.0.1:8080", LocalPort: 8080}},
		{"tcp", titles + "   0: 020011AC:A1B2 01020304:0D05 01" + rest, document.Socket{Protocol: "tcp", State: "ESTABLISHED", Local: "172.17.0.2:41394", LocalPort: 41394, Remote: "4.3.2.1:3333", RemotePort: 3333}},
		{"tcp6", titles + "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A" + rest, document.Socket{Protocol: "tcp6", State: "LISTEN", Local: "[::1]:22", LocalPort: 22}},
		{"raw", titles + "   1: 00000000:0001 00000000:0000 07" + rest, document.Socket{Protocol: "raw", Local: "0.0.0.0:1", LocalPort: 1}},
		{"packet", "sk RefCnt Type Proto Iface R Rmem User Inode\n0000000000000000 3 3 0003 2 1 0 0 4711\n", document.Socket{Protocol: "packet", Local: "interface 2"}},
	}
	for _, test := range tests {
		found := parseSockets(test.protocol, []byte(test.text))
		if len(found) != 1 || found[0].inode != "4711" {
			t.Errorf("%s: %+v", test.protocol, found)
			continue
		}
		if diff := cmp.Diff(test.want, found[0].socket); diff != "" {
			t.Errorf("%s:\n%s", test.protocol, diff)
		}
	}
	for _, text := range []string{"", titles, titles + "x\n", titles + "0: 01:1 02:2 01" + rest} {
		if found := parseSockets("tcp", []byte(text)); len(found) > 0 {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

func TestParseMountInfo(t *testing.T) {
	mounts := parseMountInfo(`36 35 98:0 / / rw,noatime master:1 - overlay overlay rw,lowerdir=/l,upperdir=/u
37 36 0:5 / /with\040blank rw - tmpfs tmpfs rw,size=64k
not a line
`)
	want := []mounted{{"/", "/", "overlay", "rw,lowerdir=/l,upperdir=/u"}, {"/", "/with blank", "tmpfs", "rw,size=64k"}}
	if diff := cmp.Diff(want, mounts, cmp.AllowUnexported(mounted{})); diff != "" {
		t.Error(diff)
	}
}
