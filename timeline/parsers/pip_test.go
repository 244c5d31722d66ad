package parsers

import "testing"

func TestPip(t *testing.T) {
	got := parseText(t, pip(), "/root/pip.log", sampleText(t, "pip/pip.log"))
	expectText(t, got, []string{
		`2026-11-25T00:38:34.089Z python:pip_log:entry : Using pip 23.2.1 from /usr/lib/python3.11/site-packages/pip (python 3.11)`,
		`2026-11-25T00:38:34.089Z python:pip_log:entry : Non-user install due to --prefix or --target option`,
		`2026-11-25T00:38:34.538Z python:pip_log:entry : WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSCon {severity=WARNING}`,
		`2026-11-25T00:38:42.058Z python:pip_log:entry : ERROR: Could not find a version that satisfies the requirement six (from versions: none) {severity=ERROR}`,
		`2026-11-25T00:38:42.058Z python:pip_log:entry : ERROR: No matching distribution found for six {severity=ERROR}`,
		`2026-11-25T00:38:42.059Z python:pip_log:entry : Exception information:`,
		"2026-11-25T00:38:42.059Z python:pip_log:entry : Traceback (most recent call last):\n2026-11-25T00:38:42,059   File \"/usr/lib/python3.11/site-packages/pip/_vendor/resolvelib/resolvers.py\", line 397, in resolve\n2026-11-25T00:38:42,059     self._add_to_criteria(self.state.criteria, r, parent=None)\n2026-11-25T00:38:42,059   File \"/usr/lib/python3.11/site-packages/pip/_vendor/resolvelib/resolvers.py\", line 174, in _add_to_criteria\n2026-11-25T00:38:42,890     raise error from e",
		`2026-11-25T00:38:42.89Z python:pip_log:entry : pip._internal.exceptions.DistributionNotFound: No matching distribution found for nosuchpackage-x`,
		`2026-11-25T00:38:42.891Z python:pip_log:entry : Removed build tracker: '/tmp/pip-build-tracker-zb_exnbb'`,
	}, nil)
}

func TestPipLines(t *testing.T) {
	got := parseText(t, pip(), "/root/pip.log", `  File "a"
2026-11-24T23:59:59,123 Traceback (most recent call last):
2026-11-24T23:59:59,124   File "a"
2026-11-24T23:59:59,125 
2026-11-24T23:59:59,126 Attempting uninstall: six
2026-11-24T23:59:59,127   Successfully uninstalled six-1.16.0
2026-11-24T23:59:59,128 Successfully installed six-1.17.0 x-1
2026-11-24T23:61:59,128 x
`)
	expectText(t, got, []string{
		"2026-11-24T23:59:59.123Z python:pip_log:entry : Traceback (most recent call last):\n2026-11-24T23:59:59,124   File \"a\"\n2026-11-24T23:59:59,125 ",
		"2026-11-24T23:59:59.126Z python:pip_log:entry : Attempting uninstall: six",
		"2026-11-24T23:59:59.127Z python:pip_log:entry :   Successfully uninstalled six-1.16.0 {action=uninstalled | packages=six-1.16.0}",
		"2026-11-24T23:59:59.128Z python:pip_log:entry : Successfully installed six-1.17.0 x-1 {action=installed | packages=six-1.17.0 x-1}",
	}, map[string]int{"lines without a time": 1, "lines with impossible times": 1})
}
