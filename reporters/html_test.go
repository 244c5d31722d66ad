package reporters

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/report"
)

// shownBy has a browser open the page and run it, and returns what became of it.
func shownBy(t *testing.T, r *report.Report) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, written(t, "html", Options{}, r), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestHTML has a browser apply the page's own script in spite of its policy, and
// nothing that a name slips in.
func TestHTML(t *testing.T) {
	if page := shownBy(t, full()); !strings.Contains(page, "6 of 7 shown") || !strings.Contains(page, "First sign: ") {
		t.Errorf("the script did not run:\n%s", page)
	}
	const attack = `</script><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`
	r := newReport(report.Target{
		Name: attack, ID: attack, Kind: "container", Image: attack, Verdict: report.Suspicious,
		Coverage: []report.Coverage{{Collector: "logs", Status: "failed", Reason: attack}},
		Findings: []report.Finding{finding(1, report.Location{Path: attack}, attack)},
	})
	r.Targets[0].Findings[0].Evidence = map[string]any{attack: attack}
	r.Notices = []string{attack}
	page := shownBy(t, r)
	if strings.Contains(page, "<title>owned") || strings.Contains(page, "<img") || strings.Count(page, "<script") != 1 || !strings.Contains(page, "1 of 1 shown") {
		t.Errorf("a name became a part of the page:\n%s", page)
	}
}
