package yara

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	libyara "github.com/hillu/go-yara/v4"
)

// Sources say which rules to compile.
type Sources struct {
	// Embedded is a tree of rules of ours, which must compile.
	Embedded fs.FS
	// Paths are files, and directories of *.yar and *.yara files, of the user.
	Paths []string
	// Cache is where compiled rules of the user are kept.
	Cache Cache
}

// Compile compiles the rules of the sources; ours alone only when a content is
// matched that they are for. Each file is a namespace of its
// own; a file of the user's without rules, which only includes others, stands
// for these. A file in a directory that does not compile is left out and named
// in a diagnostic. It is an error when nothing of a path compiles, such as a
// file that was named itself, and when an embedded file does not.
func Compile(from Sources) (*Set, []Diagnostic, error) {
	embedded, err := embeddedSources(from.Embedded)
	if err != nil {
		return nil, nil, err
	}
	if len(from.Paths) == 0 {
		set := ours(embedded)
		set.Key = keyOf(from.Cache.Version, embedded, nil)
		return set, nil, nil
	}
	c := newCollection(embedded)
	if err := c.add(from.Paths); err != nil {
		return nil, nil, err
	}
	c.withoutMagic()
	k := kept{cache: from.Cache, key: keyOf(from.Cache.Version, slices.Concat(embedded, c.sources), c.told())}
	if set, windows, diagnostics := k.load(); set != nil {
		set.Key = k.key
		if windows > 0 {
			set.all = &later{make: func() (*ruleset, error) {
				return k.compileAll(func() ([]*source, error) { return c.compilable(embedded) })
			}}
		}
		return set, diagnostics, nil
	}
	good, err := c.compilable(embedded)
	if err != nil {
		return nil, nil, err
	}
	if err := c.nothing(from.Paths, good); err != nil {
		return nil, nil, err
	}
	less, removed := withoutWindows(good)
	rules, err := newRuleset(less)
	if err != nil { // they are not as we read them
		removed = 0
		rules, err = newRuleset(good)
	}
	if err != nil {
		return nil, nil, err
	}
	set := &Set{Key: k.key, programs: made(rules), Count: rules.count() + removed}
	set.others = set.programs
	// Those that are for programs of Windows alone may read others.
	rules.variables = variablesIn(good)
	if removed > 0 {
		set.all = &later{make: func() (*ruleset, error) {
			return k.compileAll(func() ([]*source, error) { return good, nil })
		}}
	}
	diagnostics := c.told()
	k.store(k.withoutWindows(), rules, header{
		Count: set.Count, Windows: removed, Variables: rules.variables, Diagnostics: plain(diagnostics),
	})
	return set, diagnostics, nil
}

// compileAll compiles all rules, or has them from the cache.
func (k kept) compileAll(sources func() ([]*source, error)) (*ruleset, error) {
	if rules, _ := k.rules(k.all()); rules != nil {
		return rules, nil
	}
	good, err := sources()
	if err != nil {
		return nil, err
	}
	rules, err := newRuleset(good)
	if err == nil {
		k.store(k.all(), rules, header{Variables: rules.variables})
	}
	return rules, err
}

// ours tells rules apart by their files. It is not done for a user's collection,
// which may be large: that is compiled once, and at once, to tell what is wrong.
func ours(sources []*source) *Set {
	without := func(end string) *later {
		some := slices.DeleteFunc(slices.Clone(sources), func(s *source) bool { return strings.HasSuffix(s.namespace, end) })
		return &later{make: func() (*ruleset, error) { return newRuleset(some) }}
	}
	set := &Set{programs: without(forOthers), others: without(forPrograms)}
	for _, s := range sources {
		rules, _ := rulesOf(s.text)
		for _, r := range rules {
			if !r.private {
				set.Count++
			}
		}
	}
	return set
}

// compilable are the sources that compile. libyara does not go on after an
// error, so they are only read at first, and rules are made of what is right.
func (c *collection) compilable(embedded []*source) ([]*source, error) {
	if failures := checkAll(embedded); len(failures) > 0 {
		return nil, &sourceError{failures[0].source, failures[0].err}
	}
	return slices.Concat(embedded, c.withoutWrong(slices.Clone(c.sources))), nil
}

