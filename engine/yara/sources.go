package yara

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// source is rules that are compiled into a namespace of their own.
type source struct {
	name      string
	namespace string
	// text is the rules, with what they include in its place.
	text  []byte
	lines []segment
	// paths are those of the user's that it was found at: none for what is
	// embedded.
	paths []string
	// index is the file that includes it, when that has no rules of its own.
	index *source
}

// segment tells which file the lines of a text come from, from one on.
type segment struct {
	from int    // the line in the text
	file string // empty for the source's own
	line int    // the line in the file
}

// place names a line of the text by its file.
func (s *source) place(line int) string {
	at := segment{from: 1, line: 1}
	for _, l := range s.lines {
		if l.from <= line {
			at = l
		}
	}
	where := fmt.Sprintf("line %d", line-at.from+at.line)
	if at.file != "" {
		where = at.file + ": " + where
	}
	return where
}

func embeddedSources(tree fs.FS) ([]*source, error) {
	if tree == nil {
		return nil, nil
	}
	var sources []*source
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isRuleFile(name) {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		sources = append(sources, &source{name: name, namespace: strings.TrimSuffix(name, path.Ext(name)), text: text})
		return err
	})
	return sources, err
}

func isRuleFile(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yar" || ext == ".yara"
}

// collection reads the rule files of a user, each once.
type collection struct {
	sources     []*source
	diagnostics []failure
	files       map[string]*ruleFile // by where they really are
	roots       map[string]*source   // those that stand for themselves
	texts       map[string]*source
	namespaces  map[string]bool
}

// failure is a source that cannot be used.
type failure struct {
	source *source
	err    error
}

func newCollection(embedded []*source) *collection {
	c := &collection{
		files: map[string]*ruleFile{}, roots: map[string]*source{},
		texts: map[string]*source{}, namespaces: map[string]bool{},
	}
	for _, s := range embedded {
		c.namespaces[s.namespace] = true
	}
	return c
}

// ruleFile is a file and what it says of others.
type ruleFile struct {
	real string
	text []byte
	directives
}

// maxRuleFile bounds one rule file, in bytes.
const maxRuleFile = 64 << 20

// read reads the file of a name, or returns what it read before.
func (c *collection) read(name string) (*ruleFile, error) {
	real, err := filepath.EvalSymlinks(name)
	var where *fs.PathError
	if errors.As(err, &where) {
		return nil, where.Err // the name is told by whoever asks
	}
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return nil, err
	}
	if f, ok := c.files[real]; ok {
		return f, nil
	}
	text, err := readRegular(real)
	if err != nil {
		return nil, err
	}
	f := &ruleFile{real: real, text: bytes.TrimPrefix(text, []byte("\ufeff"))}
	if f.directives, err = scanDirectives(f.text); err != nil {
		return nil, err
	}
	c.files[real] = f
	return f, nil
}

// readRegular reads a regular file. A pipe or a device, which an include may
// name as well, would be waited for.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is no regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxRuleFile+1))
	if err == nil && len(text) > maxRuleFile {
		err = fmt.Errorf("is larger than %d bytes", maxRuleFile)
	}
	return text, err
}

// found is a file in the order in which it was found.
type found struct{ name, path string }

// add adds the rule files of the paths.
func (c *collection) add(paths []string) error {
	var all []found
	for _, p := range paths {
		names, err := filesAt(p)
		if err != nil {
			return fmt.Errorf("read YARA rules: %w", err)
		}
		if len(names) == 0 {
			return fmt.Errorf("read YARA rules: %s has no *.yar or *.yara file", p)
		}
		for _, name := range names {
			all = append(all, found{name, p})
		}
	}
	// An index is looked into when all files are known.
	var indexes []*source
	for _, f := range all {
		file, err := c.read(f.name)
		s := &source{name: f.name, paths: []string{f.path}}
		if err != nil {
			c.diagnostics = append(c.diagnostics, failure{s, err})
			continue
		}
		if known, ok := c.roots[file.real]; ok {
			known.paths = append(known.paths, f.path)
			continue
		}
		c.roots[file.real] = s
		if file.rules == 0 && len(file.includes) > 0 {
			indexes = append(indexes, s)
			continue
		}
		c.resolve(s, file, namespaceOf(f.name, f.path))
	}
	for _, s := range indexes {
		c.addIndex(s)
	}
	return nil
}

// filesAt lists a file, or the rule files below a directory.
func filesAt(p string) ([]string, error) {
	root := p
	if info, err := os.Lstat(p); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if root, err = filepath.EvalSymlinks(p); err != nil {
			return nil, err
		}
	}
	var names []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (name == root || isRuleFile(name)) {
			names = append(names, p+strings.TrimPrefix(name, root))
		}
		return err
	})
	return names, err
}

