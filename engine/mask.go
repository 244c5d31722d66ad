package engine

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// masked stands where a secret was.
const masked = "********"

// minSecret is the length from which on a value is masked wherever it stands:
// a shorter one would blank out ordinary words.
const minSecret = 6

const (
	secretWord  = `(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)`
	secretValue = `("[^"]*"|'[^']*'|[^\s"',;&]+)`
)

var (
	secretName = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|api_?key|access_?key|private_?key|credential|auth|_pwd|^pwd$|dsn)`)
	// A secret on a command line: --password=x, --token x, PASSWORD=x, a header
	// of HTTP, and :x@ in a URL. A blank ends the name of an option only, so
	// that prose about secrets stays.
	secretOption = regexp.MustCompile(`(?i)(-[\w-]*` + secretWord + `\s+|` + secretWord + `\w*["']?(?:=|:\s*))` + secretValue)
	authHeader   = regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)([\w.~+/=-]{8,})`)
	userInfo     = regexp.MustCompile(`(://[^\s/:@]*:)([^\s/@]+)(@)`)
)

// mask replaces secrets in what leaves with the report: the values of
// environment variables that have a secret's name, and what looks like a
// secret on a command line. It hides and does not judge.
type mask struct {
	off    bool
	values *strings.Replacer
}

func newMask(doc *document.Document, off bool) *mask {
	m := &mask{off: off}
	var secrets []string
	add := func(vars []document.Variable) {
		for _, v := range vars {
			if secretName.MatchString(v.Name) && len(v.Value) >= minSecret {
				secrets = append(secrets, v.Value)
			}
		}
	}
	if doc.Config != nil {
		add(doc.Config.Env)
	}
	if doc.Image != nil {
		add(doc.Image.Config.Env)
	}
	// The longest first, so that no secret is cut in two by another.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, s := range secrets {
		pairs = append(pairs, s, masked)
	}
	m.values = strings.NewReplacer(pairs...)
	return m
}

func (m *mask) text(s string) string {
	if m.off {
		return s
	}
	s = m.values.Replace(s)
	s = userInfo.ReplaceAllString(s, "${1}"+masked+"${3}")
	s = authHeader.ReplaceAllString(s, "${1}"+masked)
	return secretOption.ReplaceAllString(s, "${1}"+masked)
}

func (m *mask) evidence(e map[string]any) map[string]any {
	if m.off {
		return e
	}
	out, _ := m.value(e).(map[string]any)
	return out
}

func (m *mask) value(x any) any {
	switch x := x.(type) {
	case string:
		return m.text(x)
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = m.value(v)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, v := range x {
			out[m.text(k)] = m.value(v)
		}
		return out
	}
	return x
}
