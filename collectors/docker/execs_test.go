package docker

import (
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
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

// engineAt answers like an engine, and knows one session.
func engineAt(t *testing.T, start func(http.Handler) *httptest.Server) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/_ping", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("API-Version", "1.41") })
	mux.HandleFunc("/v1.41/exec/known/json", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"Running": true, "ProcessConfig": {"entrypoint": "sh", "user": "0"}}`)
	})
	mux.HandleFunc("/v1.41/exec/broken/json", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	server := start(mux)
	t.Cleanup(server.Close)
	return server
}

// TestExecOverTCP asks engines that are reached over the network, with and
// without TLS.
func TestExecOverTCP(t *testing.T) {
	for name, start := range map[string]func(http.Handler) *httptest.Server{"plain": httptest.NewServer, "TLS": httptest.NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			server := engineAt(t, start)
			if name == "TLS" {
				dir := t.TempDir()
				pair := server.TLS.Certificates[0]
				key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
				if err != nil {
					t.Fatal(err)
				}
				put(t, dir, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
				for _, name := range []string{"ca.pem", "cert.pem"} {
					put(t, dir, name, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})))
				}
				t.Setenv("DOCKER_CERT_PATH", dir)
				t.Setenv("DOCKER_TLS_VERIFY", "1")
			}
			c, err := Connect(t.Context(), Options{Host: "tcp://" + server.Listener.Addr().String()})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.client.NegotiateAPIVersion(t.Context()) // as the first call for a container does
			if got, err := c.exec(t.Context(), "known"); err != nil || got == nil || got.User != "0" {
				t.Errorf("%+v, %v", got, err)
			}
			if got, err := c.exec(t.Context(), "ended"); err != nil || got != nil {
				t.Errorf("a session that ended: %+v, %v", got, err)
			}
			if _, err := c.exec(t.Context(), "broken"); err == nil {
				t.Error("an error of the engine is taken for an answer")
			}
		})
	}
}
