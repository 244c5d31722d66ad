package parsers

import (
	"strings"
	"testing"
)

func TestNpm(t *testing.T) {
	got := parseText(t, npm(), "/root/.npm/_logs/2026-11-25T00_38_43_476Z-debug-0.log", sampleText(t, "npm/2026-11-25T00_38_43_476Z-debug-0.log"))
	expectText(t, got, []string{
		`2026-11-25T00:38:43.476Z nodejs:npm_log:entry root: npm install left-pad-nosuch {argv="install" "--offline" "left-pad-nosuch" | command=npm install left-pad-nosuch | cwd=/root | exit=1 | node=v20.20.2}`,
		`2026-11-25T00:38:43.476Z nodejs:npm_log:entry root: npm error: code ENOTCACHED {command=npm install left-pad-nosuch | severity=error}`,
		`2026-11-25T00:38:43.476Z nodejs:npm_log:entry root: npm error: request to https://registry.example.org/left-pad-nosuch failed: cache mode is 'only-if-cached' but no cached response is available. {command=npm install left-pad-nosuch | severity=error}`,
		`2026-11-25T00:38:43.476Z nodejs:npm_log:entry root: npm error: A complete log of this run can be found in: /root/.npm/_logs/2026-11-25T00_38_43_476Z-debug-0.log {command=npm install left-pad-nosuch | severity=error}`,
	}, nil)
}

func TestNpmNames(t *testing.T) {
	for name, want := range map[string]int{
		"2026-11-25T00_38_43_476Z-debug-0.log": 1,
		"2026-11-25T00_38_43_476Z-debug.log":   1,
		"2026-11-31T00_38_43_476Z-debug-0.log": 0,
		"2026-11-25T00_38_43-debug-0.log":      0,
		"2026-11-25T00:38:43.476Z-debug-0.log": 0,
		"x-debug-0.log":                        0,
	} {
		got := parseText(t, npm(), "/root/.npm/_logs/"+name, "0 verbose title npm x\n1 verbose title npm y\n")
		if len(got.events) != want || len(got.skipped) != 1-want {
			t.Errorf("%s: %d events, passed over %v", name, len(got.events), got.skipped)
		}
		if want == 1 && got.events[0].Message != "npm x" {
			t.Errorf("%s: message is %q", name, got.events[0].Message)
		}
	}
}

func TestNpmErrors(t *testing.T) {
	got := parseText(t, npm(), "/root/.npm/_logs/2026-11-25T00_38_43_476Z-debug-0.log", strings.Repeat("1 error x\n", maxFailures+5))
	if len(got.events) != 1+maxFailures || got.skipped["errors behind the first ones"] != 5 {
		t.Errorf("%d events, passed over %v", len(got.events), got.skipped)
	}
}
