package yara

import (
	"bytes"
	"slices"
	"strings"
)

// Most rules of public collections are for programs of Windows, which are rare
// in containers, and say so first: uint16(0) == 0x5A4D. Such a rule cannot
// match any other content, and is not looked for there.

// withoutWindows are the sources without the rules that only match a content
// that begins with MZ, and how many these are.
func withoutWindows(sources []*source) ([]*source, int) {
	less, removed := make([]*source, 0, len(sources)), 0
	for _, s := range sources {
		text, n := dropWindows(s.text)
		if n > 0 {
			short := *s
			short.text, s = text, &short
			removed += n
		}
		less = append(less, s)
	}
	return less, removed
}

// dropWindows blanks the rules out that only match a content that begins with
// MZ, other than those that any other rule names.
func dropWindows(text []byte) ([]byte, int) {
	if !bytes.Contains(text, []byte("uint16")) {
		return text, 0
	}
	rules, ok := rulesOf(text)
	if !ok {
		return text, 0
	}
	var drop, keep []ruleText
	for _, r := range rules {
		if r.namesMany() {
			return text, 0
		}
		if !r.global && onlyWindows(r.condition) {
			drop = append(drop, r)
		} else {
			keep = append(keep, r)
		}
	}
	// What is named is kept, and so is what that names.
	for len(keep) > 0 {
		named := map[string]bool{}
		for _, r := range keep {
			r.names(named)
		}
		keep = nil
		drop = slices.DeleteFunc(drop, func(r ruleText) bool {
			if named[r.name] {
				keep = append(keep, r)
			}
			return named[r.name]
		})
	}
	if len(drop) == 0 {
		return text, 0
	}
	short := bytes.Clone(text)
	for _, r := range drop {
		for i := r.start; i < r.end; i++ {
			if short[i] != '\n' {
				short[i] = ' '
			}
		}
	}
	return short, len(drop)
}

// ruleText is one rule in a text.
type ruleText struct {
	name       string
	start, end int
	global     bool
	private    bool
	condition  []string // its tokens
}

// names are the words that may be names of rules or variables: not those of
// strings, and not the fields of modules.
func (r ruleText) names(into map[string]bool) {
	for i, w := range r.condition {
		if i == 0 || !strings.Contains("$#@!.", r.condition[i-1]) {
			into[w] = true
		}
	}
}

// namesMany tells that a condition names rules by the beginning of their names.
func (r ruleText) namesMany() bool {
	for i, w := range r.condition {
		if w == "of" && i+2 < len(r.condition) && r.condition[i+1] == "(" && isWord(r.condition[i+2][0]) {
			return true
		}
	}
	return false
}

// variablesIn are the external variables that conditions may read: all of them
// where a text is not understood.
func variablesIn(sources []*source) []string {
	read := map[string]bool{}
	for _, s := range sources {
		rules, ok := rulesOf(s.text)
		for _, r := range rules {
			r.names(read)
		}
		for _, v := range (Variables{}).list() {
			read[v.name] = read[v.name] || !ok
		}
	}
	var names []string
	for _, v := range (Variables{}).list() {
		if read[v.name] {
			names = append(names, v.name)
		}
	}
	return names
}

// rulesOf finds the rules of a text; ok is false when it is not understood.
func rulesOf(text []byte) (rules []ruleText, ok bool) {
	t := tokens{text: text}
	word := func() string {
		tok, more := t.next()
		if !more {
			return ""
		}
		return string(text[tok.start:tok.end])
	}
	r := ruleText{start: -1}
	for tok, more := t.next(); more; tok, more = t.next() {
		if r.start < 0 {
			r.start = tok.start
		}
		switch string(text[tok.start:tok.end]) {
		case "import", "include":
			word()
			r = ruleText{start: -1}
		case "private":
			r.private = true
		case "global":
			r.global = true
		case "rule":
			if r.name = word(); r.name == "" {
				return nil, false
			}
			if r.condition, ok = bodyOf(word); !ok {
				return nil, false
			}
			r.end = t.at
			rules = append(rules, r)
			r = ruleText{start: -1}
		default:
			return nil, false
		}
	}
	return rules, t.err == nil
}

// bodyOf reads on to the end of a rule, and returns the tokens of its
// condition.
func bodyOf(word func() string) (condition []string, ok bool) {
	depth, within := 0, false
	for w := word(); w != ""; w = word() {
		switch {
		case w == "{":
			depth++
		case w == "}":
			if depth--; depth == 0 {
				return condition, within
			}
		case within:
			condition = append(condition, w)
		case depth == 1 && w == "condition":
			if word() != ":" {
				return nil, false
			}
			within = true
		}
	}
	return nil, false
}

// onlyWindows tells that a condition cannot hold unless the content begins with
// MZ: each of the alternatives, or one of the parts that must all hold, says so.
func onlyWindows(condition []string) bool {
	condition = unwrap(condition)
	if parts := splitAt(condition, "or"); len(parts) > 1 {
		return !slices.ContainsFunc(parts, func(part []string) bool { return !onlyWindows(part) })
	}
	if parts := splitAt(condition, "and"); len(parts) > 1 {
		return slices.ContainsFunc(parts, onlyWindows)
	}
	switch strings.ToLower(strings.Join(condition, " ")) {
	case "uint16 ( 0 ) == 0x5a4d", "uint16 ( 0x0 ) == 0x5a4d", "uint16 ( 0x00 ) == 0x5a4d", "uint16be ( 0 ) == 0x4d5a", "uint16be ( 0x00 ) == 0x4d5a":
		return true
	}
	return false
}

// unwrap takes the parentheses off that stand around all of a condition.
func unwrap(condition []string) []string {
	for len(condition) > 2 && condition[0] == "(" {
		depth := 0
		for i, w := range condition {
			if w == "(" {
				depth++
			}
			if w == ")" {
				if depth--; depth == 0 && i < len(condition)-1 {
					return condition
				}
			}
		}
		if depth != 0 {
			return condition
		}
		condition = condition[1 : len(condition)-1]
	}
	return condition
}

// splitAt splits a condition at a word outside of parentheses.
func splitAt(condition []string, at string) [][]string {
	var parts [][]string
	depth, start := 0, 0
	for i, w := range condition {
		switch {
		case w == "(":
			depth++
		case w == ")":
			depth--
		case w == at && depth == 0:
			parts = append(parts, condition[start:i])
			start = i + 1
		}
	}
	return append(parts, condition[start:])
}
