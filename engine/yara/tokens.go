package yara

import (
	"bytes"
	"fmt"
)

// token is a piece of a rule file: a word, a string or regular expression with
// its quotes, or a single sign. Two signs that compare are one token.
type token struct{ start, end int }

// tokens reads rule files as libyara's lexer does, as far as it takes to tell
// words from comments, strings and regular expressions.
type tokens struct {
	text []byte
	at   int
	err  error
}

// next is the next token; ok is false at the end, and when err is set.
//
// What libyara would take for the end of the file, and leave out in silence, is
// an error.
func (t *tokens) next() (tok token, ok bool) {
	for t.at < len(t.text) && t.err == nil {
		start, rest := t.at, t.text[t.at:]
		switch c := rest[0]; {
		case c == 0:
			t.err = fmt.Errorf("line %d: a NUL byte", lineOf(t.text, t.at))
			return token{}, false
		case bytes.HasPrefix(rest, []byte("//")):
			t.at += until(rest, "\n")
			continue
		case bytes.HasPrefix(rest, []byte("/*")):
			end := bytes.Index(rest[2:], []byte("*/"))
			if end < 0 {
				t.err = fmt.Errorf("line %d: a comment without an end", lineOf(t.text, t.at))
				return token{}, false
			}
			t.at += end + 4
			continue
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			t.at++
			continue
		case c == '"' || c == '/':
			t.at += quoted(rest)
		case isWord(c):
			t.at += wordLength(rest)
		case len(rest) > 1 && rest[1] == '=' && bytes.IndexByte([]byte("=!<>"), c) >= 0:
			t.at += 2
		default:
			t.at++
		}
		return token{start, t.at}, true
	}
	return token{}, false
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
