package report

import (
	"fmt"
	"strings"
)

// Severity says how bad a finding is; a greater one is worse.
type Severity int

// The severities.
const (
	Info Severity = iota + 1
	Low
	Medium
	High
	Critical
)

// Severities lists the severities, the worst first.
var Severities = []Severity{Critical, High, Medium, Low, Info}

var severityNames = [...]string{Info: "info", Low: "low", Medium: "medium", High: "high", Critical: "critical"}

// String returns the severity's name, in lower case.
func (s Severity) String() string {
	if s < Info || s > Critical {
		return fmt.Sprintf("severity(%d)", int(s))
	}
	return severityNames[s]
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	for s, n := range severityNames {
		if n != "" && strings.EqualFold(n, name) {
			return Severity(s), nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: want critical, high, medium, low or info", name)
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) {
	if s < Info || s > Critical {
		return nil, fmt.Errorf("no such severity: %d", int(s))
	}
	return []byte(severityNames[s]), nil
}

// UnmarshalText reads the severity's name.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}