// namespaceOf are names for a file's namespace, the best first.
func namespaceOf(name, p string) []string {
	relative, err := filepath.Rel(p, name)
	if err != nil || relative == "." {
		relative = filepath.Base(name)
	}
	relative = filepath.ToSlash(relative)
	bare := strings.TrimSuffix(relative, path.Ext(relative))
	above := filepath.Base(p)
	if p == name {
		above = filepath.Base(filepath.Dir(name))
	}
	return []string{bare, relative, above + "/" + bare, above + "/" + relative}
}

// resolve puts what a file includes in its place, and adds it to the sources,
// unless the same text is there already.
func (c *collection) resolve(s *source, file *ruleFile, names []string) {
	text, lines, err := c.expand(s.name, file)
	if err != nil {
		c.diagnostics = append(c.diagnostics, failure{s, err})
		return
	}
	s.text, s.lines = text, lines
	if same, ok := c.texts[string(text)]; ok {
		same.paths = append(same.paths, s.paths...)
		c.roots[file.real] = same
		return
	}
	c.texts[string(text)] = s
	s.namespace = c.unused(names)
	c.sources = append(c.sources, s)
}

// unused is the first of the names that no namespace has, or a number added to
// the last one.
func (c *collection) unused(names []string) string {
	last := names[len(names)-1]
	for i := 2; ; i++ {
		for _, name := range names {
			if !c.namespaces[name] {
				c.namespaces[name] = true
				return name
			}
		}
		names = []string{last + "-" + strconv.Itoa(i)}
	}
}

// addIndex adds what a file includes that has no rules of its own: each file
// is a source like any other, so that what is in the collection already is not
// there twice, and one that is wrong takes no other along.
func (c *collection) addIndex(s *source) {
	file, err := c.read(s.name)
	if err != nil {
		c.diagnostics = append(c.diagnostics, failure{s, err})
		return
	}
	text, lines, err := c.expand(s.name, file)
	whole := err == nil
	s.text, s.lines = text, lines
	s.namespace = c.unused(namespaceOf(s.name, s.paths[0]))
	for _, in := range file.includes {
		name := beside(s.name, in.name)
		part, err := c.read(name)
		if err != nil {
			c.diagnostics = append(c.diagnostics, failure{s, fmt.Errorf("include %q: %w", in.name, err)})
			continue
		}
		if known, ok := c.roots[part.real]; ok {
			known.paths = append(known.paths, s.paths...)
			if whole && known.index == nil {
				known.index = s
			}
			continue
		}
		p := &source{name: name, paths: slices.Clone(s.paths)}
		if whole {
			p.index = s
		}
		c.roots[part.real] = p
		if part.rules == 0 && len(part.includes) > 0 {
			c.addIndex(p)
			continue
		}
		c.resolve(p, part, namespaceOf(name, filepath.Dir(s.name)))
	}
}

// beside is the path that an include in a file names: relative to the file.
func beside(file, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
}

// expand is a file's text with what it includes in its place. Each file is put
// in once, as is meant when two files include a third.
func (c *collection) expand(name string, file *ruleFile) ([]byte, []segment, error) {
	x := &expansion{collection: c, done: map[string]bool{}, line: 1}
	if err := x.put(name, "", file); err != nil {
		return nil, nil, err
	}
	return x.text.Bytes(), x.lines, nil
}

type expansion struct {
	*collection
	done  map[string]bool
	text  bytes.Buffer
	line  int
	lines []segment
}

func (x *expansion) put(name, shown string, file *ruleFile) error {
	x.done[file.real] = true
	x.lines = append(x.lines, segment{x.line, shown, 1})
	at := 0
	for _, in := range file.includes {
		x.write(file.text[at:in.start])
		at = in.end
		path := beside(name, in.name)
		inner, err := x.read(path)
		if err != nil {
			return fmt.Errorf("line %d: include %q: %w", lineOf(file.text, in.start), in.name, err)
		}
		if x.done[inner.real] {
			continue
		}
		x.write([]byte("\n"))
		if err := x.put(path, path, inner); err != nil {
			return err
		}
		x.write([]byte("\n"))
		x.lines = append(x.lines, segment{x.line, shown, lineOf(file.text, in.end)})
	}
	x.write(file.text[at:])
	return nil
}

func (x *expansion) write(text []byte) {
	x.text.Write(text)
	x.line += bytes.Count(text, []byte("\n"))
}
