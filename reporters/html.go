package reporters

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	htmltemplate "html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rummage-scanner/rummage/report"
)

// htmlPage writes a report as one page for people. It asks the network for nothing, and
// its policy forbids it: the names in it were chosen by somebody else.
type htmlPage struct{}

//go:embed page/report.html
var pageText string

//go:embed page/report.css
var pageStyle string

//go:embed page/report.js
var pageScript string

// page is what the template shows.
type page struct {
	Report     *report.Report
	Headline   string
	Severities []severityCount
	Targets    []report.Target

	Style               htmltemplate.CSS
	Script              htmltemplate.JS
	StyleSum, ScriptSum string
}

type severityCount struct {
	Name  string
	Count int
}

func (htmlPage) Write(w io.Writer, r *report.Report) error {
	p := page{
		Report: r, Headline: headline(r), Targets: slices.Clone(r.Targets),
		Style: htmltemplate.CSS(pageStyle), Script: htmltemplate.JS(pageScript), StyleSum: digestOf(pageStyle), ScriptSum: digestOf(pageScript),
	}
	slices.SortStableFunc(p.Targets, compareTargets)
	for _, severity := range report.Severities {
		if n := r.Summary.BySeverity[severity]; n > 0 {
			p.Severities = append(p.Severities, severityCount{severity.String(), n})
		}
	}
	template, err := pageTemplate().Clone()
	if err != nil {
		return err
	}
	descriptions := map[string]string{}
	for _, rule := range r.Rules {
		descriptions[rule.ID] = rule.Description
	}
	template.Funcs(htmltemplate.FuncMap{"description": func(id string) string { return descriptions[id] }})
	return template.Execute(w, p)
}

// digestOf is what the page's policy allows: nothing that a name slips in.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

var pageTemplate = sync.OnceValue(func() *htmltemplate.Template {
	return htmltemplate.Must(htmltemplate.New("report").Funcs(htmltemplate.FuncMap{
		"safe":        Escape,
		"where":       where,
		"time":        func(t time.Time) string { return t.Format(time.DateTime + " UTC") },
		"iso":         func(t time.Time) string { return t.Format(time.RFC3339) },
		"description": func(string) string { return "" },
		"unseen": func(all []report.Coverage) []report.Coverage {
			return slices.DeleteFunc(slices.Clone(all), func(c report.Coverage) bool { return c.Status == "ok" })
		},
		"evidence": func(evidence map[string]any) (string, error) {
			if len(evidence) == 0 {
				return "", nil
			}
			text, err := encodeJSON(evidence)
			return strings.TrimSpace(string(text)), err
		},
		"attack": func(id string) string {
			return "https://attack.mitre.org/techniques/" + strings.ReplaceAll(id, ".", "/") + "/"
		},
	}).Parse(pageText))
})
