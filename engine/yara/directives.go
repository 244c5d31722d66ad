package yara

import (
	"bytes"
	"errors"
	"fmt"
)

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

// scanDirectives reads a text as libyara's lexer does, as far as it takes to
// tell directives from comments, strings and regular expressions. It refuses
// what libyara would take for the end of the file, and leave out in silence.
func scanDirectives(text []byte) (directives, error) {
	var d directives
	for i := 0; i < len(text); {
		rest := text[i:]
		switch {
		case rest[0] == 0:
			return d, fmt.Errorf("line %d: a NUL byte", lineOf(text, i))
		case bytes.HasPrefix(rest, []byte("//")):
			i += until(rest, "\n")
		case bytes.HasPrefix(rest, []byte("/*")):
			end := bytes.Index(rest[2:], []byte("*/"))
			if end < 0 {
				return d, fmt.Errorf("line %d: a comment without an end", lineOf(text, i))
			}
			i += end + 4
		case rest[0] == '"' || rest[0] == '/':
			i += quoted(rest)
		case isWord(rest[0]):
			n := wordLength(rest)
			i += d.word(text, i, n)
		default:
			i++
		}
	}
	return d, nil
}

// word takes a word of n bytes, and what belongs to it, and returns the length
// of both.
func (d *directives) word(text []byte, at, n int) int {
	switch string(text[at : at+n]) {
	case "rule":
		d.rules++
	case "include":
		if name, end, err := argument(text[at+n:]); err == nil {
			d.includes = append(d.includes, include{name: name, start: at, end: at + n + end})
			return n + end
		}
	case "import":
		if name, end, err := argument(text[at+n:]); err == nil {
			d.imports = append(d.imports, name)
			return n + end
		}
	}
	return n
}

var errNoArgument = errors.New("no string follows")

// argument is the string that follows a directive.
func argument(rest []byte) (name string, end int, err error) {
	start := len(rest) - len(bytes.TrimLeft(rest, " \t"))
	if start == len(rest) || rest[start] != '"' {
		return "", 0, errNoArgument
	}
	length := bytes.IndexAny(rest[start+1:], "\"\n")
	if length < 0 || rest[start+1+length] == '\n' {
		return "", 0, errNoArgument
	}
	return string(rest[start+1 : start+1+length]), start + 1 + length + 1, nil
}

// quoted is the length of a string or regular expression. One that does not
// end on its line is an error, which is libyara's to tell.
func quoted(rest []byte) int {
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '\n':
			return i
		case rest[0]:
			return i + 1
		}
	}
	return len(rest)
}

func until(rest []byte, end string) int {
	if i := bytes.Index(rest, []byte(end)); i >= 0 {
		return i
	}
	return len(rest)
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func wordLength(rest []byte) int {
	for i, c := range rest {
		if !isWord(c) {
			return i
		}
	}
	return len(rest)
}

func lineOf(text []byte, at int) int { return 1 + bytes.Count(text[:at], []byte("\n")) }
