package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

const (
	goodImage = "FROM " + lab.Busybox + "\nCOPY Dockerfile /srv/\n"
	badImage  = goodImage + "RUN echo 'sys::0:0::/root:/bin/sh' >>/etc/passwd\n"
)

// checkout is a place in which a CI job runs: a checkout with a Dockerfile, and rummage
// among the programs.
func checkout(t *testing.T, dockerfile string) string {
	t.Helper()
	dir := t.TempDir()
	tests, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	// The test program runs as rummage under that name.
	if err := os.Symlink(tests, filepath.Join(dir, "bin", "rummage")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(dockerfile), 0o644); err != nil {
		t.Fatal(err)
	}
	docs, err := filepath.Abs("../../docs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(docs, filepath.Join(dir, "docs")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inJob runs a script of a job, and returns its status.
func inJob(t *testing.T, dir, image, script string) int {
	t.Helper()
	t.Cleanup(func() { _ = exec.Command("docker", "rmi", "-f", image).Run() })
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "DOCKER_BUILDKIT=0", "IMAGE="+image,
		"GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"), "XDG_CACHE_HOME="+filepath.Join(dir, "cache"))
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

func documented(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs/how-to/ci", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestShellGate runs the gate of the documentation on an image to be shipped, and
// on one that is not.
func TestShellGate(t *testing.T) {
	for text, want := range map[string]int{goodImage: statusOK, badImage: statusFindings} {
		dir := checkout(t, text)
		if status := inJob(t, dir, "rummage-test-gate:1", string(documented(t, "gate.sh"))); status != want {
			t.Errorf("status %d, want %d", status, want)
		}
		for _, file := range []string{"rummage.json", "rummage.sarif"} {
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestGitHubWorkflow runs the steps of the documentation's workflow that are
// commands.
func TestGitHubWorkflow(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run, Uses string }
		}
	}
	if err := yaml.Unmarshal(documented(t, "github.yml"), &workflow); err != nil {
		t.Fatal(err)
	}
	dir := checkout(t, badImage)
	statuses := map[string]int{}
	for _, step := range workflow.Jobs["scan"].Steps {
		if step.Run != "" {
			statuses[step.Name] = inJob(t, dir, "rummage-test-github:1", step.Run)
		}
	}
	if statuses["Build"] != 0 || statuses["Scan"] != statusFindings || statuses["Show in the summary"] != 0 {
		t.Errorf("statuses: %v", statuses)
	}
	summary, err := os.ReadFile(filepath.Join(dir, "summary.md"))
	if err != nil || !strings.Contains(string(summary), "image/backdoor-account") {
		t.Errorf("%v: %s", err, summary)
	}
	sarif, err := os.ReadFile(filepath.Join(dir, "rummage.sarif"))
	if err != nil || !strings.Contains(string(sarif), `"uri": "Dockerfile"`) {
		t.Errorf("%v: the findings do not point into the Dockerfile", err)
	}
}

// TestGitLabJob runs the script of the documentation's job.
func TestGitLabJob(t *testing.T) {
	var jobs map[string]struct{ Script []string }
	if err := yaml.Unmarshal(documented(t, "gitlab-ci.yml"), &jobs); err != nil {
		t.Fatal(err)
	}
	dir := checkout(t, badImage)
	if status := inJob(t, dir, "rummage-test-gitlab:1", strings.Join(jobs["scan"].Script, "\n")); status != statusFindings {
		t.Errorf("status %d", status)
	}
	var tests struct {
		Failures int `xml:"failures,attr"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "rummage.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(text, &tests); err != nil || tests.Failures == 0 {
		t.Errorf("%v, %d failures", err, tests.Failures)
	}
	var quality []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if text, err = os.ReadFile(filepath.Join(dir, "gl-code-quality.json")); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &quality); err != nil {
		t.Fatal(err)
	}
	pointed := false
	for _, q := range quality {
		if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, q.Severity) || q.Fingerprint == "" || q.Description == "" || q.Location.Path == "" || q.Location.Lines.Begin < 1 {
			t.Errorf("%+v", q)
		}
		pointed = pointed || q.CheckName == "image/backdoor-account" && q.Location.Path == "Dockerfile" && q.Location.Lines.Begin == 3
	}
	if !pointed {
		t.Errorf("no finding points at the instruction: %+v", quality)
	}
}

// TestDiff tells what is new in an image, and in a container of it.
func TestDiff(t *testing.T) {
	before := built(t, "FROM "+lab.Busybox+"\nENV DB_PASSWORD=correct-horse-9\nRUN echo a >/srv-a\nCMD [\"sleep\", \"1000\"]\n")
	after := built(t, "FROM "+before+"\nRUN rm /srv-a && echo 'sys::0:0::/root:/bin/sh' >>/etc/passwd && chmod 4755 /bin/busybox\n")
	file := filepath.Join(t.TempDir(), "diff.json")
	status, _, stderr := rummage(t.Context(), "diff", before, after, "--fail-on", "high", "-o", "json="+file)
	if status != statusFindings {
		t.Errorf("status %d: %s", status, stderr)
	}
	r, err := readReport(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(find(r, "image/backdoor-account")) == 0 || len(find(r, "image/secret-in-environment")) > 0 {
		t.Errorf("findings: %+v", r.Targets[0].Findings)
	}
	want := []report.Difference{
		{Path: "/bin/busybox", Kind: "modified", What: []string{"mode"}},
		{Path: "/etc/passwd", Kind: "modified", What: []string{"content"}},
		{Path: "/srv-a", Kind: "deleted"},
	}
	if got := r.Targets[0].Differences; !slices.EqualFunc(got, want, func(a, b report.Difference) bool {
		return a.Path == b.Path && a.Kind == b.Kind && slices.Equal(a.What, b.What)
	}) {
		t.Errorf("differences: %+v", got)
	}

	name := lab.Run(t, before)
	lab.Shell(t, name, "rm /srv-a; echo x >/root/x")
	if status, _, stderr = rummage(t.Context(), "diff", "image:"+before, name, "-o", "json="+file); status != statusOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if r, err = readReport(file); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range r.Targets[0].Differences {
		got = append(got, d.Kind+" "+d.Path)
	}
	if !slices.Equal(got, []string{"added /root/x", "deleted /srv-a"}) {
		t.Errorf("differences: %q", got)
	}
}

// TestBaseOrApplication tells an attacked base image from an attacked application.
func TestBaseOrApplication(t *testing.T) {
	const account = "RUN echo 'sys::0:0::/root:/bin/sh' >>/etc/passwd\n"
	for name, test := range map[string]struct {
		base, application string
		line              int
	}{
		"base":        {account, "RUN echo a >/srv-a\n", 1},
		"application": {"RUN echo a >/srv-a\n", account, 2},
	} {
		base := built(t, "FROM "+lab.Busybox+"\n"+test.base)
		text := "FROM " + base + "\n" + test.application
		dir := checkout(t, text)
		r, _ := scanned(t, "image:"+built(t, text), "--dockerfile", filepath.Join(dir, "Dockerfile"))
		found := find(r, "image/backdoor-account")
		if len(found) == 0 || found[0].Source == nil || found[0].Source.Line != test.line {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