func (c *collection) without(all []*source, wrong failure) []*source {
	c.diagnostics = append(c.diagnostics, wrong)
	return slices.DeleteFunc(all, func(s *source) bool { return s == wrong.source })
}

// withoutWrong takes the sources out that do not compile. What an index
// includes is not wrong when it compiles together.
func (c *collection) withoutWrong(all []*source) []*source {
	failures := checkAll(all)
	whole := map[*source]bool{}
	for _, f := range failures {
		index := f.source.index
		if index == nil {
			continue
		}
		if _, tried := whole[index]; !tried {
			whole[index] = len(checkAll([]*source{index})) == 0
			if whole[index] {
				all = append(all, index)
			}
		}
	}
	for _, f := range failures {
		if !whole[f.source.index] {
			all = c.without(all, f)
		}
	}
	return slices.DeleteFunc(all, func(s *source) bool { return whole[s.index] })
}

// checkAll reads sources without making rules of them, and returns those that
// are wrong. One compiler reads them until an error, and another one the rest.
func checkAll(sources []*source) []failure {
	const parts = 4
	results := make([][]failure, parts)
	var group sync.WaitGroup
	for i := range parts {
		part := sources[i*len(sources)/parts : (i+1)*len(sources)/parts]
		group.Go(func() {
			for len(part) > 0 {
				n, err := readOn(part)
				if err == nil {
					return
				}
				results[i] = append(results[i], failure{part[n], err})
				part = part[n+1:]
			}
		})
	}
	group.Wait()
	return slices.Concat(results...)
}

// readOn reads sources until one is wrong, and says which.
func readOn(sources []*source) (int, error) {
	compiler, err := newCompiler()
	if err != nil {
		return 0, err
	}
	defer compiler.Destroy()
	for i, s := range sources {
		if err := addSource(compiler, s); err != nil {
			return i, err
		}
	}
	return len(sources), nil
}

// nothing is the error when nothing of a path can be used.
func (c *collection) nothing(paths []string, good []*source) error {
	for _, p := range paths {
		has := func(s *source) bool { return slices.Contains(s.paths, p) }
		if slices.ContainsFunc(good, has) {
			continue
		}
		for _, d := range c.diagnostics {
			if has(d.source) {
				return fmt.Errorf("compile YARA rules: %v", d.diagnostic())
			}
		}
		return fmt.Errorf("compile YARA rules: %s has no rules", p)
	}
	return nil
}

func (f failure) diagnostic() Diagnostic { return Diagnostic{File: f.source.name, Err: f.err} }

// told are the diagnostics, by file.
func (c *collection) told() []Diagnostic {
	var told []Diagnostic
	for _, f := range c.diagnostics {
		told = append(told, f.diagnostic())
	}
	slices.SortStableFunc(told, func(a, b Diagnostic) int { return strings.Compare(a.File, b.File) })
	return told
}

// errNoMagic is why rules that ask libmagic are left out where it has no
// database: each of their scans would fail.
var errNoMagic = errors.New(`module "magic" cannot be used: libmagic's database is not on this host`)

// withoutMagic leaves out what imports magic where that does not work.
func (c *collection) withoutMagic() {
	imports := func(s *source) bool {
		if !bytes.Contains(s.text, []byte(`"magic"`)) {
			return false
		}
		d, err := scanDirectives(s.text)
		return err == nil && slices.Contains(d.imports, "magic")
	}
	works := sync.OnceValue(magicWorks)
	c.sources = slices.DeleteFunc(c.sources, func(s *source) bool {
		if !imports(s) || works() {
			return false
		}
		c.diagnostics = append(c.diagnostics, failure{s, errNoMagic})
		return true
	})
}

func magicWorks() bool {
	rules, err := libyara.Compile(`import "magic" rule probe { condition: magic.mime_type() == "" }`, nil)
	if err != nil {
		return false
	}
	defer rules.Destroy()
	var found libyara.MatchRules
	return rules.ScanMem([]byte("probe"), 0, 10*time.Second, &found) == nil
}
