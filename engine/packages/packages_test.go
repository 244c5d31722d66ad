package packages

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

func TestOwner(t *testing.T) {
	sum := md5.Sum([]byte("ls"))
	conf := md5.Sum([]byte("conf"))
	busybox := sha1.Sum([]byte("busybox"))
	d := New()
	d.readMD5Sums(strings.NewReader(hex.EncodeToString(sum[:])+"  bin/ls\nnot a line\n"), "coreutils")
	d.readStatus(strings.NewReader("Package: nano\nStatus: install ok installed\nConffiles:\n /etc/nanorc " + hex.EncodeToString(conf[:]) + "\nDescription: x\n /etc/other " + hex.EncodeToString(conf[:]) + "\n"))
	d.readInstalled(strings.NewReader("P:busybox\nF:bin\nR:busybox\na:0:0:755\nZ:Q1" + base64.StdEncoding.EncodeToString(busybox[:]) + "\n"))
	module := sha256.Sum256([]byte("module"))
	record := base64.RawURLEncoding.EncodeToString(module[:])
	d.readRecord(strings.NewReader("../../../bin/tool,sha256="+record+",6\n\"odd, name.py\",sha256="+record+",6\ntool-1.dist-info/RECORD,,\n"),
		"/usr/lib/python3/dist-packages/tool-1.dist-info/RECORD")

	for _, c := range []struct{ path, content, want string }{
		{"/usr/bin/ls", "ls", "coreutils"},
		{"/bin/ls", "ls", "coreutils"},
		{"/usr/bin/ls", "trojan", ""},
		{"/etc/nanorc", "conf", "nano"},
		{"/etc/other", "conf", ""},
		{"/bin/busybox", "busybox", "busybox"},
		{"/usr/bin/none", "ls", ""},
		{"/usr/bin/tool", "module", "pip:tool"},
		{"/usr/lib/python3/dist-packages/odd, name.py", "module", "pip:tool"},
		{"/usr/bin/tool", "other", ""},
	} {
		if got := d.Owner(c.path, []byte(c.content)); got != c.want {
			t.Errorf("Owner(%s with %q) = %q, want %q", c.path, c.content, got, c.want)
		}
	}
}

func FuzzDatabases(f *testing.F) {
	f.Add("P:a\nF:b\nR:c\nZ:Q1AAAA\n")
	f.Add("Package: a\nConffiles:\n /etc/a d41d8cd98f00b204e9800998ecf8427e\n")
	f.Fuzz(func(t *testing.T, text string) {
		d := New()
		d.readInstalled(strings.NewReader(text))
		d.readStatus(strings.NewReader(text))
		d.readMD5Sums(strings.NewReader(text), "x")
		d.readRecord(strings.NewReader(text), "/a/b-1.dist-info/RECORD")
		d.Owner("/etc/a", []byte(text))
	})
}
