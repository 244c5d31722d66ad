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
