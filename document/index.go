package document

import "strings"

// Index finds changes, or the files of an image, without a walk over all of
// them. It holds positions in the document's list. Policies see it as
// input.index: each list of positions as a list of what stands there, made when
// a rule asks for it.
//
// Of an image's files that a later layer deleted or replaced, only Under, Name,
// Extension and Deleted tell: Path and the other lists have what a container
// sees.
type Index struct {
	// Path finds what is at a path.
	Path map[string]int32
	// Under finds what is below a directory, at any depth.
	Under map[string][]int32
	// Name finds by the last part of the path.
	Name map[string][]int32
	// Extension finds by what follows the last dot of that part, in lower case.
	// A dot at the beginning makes a hidden name and no extension.
	Extension map[string][]int32
	// Architecture finds ELF files by what they are for.
	Architecture map[string][]int32
	// Executable are the files that can be run.
	Executable []int32
	// Setuid are the files with the setuid or setgid bit.
	Setuid []int32
	// WorldWritable are the files that can be run and that everybody can write
	// to: programs and scripts, and where no content was looked at, files with
	// an execute bit.
	WorldWritable []int32
	// Hidden are the paths with a part that begins with a dot.
	Hidden []int32
	// Deleted are the deleted paths, and the directories that were replaced. Of
	// an image, they are the files that a later layer deleted or replaced.
	Deleted []int32
}

// NewIndex makes the index of changes. Its size grows with the number of
// changes and the depth of their paths.
func NewIndex(changes []Change) *Index {
	return newIndex(len(changes), func(i int) (*Change, bool) { return &changes[i], true })
}

// FileIndex finds files of an image.
type FileIndex struct {
	Index
	// Layer finds files by the diff ID of their layer.
	Layer map[string]*LayerIndex
}

// LayerIndex finds what one layer brought, whether a later one deleted it or
// not. Directories are left out.
type LayerIndex struct {
	Files []int32
	// Under counts the files below a directory, at any depth, and below "/" all
	// of them.
	Under map[string]int
	// Unowned are the files that can be run and that no package lists.
	Unowned []int32
}

// NewFileIndex makes the index of an image's files, which come layer by layer,
// the lowest first. Where layers have the same path, the uppermost that was not
// deleted is the one at the path.
func NewFileIndex(files []*File) *FileIndex {
	entry := func(i int) (*Change, bool) { return &files[i].Change, files[i].DeletedIn == "" }
	return &FileIndex{Index: *newIndex(len(files), entry), Layer: newLayers(files)}
}

// newIndex makes the index of n entries. entry gives each of them, and whether
// it is there in the end.
func newIndex(n int, entry func(i int) (*Change, bool)) *Index {
	x := &Index{
		Path:         make(map[string]int32, n),
		Under:        map[string][]int32{},
		Name:         map[string][]int32{},
		Extension:    map[string][]int32{},
		Architecture: map[string][]int32{},
	}
	// Entries of one directory stand together, so the list of a directory is
	// looked up once for all of them.
	var dir string
	var lists []*[]int32
	under := map[string]*[]int32{}
	for i := range n {
		c, there := entry(i)
		at := int32(i)
		slash := strings.LastIndexByte(c.Path, '/')
		if slash >= 0 && (lists == nil || c.Path[:slash] != dir) {
			dir = c.Path[:slash]
			lists = ancestors(under, dir)
		}
		for _, list := range lists {
			*list = append(*list, at)
		}
		name := c.Path[slash+1:]
		x.Name[name] = append(x.Name[name], at)
		if dot := strings.LastIndexByte(name, '.'); dot > 0 && dot+1 < len(name) {
			extension := strings.ToLower(name[dot+1:])
			x.Extension[extension] = append(x.Extension[extension], at)
		}
		if !there {
			x.Deleted = append(x.Deleted, at)
			continue
		}
		x.Path[c.Path] = at
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

// ancestors are the values of a directory and of those above it but the root.
func ancestors[T any](values map[string]*T, dir string) []*T {
	found := []*T{}
	for at := 1; at <= len(dir) && len(found) < maxAncestors; at++ {
		if at < len(dir) && dir[at] != '/' {
			continue
		}
		value, ok := values[dir[:at]]
		if !ok {
			value = new(T)
			values[dir[:at]] = value
		}
		found = append(found, value)
	}
	return found
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
		if c.Mode&0o002 != 0 && (c.Magic == "" || c.ELF() || c.Interpreter != "") {
			x.WorldWritable = append(x.WorldWritable, at)
		}
	}
	if c.Type == Regular && c.Mode&0o6000 != 0 {
		x.Setuid = append(x.Setuid, at)
	}
	if strings.Contains(c.Path, "/.") {
		x.Hidden = append(x.Hidden, at)
	}
	if c.Architecture != "" {
		x.Architecture[c.Architecture] = append(x.Architecture[c.Architecture], at)
	}
}

func newLayers(files []*File) map[string]*LayerIndex {
	layers := map[string]*LayerIndex{}
	counts := map[string]map[string]*int{}
	var layer, dir string
	var above []*int
	for i := range files {
		f, at := files[i], int32(i)
		if f.Type == Directory {
			continue
		}
		x, ok := layers[f.Layer]
		if !ok {
			x = &LayerIndex{Under: map[string]int{}}
			layers[f.Layer], counts[f.Layer] = x, map[string]*int{}
		}
		x.Files = append(x.Files, at)
		if f.Executable() && f.Package == "" {
			x.Unowned = append(x.Unowned, at)
		}
		if slash := strings.LastIndexByte(f.Path, '/'); slash >= 0 {
			if above == nil || f.Layer != layer || f.Path[:slash] != dir {
				layer, dir = f.Layer, f.Path[:slash]
				above = ancestors(counts[layer], dir)
			}
			for _, count := range above {
				*count++
			}
		}
	}
	for layer, byDir := range counts {
		layers[layer].Under["/"] = len(layers[layer].Files)
		for dir, count := range byDir {
			layers[layer].Under[dir] = *count
		}
	}
	return layers
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
