package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/engine/rego"
	"github.com/rummage-scanner/rummage/policies"
	"github.com/rummage-scanner/rummage/report"
)

const coverageIntro = `What the rules see of two lists that others made: the Containers matrix of MITRE
ATT&CK (version 18), and the CIS Docker Benchmark (version 1.6). Each line has
the rules that see it, or the reason why none does. A rule for a part of a
technique counts for the technique, and says which part.

A rule sees what it looks for, and not all ways to do the same. What could not
be looked at in one scan is told by the coverage of its targets.
`

// technique is one of the Containers matrix.
type technique struct {
	id, name string
	tactics  []string
	// reason says why no rule sees it. It counts only as long as that is so.
	reason string
}

// The tactics of the matrix.
const (
	initialAccess    = "Initial Access"
	execution        = "Execution"
	persistence      = "Persistence"
	privilege        = "Privilege Escalation"
	defenseEvasion   = "Defense Evasion"
	credentialAccess = "Credential Access"
	discovery        = "Discovery"
	lateralMovement  = "Lateral Movement"
	impact           = "Impact"
)

var techniques = []technique{
	{"T1190", "Exploit Public-Facing Application", []string{initialAccess}, ""},
	{"T1133", "External Remote Services", []string{initialAccess, persistence}, ""},
	{"T1078", "Valid Accounts", []string{initialAccess, persistence, privilege, defenseEvasion}, ""},
	{"T1059", "Command and Scripting Interpreter", []string{execution}, ""},
	{"T1609", "Container Administration Command", []string{execution}, ""},
	{"T1610", "Deploy Container", []string{execution, defenseEvasion}, ""},
	{"T1053", "Scheduled Task/Job", []string{execution, persistence, privilege}, ""},
	{"T1204", "User Execution", []string{execution}, ""},
	{"T1098", "Account Manipulation", []string{persistence, privilege}, ""},
	{"T1543", "Create or Modify System Process", []string{persistence, privilege}, ""},
	{"T1136", "Create Account", []string{persistence}, ""},
	{"T1525", "Implant Internal Image", []string{persistence}, ""},
	{"T1611", "Escape to Host", []string{privilege}, ""},
	{"T1068", "Exploitation for Privilege Escalation", []string{privilege}, ""},
	{"T1612", "Build Image on Host", []string{defenseEvasion}, ""},
	{"T1562", "Impair Defenses", []string{defenseEvasion}, ""},
	{"T1070", "Indicator Removal", []string{defenseEvasion}, ""},
	{"T1036", "Masquerading", []string{defenseEvasion}, ""},
	{"T1550", "Use Alternate Authentication Material", []string{defenseEvasion, lateralMovement},
		"A stolen token is used against another service: neither the container nor its engine shows it."},
	{"T1110", "Brute Force", []string{credentialAccess}, ""},
	{"T1528", "Steal Application Access Token", []string{credentialAccess},
		"Reading a token changes nothing in the container: only what is done with it shows."},
	{"T1552", "Unsecured Credentials", []string{credentialAccess}, ""},
	{"T1613", "Container and Resource Discovery", []string{discovery}, ""},
	{"T1046", "Network Service Discovery", []string{discovery}, ""},
	{"T1069", "Permission Groups Discovery", []string{discovery},
		"Roles and groups are asked for over the API of an orchestrator, which leaves nothing in a container."},
	{"T1485", "Data Destruction", []string{impact},
		"What is deleted in a volume is recorded by nobody."},
	{"T1490", "Inhibit System Recovery", []string{impact},
		"Backups and snapshots are kept outside of containers, and an image can be pulled again."},
	{"T1498", "Network Denial of Service", []string{impact},
		"A scan looks at one moment and measures no traffic."},
	{"T1499", "Endpoint Denial of Service", []string{impact}, ""},
	{"T1496", "Resource Hijacking", []string{impact}, ""},
}

