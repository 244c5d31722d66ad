package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// layeredImage makes an image with what layers can do: a file that a later layer
// deletes, one that it replaces, a directory that it makes anew, links, modes.
const layeredImage = `FROM ` + lab.Busybox + `
ENV DB_PASSWORD=correct-horse-9
RUN mkdir -p /srv/data /opt/app && echo old >/srv/data/replaced && echo a >/srv/data/hidden && printf '%s\n' '-----BEGIN RSA PRIVATE KEY-----' 'MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu' 'KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==' '-----END RSA PRIVATE KEY-----' >/opt/app/key.pem
RUN rm /opt/app/key.pem && echo new >/srv/data/replaced && ln /srv/data/replaced /srv/data/linked && ln -s /etc/passwd /srv/link
RUN rm -r /srv/data && mkdir /srv/data && echo b >/srv/data/shown && cp /bin/busybox /usr-tool && mv /usr-tool /bin/tool && chmod 4755 /bin/tool
RUN echo 'sys::0:0::/root:/bin/sh' >>/etc/passwd
CMD ["/bin/sh"]
`

// built makes an image from a Dockerfile, and returns its name.
func built(t *testing.T, text string) string {
	t.Helper()
	name := fmt.Sprintf("rummage-test-image:%d", time.Now().UnixNano())
	cmd := exec.Command("docker", "build", "-q", "-t", name, "-")
	cmd.Env = append(os.Environ(), "DOCKER_BUILDKIT=0")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("docker build: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("docker", "rmi", "-f", name).Run() })
	return name
}

// shell runs a script of stock tools.
func shell(t testing.TB, dir, script string) {
	t.Helper()
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// registry starts Debian's registry, empty, and returns its address.
func registry(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yml")
	text := fmt.Sprintf("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: %s}\n", dir, address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("docker-registry", "serve", config)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 100 {
		if answer, err := http.Get("http://" + address + "/v2/"); err == nil {
			answer.Body.Close()
			return address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the registry does not answer")
	return ""
}

// TestImageSources is the contract of all ways to an image: each gives the same
// document and the same findings.
func TestImageSources(t *testing.T) {
	t.Setenv("RUMMAGE_NO_CACHE", "true") // each way is gone
	name := built(t, layeredImage)
	dir := t.TempDir()
	pushed := registry(t) + "/team/app:1"
	shell(t, dir, `
		docker save `+name+` -o saved.tar
		gzip -k saved.tar; zstd -q -k saved.tar
		docker tag `+name+` `+pushed+`; docker push -q `+pushed+`; docker rmi `+pushed+`
		podman load -q -i saved.tar
		podman save -q --format oci-archive -o oci.tar `+name+`
		podman save -q --format oci-dir -o oci `+name+`
		podman save -q --format docker-archive -o podman.tar `+name+`
		podman rmi -f `+name)
	want := imageDocument(t, "image:"+name)
	wantFound := imageFindings(t, "image:"+name)
	for _, rule := range []string{"image/backdoor-account", "image/deleted-secret-recoverable", "image/secret-in-environment", "image/setuid-file"} {
		if !slices.ContainsFunc(wantFound, func(f string) bool { return strings.HasPrefix(f, rule+" ") }) {
			t.Errorf("%s found nothing: %q", rule, wantFound)
		}
	}
	for _, target := range []string{
		name, "docker-archive:" + dir + "/saved.tar", "docker-archive:" + dir + "/saved.tar.gz", "docker-archive:" + dir + "/saved.tar.zst",
		"docker-archive:" + dir + "/podman.tar", "oci-archive:" + dir + "/oci.tar", "oci-dir:" + dir + "/oci", "registry:" + pushed,
	} {
		t.Run(target, func(t *testing.T) {
			if diff := cmp.Diff(want, imageDocument(t, target)); diff != "" {
				t.Errorf("the document differs:\n%s", diff)
			}
			if diff := cmp.Diff(wantFound, imageFindings(t, target)); diff != "" {
				t.Errorf("the findings differ:\n%s", diff)
			}
		})
	}
	t.Run("signatures", func(t *testing.T) {
		r, _ := scanned(t, "registry:"+pushed, "--signatures")
		if len(find(r, "image/unsigned")) != 1 || r.Targets[0].Incomplete() {
			t.Errorf("%+v", r.Targets[0])
		}
	})
	t.Run("standard input", func(t *testing.T) {
		saved, err := os.Open(filepath.Join(dir, "saved.tar.gz"))
		if err != nil {
			t.Fatal(err)
		}
		defer saved.Close()
		var out, stderr bytes.Buffer
		if status := run(t.Context(), []string{"document", "docker-archive:-"}, saved, &out, &stderr); status != statusOK {
			t.Fatalf("status %d: %s", status, &stderr)
		}
		if diff := cmp.Diff(want, comparable(t, out.Bytes())); diff != "" {
			t.Errorf("the document differs:\n%s", diff)
		}
	})
}

// imageDocument is the document of a target, without what its way alone knows.
func imageDocument(t *testing.T, target string) *document.Document {
	t.Helper()
	status, stdout, stderr := rummage(t.Context(), "document", target)
	if status != statusOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	return comparable(t, []byte(stdout))
}

func comparable(t *testing.T, text []byte) *document.Document {
	t.Helper()
	doc := &document.Document{}
	if err := json.Unmarshal(text, doc); err != nil {
		t.Fatal(err)
	}
	doc.CollectedAt, doc.Target.Name, doc.Target.ID, doc.Target.Image = time.Time{}, "", "", document.ImageRef{}
	// A conversion to OCI's form gives the configuration another digest, and a
	// registry and an engine know more names and the size.
	doc.Image.ID, doc.Image.Tags, doc.Image.Digests, doc.Image.Size = "", nil, nil, 0
	return doc
}

func imageFindings(t *testing.T, target string) []string {
	t.Helper()
	r, _ := scanned(t, target)
	var found []string
	for _, f := range r.Targets[0].Findings {
		if f.Location.Config != "target.image.name" { // how it is called is of the way
			found = append(found, strings.Join([]string{f.Rule, f.Severity.String(), f.Location.Path, f.Location.Layer, f.Message}, " "))
		}
	}
	return found
}

// TestRootFS has an exported container, as a file and unpacked, give the files of
// its image.
func TestRootFS(t *testing.T) {
	name := built(t, layeredImage)
	dir := t.TempDir()
	shell(t, dir, `
		container=$(docker create `+name+`)
		docker export "$container" -o rootfs.tar; docker rm "$container" >/dev/null
		mkdir tree; tar -xpf rootfs.tar -C tree; zstd -q -k rootfs.tar`)
	want := livePaths(imageDocument(t, "image:"+name).Files)
	for _, target := range []string{"rootfs.tar", "rootfs.tar.zst", "tree"} {
		status, stdout, stderr := rummage(t.Context(), "document", "rootfs:"+filepath.Join(dir, target))
		if status != statusOK {
			t.Fatalf("status %d: %s", status, stderr)
		}
		doc := &document.Document{}
		if err := json.Unmarshal([]byte(stdout), doc); err != nil {
			t.Fatal(err)
		}
		got := livePaths(doc.Files)
		for path := range got { // what the engine makes for each container
			if want[path] == "" {
				delete(got, path)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", target, diff)
		}
		r, _ := scanned(t, "rootfs:"+filepath.Join(dir, target))
		if len(find(r, "image/backdoor-account")) == 0 || r.Targets[0].Kind != "image" || r.Targets[0].Verdict == report.Clean {
			t.Errorf("%s: %+v", target, r.Targets[0])
		}
	}
}

// livePaths are the regular files that a container sees, with mode and hash.
func livePaths(files []*document.File) map[string]string {
	paths := map[string]string{}
	for _, f := range files {
		if f.DeletedIn == "" && f.Type == document.Regular {
			mode, _ := f.Mode.MarshalText()
			paths[f.Path] = string(mode) + " " + f.SHA256
		}
	}
	return paths
}

// TestUnusableImages gives no report on what is not what it claims to be.
func TestUnusableImages(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	shell(t, dir, `
		docker save `+lab.Busybox+` -o good.tar
		head -c 1000000 good.tar >cut.tar
		gzip -k good.tar; head -c 500000 good.tar.gz >cut.tar.gz
		head -c 100 /dev/urandom >noise.tar
		: >empty.tar
		tar -cf other.tar good.tar.gz
		mkdir flipped; tar -xf good.tar -C flipped
		layer=$(find flipped -name layer.tar); printf X | dd of="$layer" bs=1 seek=100000 conv=notrunc 2>/dev/null
		tar -C flipped -cf flipped.tar .
		rm "$layer"; tar -C flipped -cf missing.tar .
		mkdir layout; echo '{}' >layout/index.json`)
	for _, target := range []string{
		"docker-archive:" + dir + "/cut.tar", "docker-archive:" + dir + "/cut.tar.gz", "docker-archive:" + dir + "/noise.tar",
		"docker-archive:" + dir + "/empty.tar", "docker-archive:" + dir + "/other.tar", "docker-archive:" + dir + "/flipped.tar",
		"docker-archive:" + dir + "/missing.tar", "oci-archive:" + dir + "/good-not-there.tar", "oci-dir:" + dir + "/layout", "oci-dir:" + dir,
		"registry:127.0.0.1:1/none:1", "registry:UPPER/case", "image:no-such-image:1",
	} {
		t.Run(filepath.Base(target), func(t *testing.T) {
			status, stdout, stderr := rummage(context.Background(), "scan", target)
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if status != statusError || stdout != "" || len(lines) != 2 || !strings.HasPrefix(lines[1], "hint: ") {
				t.Errorf("status %d, stdout %q, stderr:\n%s", status, stdout, stderr)
			}
			t.Log(lines[0])
		})
	}
}
