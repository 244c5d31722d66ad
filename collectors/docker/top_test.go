package docker

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

func TestParseTop(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := map[string]struct {
		titles []string
		row    []string
		want   document.Process
	}{
		"procps": {
			[]string{"PID", "PPID", "UID", "USER", "ELAPSED", "COMMAND"}, []string{"7", "1", "33", "www-data", "65", "nginx: worker  process"},
			document.Process{PID: 7, PPID: 1, UID: 33, User: "www-data", Started: now.Add(-65 * time.Second), Command: "nginx: worker  process", Args: []string{"nginx:", "worker", "process"}},
		},
		"an older procps, whose command was split": {
			[]string{"PID", "PPID", "UID", "USER", "COMMAND"}, []string{"7", "1", "0", "root", "sh", "-c", "sleep 1"},
			document.Process{PID: 7, PPID: 1, UID: 0, User: "root", Command: "sh -c sleep 1", Args: []string{"sh", "-c", "sleep", "1"}},
		},
		"ps -ef": {
			[]string{"UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"}, []string{"root", "7", "1", "0", "Jan01", "?", "00:00:00", "sleep 1"},
			document.Process{PID: 7, PPID: 1, UID: 0, User: "root", Command: "sleep 1", Args: []string{"sleep", "1"}},
		},
		"BusyBox": {
			[]string{"PID", "PPID", "USER", "COMMAND"}, []string{"7", "1", "1000", "sleep 1"},
			document.Process{PID: 7, PPID: 1, UID: 1000, User: "1000", Command: "sleep 1", Args: []string{"sleep", "1"}},
		},
		"a name that ps does not tell the uid of": {
			[]string{"PID", "PPID", "USER", "COMMAND"}, []string{"7", "1", "app", "\x1b[2J\xff"},
			document.Process{PID: 7, PPID: 1, UID: -1, User: "app", Command: "\x1b[2J\\xff", Args: []string{"\x1b[2J\\xff"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := parseTop(test.titles, [][]string{test.row}, now)
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if !reflect.DeepEqual(got[0], test.want) {
				t.Errorf("%+v, want %+v", got[0], test.want)
			}
		})
	}
	for _, row := range [][]string{{"7"}, {"x", "1", "0", "root", "sh"}} {
		if _, err := parseTop([]string{"PID", "PPID", "UID", "USER", "COMMAND"}, [][]string{row}, now); err == nil {
			t.Errorf("%q is a process", row)
		}
	}
}

// TestTopFallsBack asks a host for less and less.
func TestTopFallsBack(t *testing.T) {
	var asked []string
	engine := fakeEngine(t, func(w http.ResponseWriter, r *http.Request) {
		arguments := r.URL.Query().Get("ps_args")
		asked = append(asked, arguments)
		if arguments != "-ef" {
			http.Error(w, `{"message": "ps: unknown column"}`, http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"Titles": []string{"UID", "PID", "PPID", "CMD"}, "Processes": [][]string{{"root", "7", "1", "sh"}},
		})
	})
	processes, err := engine.top(t.Context(), "c", nil)
	if err != nil || len(processes) != 1 || processes[0].PID != 7 {
		t.Errorf("%+v, %v", processes, err)
	}
	if len(asked) != 3 {
		t.Errorf("ps was asked for %q", asked)
	}
}

// TestTopFails tells the first reason.
func TestTopFails(t *testing.T) {
	engine := fakeEngine(t, func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"message": "no `+r.URL.Query().Get("ps_args")+`"}`, http.StatusInternalServerError)
	})
	if _, err := engine.top(t.Context(), "c", nil); err == nil || !strings.Contains(err.Error(), "etimes") {
		t.Errorf("%v, want the answer to the first question", err)
	}
}

// fakeEngine answers the calls that a real engine cannot be brought to answer
// so, such as those of a host with another ps.
func fakeEngine(t *testing.T, top http.HandlerFunc) *Collector {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/top") {
			top(w, r)
		}
	}))
	t.Cleanup(server.Close)
	c, err := Connect(t.Context(), Options{Host: "tcp://" + server.Listener.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestSetExecutable(t *testing.T) {
	tests := []struct {
		link   string
		exists bool
		want   document.Process
	}{
		{"/bin/sh", true, document.Process{Exe: "/bin/sh"}},
		{"/tmp/x (deleted)", false, document.Process{Exe: "/tmp/x", ExeState: document.ExeDeleted}},
		{"/tmp/x (deleted)", true, document.Process{Exe: "/tmp/x (deleted)"}},
		{"/memfd:x (deleted)", false, document.Process{Exe: "/memfd:x", ExeState: document.ExeMemfd}},
		{"", false, document.Process{}},
	}
	for _, test := range tests {
		var p document.Process
		setExecutable(&p, test.link, func(string) bool { return test.exists })
		if !reflect.DeepEqual(p, test.want) {
			t.Errorf("%q, there: %v: %+v, want %+v", test.link, test.exists, p, test.want)
		}
	}
}

func FuzzParseTop(f *testing.F) {
	f.Add("PID PPID UID USER ELAPSED COMMAND", "7 1 0 root 65 sh -c x")
	f.Add("UID PID CMD", "root x")
	f.Fuzz(func(t *testing.T, titles, row string) {
		_, _ = parseTop(strings.Fields(titles), [][]string{strings.Fields(row)}, time.Now())
	})
}

func TestParsePodmanTop(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	processes, err := parsePodmanTop([][]string{
		{"7683", "1", "0", "root", "1m28.501871584s", "sh", "sh -c sleep 1000"},
		{"7690", "7", "1", "100033", "20s", "sleep", "sleep 1000"},
		{"7699", "9", "0", "root", "10s", "sh", "sh"},
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	if p := processes[1]; p.PPID != 7683 || p.UID != 100033 || !p.Started.Equal(now.Add(-20*time.Second)) || p.Name != "sleep" {
		t.Errorf("%+v", p)
	}
	if processes[0].Exec || processes[1].Exec || !processes[2].Exec {
		t.Errorf("%+v: want that the last was exec'd", processes)
	}
	for _, rows := range [][][]string{{{"1", "sh"}}, {{"x", "1", "0", "root", "1s", "sh", "sh"}}} {
		if _, err := parsePodmanTop(rows, now); err == nil {
			t.Errorf("%q: no error", rows)
		}
	}
}