// coveragePage lists techniques and items of the benchmark with their rules.
func coveragePage(ctx context.Context) ([]byte, error) {
	p, err := rego.Load(ctx, rego.Sources{Embedded: policies.FS})
	if err != nil {
		return nil, err
	}
	rules := p.Catalogue()
	var b bytes.Buffer
	b.WriteString(generated + "# Coverage\n\n" + coverageIntro)
	writeTechniques(&b, rules)
	writeBenchmark(&b, rules)
	return trimmed(&b), nil
}

func writeTechniques(b *bytes.Buffer, rules []report.Rule) {
	seen := 0
	var rows bytes.Buffer
	for _, t := range techniques {
		by := rulesOf(t.id, rules)
		answer := t.reason
		if by != "" {
			seen++
			answer = by
		}
		fmt.Fprintf(&rows, "| [%s](https://attack.mitre.org/techniques/%s/) | %s | %s | %s |\n", t.id, t.id, t.name, strings.Join(t.tactics, ", "), answer)
	}
	fmt.Fprintf(b, "\n## ATT&CK for Containers\n\nRules see %d of %d techniques.\n\n", seen, len(techniques))
	b.WriteString("| id | technique | tactics | rules, or why there is none |\n|---|---|---|---|\n")
	b.Write(rows.Bytes())

	others := map[string]bool{}
	for _, r := range rules {
		for _, id := range r.Attack {
			if parent, _, _ := strings.Cut(id, "."); !inMatrix(parent) {
				others[parent] = true
			}
		}
	}
	b.WriteString("\n### Techniques of other matrices\n\n" +
		"In a container there is a Linux system, so rules also see techniques that the\n" +
		"Containers matrix does not list.\n\n| id | rules |\n|---|---|\n")
	for _, id := range sortedKeys(others) {
		fmt.Fprintf(b, "| [%s](https://attack.mitre.org/techniques/%s/) | %s |\n", id, id, rulesOf(id, rules))
	}
}

func inMatrix(id string) bool {
	return slices.ContainsFunc(techniques, func(t technique) bool { return t.id == id })
}

// rulesOf lists the rules that see a technique, those of each part together.
func rulesOf(id string, rules []report.Rule) string {
	parts := map[string][]string{}
	for _, r := range rules {
		for _, a := range r.Attack {
			if a == id || strings.HasPrefix(a, id+".") {
				parts[a] = append(parts[a], link(r.ID))
			}
		}
	}
	var texts []string
	for _, part := range sortedKeys(parts) {
		text := strings.Join(parts[part], ", ")
		if part != id {
			text = strings.TrimPrefix(part, id) + ": " + text
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ")
}

func writeBenchmark(b *bytes.Buffer, rules []report.Rule) {
	seen := 0
	var rows bytes.Buffer
	section := ""
	for _, i := range benchmark {
		if s, _, _ := strings.Cut(i.id, "."); s != section {
			section = s
			fmt.Fprintf(&rows, "\n### %s %s\n\n| item | subject | rules, or why there is none |\n|---|---|---|\n", s, sections[s])
		}
		answer := i.reason
		if by := rulesFor(i.id, rules); by != "" {
			seen++
			answer = by
		}
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", i.id, i.subject, answer)
	}
	fmt.Fprintf(b, "\n## CIS Docker Benchmark\n\nRules see %d of %d items. Those about the host's files need the scan to run on the\n"+
		"engine's own host, as root.\n", seen, len(benchmark))
	b.Write(rows.Bytes())
}

// rulesFor lists the rules that see an item of the benchmark.
func rulesFor(item string, rules []report.Rule) string {
	var links []string
	for _, r := range rules {
		if slices.Contains(r.CIS, item) {
			links = append(links, link(r.ID))
		}
	}
	return strings.Join(links, ", ")
}

// link leads to a rule's part of the page of rules.
func link(rule string) string {
	return fmt.Sprintf("[%s](rules.md#%s)", rule, strings.ReplaceAll(rule, "/", ""))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
