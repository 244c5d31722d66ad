package document

import "strings"

// Index finds changes without a walk over all of them. It holds positions in
// the document's Changes. Policies see it as input.index: each list of
// positions as a list of changes, made when a rule asks for it.
type Index struct {
	// Path finds the change of a path.
	Path map[string]int32
	// Under finds the changes below a directory, at any depth.
	Under map[string][]int32
	// Name finds the changes by the last part of their path.
	Name map[string][]int32
	// Executable are the added and modified files that can be run.
	Executable []int32
	// Setuid are the added and modified files with the setuid or setgid bit.
	Setuid []int32
	// Hidden are the added and modified paths with a part that begins with a dot.
	Hidden []int32
	// Deleted are the deleted paths, and the directories that were replaced.
	Deleted []int32
}

// NewIndex makes the index of changes. Its size grows with the number of
// changes and the depth of their paths.
func NewIndex(changes []Change) *Index {
	x := &Index{
		Path:  make(map[string]int32, len(changes)),
		Under: map[string][]int32{},
		Name:  map[string][]int32{},
	}
	// Changes of one directory stand together, so the list of a directory is
	// looked up once for all of them.
	var dir string
	var lists []*[]int32
	under := map[string]*[]int32{}
	for i := range changes {
		c, at := &changes[i], int32(i)
		x.Path[c.Path] = at
		slash := strings.LastIndexByte(c.Path, '/')
		x.Name[c.Path[slash+1:]] = append(x.Name[c.Path[slash+1:]], at)
		if slash >= 0 && (lists == nil || c.Path[:slash] != dir) {
			dir = c.Path[:slash]
			lists = ancestors(under, dir)
		}
		for _, list := range lists {
			*list = append(*list, at)
		}
		x.addAttributes(c, at)
	}
	for dir, list := range under {
		x.Under[dir] = *list
	}
	return x
}

// maxAncestors bounds the directories that one path is indexed under: a path
// made of thousands of directories is an attack.
const maxAncestors = 32

func ancestors(under map[string]*[]int32, dir string) []*[]int32 {
	lists := []*[]int32{}
	for at := 1; at <= len(dir) && len(lists) < maxAncestors; at++ {
		if at < len(dir) && dir[at] != '/' {
			continue
		}
		list, ok := under[dir[:at]]
		if !ok {
			list = new([]int32)
			under[dir[:at]] = list
		}
		lists = append(lists, list)
	}
	return lists
}

func (x *Index) addAttributes(c *Change, at int32) {
	if c.Kind == Deleted || len(c.Lost) > 0 {
		x.Deleted = append(x.Deleted, at)
	}
	if c.Kind == Deleted {
		return
	}
	if c.Executable() {
		x.Executable = append(x.Executable, at)
	}
	if c.Type == Regular && c.Mode&0o6000 != 0 {
		x.Setuid = append(x.Setuid, at)
	}
	if strings.Contains(c.Path, "/.") {
		x.Hidden = append(x.Hidden, at)
	}
}

// Executable tells whether the change is a file that can be run: one with an
// execute bit, in ELF format, or with an interpreter in its first line.
func (c *Change) Executable() bool {
	return c.Type == Regular && c.Kind != Deleted &&
		(c.Mode&0o111 != 0 || c.ELF() || c.Interpreter != "")
}

// ELF tells whether the content is a program or library in ELF format.
func (c *Change) ELF() bool {
	switch c.Magic {
	case "application/x-elf", "application/x-executable", "application/x-sharedlib", "application/x-object":
		return true
	}
	return false
}
