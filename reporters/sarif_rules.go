package reporters

import (
	"fmt"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/rummage-scanner/rummage/report"
)

// Descriptors of the notifications, by their place in the driver's list.
const (
	coverageNotification = iota
	noticeNotification
)

func sarifDriver(r *report.Report) *sarif.ToolComponent {
	driver := sarif.NewToolComponent().
		WithName(r.Tool.Name).WithVersion(r.Tool.Version).WithInformationURI(projectURI).
		WithShortDescription(plain("Finds what should not be in Docker containers.")).
		WithNotifications([]*sarif.ReportingDescriptor{
			sarifNotification("coverage", "Something of a target was not looked at: what is there is unknown, not clean."),
			sarifNotification("notice", "What the reader of the whole report should know, such as an expired exception."),
		})
	for _, rule := range r.Rules {
		driver.AddRule(sarifRule(rule))
	}
	return driver
}

func sarifNotification(id, description string) *sarif.ReportingDescriptor {
	return sarif.NewRule(id).
		WithShortDescription(plain(description)).WithFullDescription(plain(description)).
		WithHelp(plain(description).WithMarkdown(description))
}

func sarifRule(rule report.Rule) *sarif.ReportingDescriptor {
	properties := sarif.NewPropertyBag().WithTags(sarifTags(rule))
	if score := securitySeverity(rule.Severity); score != "" {
		properties.Add("security-severity", score)
	}
	properties.Add("precision", precision(rule.Category))
	return sarif.NewRule(rule.ID).
		WithName(sarifName(rule.ID)).
		WithShortDescription(plain(paragraph(rule.Title))).
		WithFullDescription(plain(paragraph(rule.Description))).
		WithHelp(sarifHelp(rule)).
		WithHelpURI(helpURI(rule)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(level(rule.Severity))).
		WithProperties(properties)
}

// sarifName is a rule's id in Pascal case, as SARIF's authors ask for.
func sarifName(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == '-' || r == '_' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func sarifHelp(rule report.Rule) *sarif.MultiformatMessageString {
	var text, markdown strings.Builder
	fmt.Fprintf(&text, "%s\n", paragraph(rule.Description))
	fmt.Fprintf(&markdown, "%s\n", paragraph(rule.Description))
	if rule.Remediation != "" {
		fmt.Fprintf(&text, "\nWhat to do: %s\n", paragraph(rule.Remediation))
		fmt.Fprintf(&markdown, "\n**What to do:** %s\n", paragraph(rule.Remediation))
	}
	for _, reference := range references(rule) {
		fmt.Fprintf(&text, "\nSee %s", reference)
		fmt.Fprintf(&markdown, "\n- <%s>", reference)
	}
	return plain(text.String()).WithMarkdown(markdown.String())
}

// references are a rule's links, and those that its ATT&CK ids stand for.
func references(rule report.Rule) []string {
	all := slices.Clone(rule.References)
	for _, id := range rule.Attack {
		all = append(all, "https://attack.mitre.org/techniques/"+strings.ReplaceAll(id, ".", "/")+"/")
	}
	return all
}

func helpURI(rule report.Rule) string {
	if all := references(rule); len(all) > 0 {
		return all[0]
	}
	return projectURI + "/blob/main/docs/reference/rules.md"
}

func sarifTags(rule report.Rule) []string {
	area, _, _ := strings.Cut(rule.ID, "/")
	tags := []string{"security", string(rule.Category), area}
	tags = append(tags, rule.Attack...)
	for _, id := range rule.CIS {
		tags = append(tags, "CIS-"+id)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// securitySeverity is the score that a dashboard sorts by; none is for info.
func securitySeverity(s report.Severity) string {
	switch s {
	case report.Critical:
		return "9.5"
	case report.High:
		return "8.0"
	case report.Medium:
		return "5.5"
	case report.Low:
		return "3.0"
	}
	return ""
}

// precision tells how sure a rule is: a setting is what it is, and an anomaly
// may have a good reason.
func precision(c report.Category) string {
	if c == report.Misconfiguration {
		return "very-high"
	}
	return "high"
}

func plain(text string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(text)
}

// paragraph is what a rule says of itself, on one line.
func paragraph(s string) string { return sentence(strings.Join(strings.Fields(s), " ")) }
