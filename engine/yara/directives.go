package yara

import "bytes"

// directives are what a rule file says outside of its rules.
type directives struct {
	includes []include
	imports  []string
	rules    int
}

// include is one include directive, from start to end of the text.
type include struct {
	name       string
	start, end int
}

// scanDirectives finds the directives of a text.
func scanDirectives(text []byte) (directives, error) {
	var d directives
	t := tokens{text: text}
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		switch string(text[tok.start:tok.end]) {
		case "rule":
			d.rules++
		case "include":
			if name, end, ok := argument(text, tok.end); ok {
				d.includes = append(d.includes, include{name: name, start: tok.start, end: end})
				t.at = end
			}
		case "import":
			if name, end, ok := argument(text, tok.end); ok {
				d.imports = append(d.imports, name)
				t.at = end
			}
		}
	}
	return d, t.err
}

// argument is the string that follows a directive, and where it ends.
func argument(text []byte, at int) (name string, end int, ok bool) {
	rest := bytes.TrimLeft(text[at:], " \t")
	if len(rest) == 0 || rest[0] != '"' {
		return "", 0, false
	}
	length := bytes.IndexAny(rest[1:], "\"\n")
	if length < 0 || rest[1+length] == '\n' {
		return "", 0, false
	}
	return string(rest[1 : 1+length]), len(text) - len(rest) + length + 2, true
}
