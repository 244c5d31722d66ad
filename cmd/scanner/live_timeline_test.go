package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/testdata/lab"
)

// told is an event as JSON Lines have it, as far as tests look.
type toldEvent struct {
	Datetime time.Time         `json:"datetime"`
	Message  string            `json:"message"`
	Source   string            `json:"source"`
	Path     string            `json:"path"`
	Change   string            `json:"change"`
	Fields   map[string]string `json:"fields"`
	Findings []string          `json:"findings"`
}

// timelineOf runs rummage timeline, and returns its events.
func timelineOf(t *testing.T, args ...string) []toldEvent {
	t.Helper()
	file := filepath.Join(t.TempDir(), "events.jsonl")
	status, stdout, stderr := rummage(t.Context(), append([]string{"timeline", "-o", "jsonl=" + file}, args...)...)
	if status != statusOK {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var events []toldEvent
	for line := range bytes.Lines(text) {
		var e toldEvent
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if n := len(events); n > 0 && e.Datetime.Before(events[n-1].Datetime) {
			t.Errorf("%+v comes after %+v", e, events[n-1])
		}
		events = append(events, e)
	}
	return events
}

// attacked is a container with a story that is known.
func attacked(t *testing.T) string {
	t.Helper()
	name := lab.Run(t, "--health-cmd", "true", "--health-interval", "100ms", lab.Debian, "sleep", "1000")
	for _, script := range []string{
		"cp /bin/sleep /usr/local/bin/tool", "rm /var/log/lastlog", "/usr/local/bin/tool 1000 & exit", "echo mining now >/proc/1/fd/1",
	} {
		time.Sleep(50 * time.Millisecond) // the clock of processes ticks a hundred times a second
		lab.Shell(t, name, script)
	}
	return name
}

// inOrder has events that contain the texts, in their order.
func inOrder(t *testing.T, events []toldEvent, texts ...string) {
	t.Helper()
	for _, e := range events {
		if len(texts) > 0 && strings.Contains(e.Source+" "+e.Message, texts[0]) {
			texts = texts[1:]
		}
	}
	if len(texts) > 0 {
		t.Errorf("%q does not come in its turn:", texts[0])
		for _, e := range events {
			if e.Change != "image" {
				t.Logf("%s %s %s", e.Datetime.Format(time.RFC3339Nano), e.Source, e.Message)
			}
		}
	}
}

// TestTimelineStory has the story of an attack in order, told by the container
// itself, by its case, and by the disk when the engine no longer runs it.
func TestTimelineStory(t *testing.T) {
	name := attacked(t)
	story := []string{
		"image made", "container " + name + " started", "file /usr/local/bin/tool (added)", "file /var/log/lastlog (deleted)",
		"started: /usr/local/bin/tool 1000", "log mining now",
	}
	live := timelineOf(t, name, "--finding=false")
	inOrder(t, live, story...)
	dir, _ := collected(t, statusOK, name)
	kept := timelineOf(t, "case:"+dir)
	inOrder(t, kept, story...)
	marked := 0
	for _, e := range kept {
		if e.Path == "/var/log/lastlog" && strings.Contains(strings.Join(e.Findings, " "), "files/login-records-deleted") {
			marked++
		}
	}
	if marked == 0 {
		t.Error("the case's findings are not marked")
	}
	for _, e := range timelineOf(t, dir, "--finding") {
		if len(e.Findings) == 0 {
			t.Errorf("no finding refers to %+v", e)
		}
	}
	changes := timelineOf(t, dir, "--changes-only", "--source", "file", "--path", "/var/log")
	if len(changes) == 0 || len(changes) > 20 {
		t.Errorf("%+v", changes)
	}
	lab.Docker(t, "stop", "-t", "0", name)
	dead := timelineOf(t, "docker-root:"+lab.Docker(t, "info", "-f", "{{.DockerRootDir}}")+"#"+name)
	inOrder(t, dead, "image made", "container "+name+" started", "file /usr/local/bin/tool (added)", "file /var/log/lastlog (deleted)", "log mining now", "container "+name+" ended")
	for from, events := range map[string][]toldEvent{"the container": live, "the case": kept, "the disk": dead} {
		if !slices.ContainsFunc(events, func(e toldEvent) bool { return strings.HasPrefix(e.Message, "health check ended with status 0") }) {
			t.Errorf("%s tells of no health check", from)
		}
	}
}

// TestTimelineMactime has mactime read the body file.
func TestTimelineMactime(t *testing.T) {
	dir := t.TempDir()
	shell(t, dir, `mkdir -p tree/etc; echo x >'tree/etc/a|b'; touch -d 2001-02-03T04:05:06Z 'tree/etc/a|b'; tar -cf root.tar -C tree .`)
	body := filepath.Join(dir, "body.txt")
	if status, stdout, stderr := rummage(t.Context(), "timeline", filepath.Join(dir, "root.tar"), "-o", "bodyfile="+body); status != statusOK {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	out, err := exec.Command("mactime", "-b", body, "-d", "-y", "-z", "UTC").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		found = found || strings.HasPrefix(lines.Text(), "2001-02-03T04:05:06Z,2,m...,") && strings.Contains(lines.Text(), "/etc/a")
	}
	if !found {
		t.Errorf("mactime prints\n%s", out)
	}
}

// TestTimelineFindings judges an archive as well, when that is asked for.
func TestTimelineFindings(t *testing.T) {
	dir := t.TempDir()
	shell(t, dir, `mkdir -p tree/etc tree/bin; echo 'root:x:0:0:root:/root:/bin/sh' >tree/etc/passwd; echo 'toor::0:0::/root:/bin/sh' >>tree/etc/passwd; tar -cf root.tar -C tree .`)
	for _, source := range []string{filepath.Join(dir, "root.tar"), "rootfs:" + filepath.Join(dir, "tree")} {
		events := timelineOf(t, source, "--finding")
		if !slices.ContainsFunc(events, func(e toldEvent) bool {
			return e.Path == "/etc/passwd" && slices.Contains(e.Findings, "image/backdoor-account")
		}) {
			t.Errorf("%s: %+v", source, events)
		}
	}
	if status, _, stderr := rummage(t.Context(), "timeline", "rootfs:-", "--finding"); status != statusError || !strings.Contains(stderr, "hint: ") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

// TestTimelineDamaged has what there is of what is damaged, and says what is not.
func TestTimelineDamaged(t *testing.T) {
	dir := t.TempDir()
	shell(t, dir, `mkdir tree; echo one >tree/one; head -c 100000 /dev/urandom >tree/two; mkdir -p tree/var/log; head -c 5000 /dev/urandom >tree/var/log/wtmp
		printf 'Nov 24 10:00:00 host sshd[1]: ok\0\377\nrubbish\n' >tree/var/log/auth.log; tar --sort=name -cf whole.tar -C tree .; head -c 20000 whole.tar >cut.tar; head -c 3000 /dev/urandom >noise.tar; : >empty.tar`)
	for name, want := range map[string]struct {
		status int
		text   string
	}{
		"whole.tar": {statusOK, "wtmp"}, "cut.tar": {statusOK, "damaged or cut short"}, "noise.tar": {statusError, "no tar archive"}, "empty.tar": {statusError, "no tar archive"},
	} {
		status, stdout, stderr := rummage(t.Context(), "timeline", filepath.Join(dir, name))
		if status != want.status || !strings.Contains(stderr, want.text) {
			t.Errorf("%s: status %d: %s\n%s", name, status, stderr, stdout)
		}
	}
	for _, args := range [][]string{
		{"--from", "yesterday"}, {"--around", "2026-01-01"}, {"--source", "nowhere"}, {"--path", "["}, {"-o", "nothing"}, {"--from", "2026-01-02", "--to", "2026-01-01"},
	} {
		if status, _, stderr := rummage(t.Context(), append([]string{"timeline", filepath.Join(dir, "whole.tar")}, args...)...); status != statusError || !strings.Contains(stderr, "hint: ") {
			t.Errorf("%q: status %d: %s", args, status, stderr)
		}
	}
}

// TestTimelineImage has the files of all layers of an image, and how it was made.
func TestTimelineImage(t *testing.T) {
	name := built(t, layeredImage)
	dir := t.TempDir()
	lab.Docker(t, "save", "-o", filepath.Join(dir, "saved.tar"), name)
	for _, source := range []string{"image:" + name, "docker-archive:" + filepath.Join(dir, "saved.tar")} {
		layers, history := map[string]bool{}, 0
		for _, e := range timelineOf(t, source, "--hash") {
			switch e.Source {
			case "file":
				layers[e.Fields["layer"]] = true
			case "image":
				history++
			}
		}
		if len(layers) < 2 || layers[""] || history < 3 {
			t.Errorf("%s: layers %v, %d events of the image", source, layers, history)
		}
	}
}
