package docker

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/document"
)

func TestParseExec(t *testing.T) {
	const answer = `{"ID": "x", "Running": true, "Pid": 42, "ProcessConfig": {"tty": true, "entrypoint": "sh", "arguments": ["-c", "id\u0000"], "privileged": true, "user": "root"}}`
	want := &document.Exec{PID: 42, User: "root", Privileged: true, TTY: true, Command: []string{"sh", "-c", "id\x00"}}
	if got, err := parseExec(strings.NewReader(answer)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := parseExec(strings.NewReader(`{"Running": false}`)); got != nil || err != nil {
		t.Errorf("a session that ended: %+v, %v", got, err)
	}
	if _, err := parseExec(strings.NewReader(`<html>`)); err == nil {
		t.Error("no answer is taken for one")
	}
}
