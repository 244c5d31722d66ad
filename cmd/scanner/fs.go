package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/collectors/image"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/collectors/rootfs"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/evidence"
	"github.com/rummage-scanner/rummage/tarfs"
	"github.com/rummage-scanner/rummage/tree"
)

const aboutSources = `SOURCE is one of

    FILE, rootfs:FILE              a tar archive: plain, .gz, .zst, .xz or .bz2
    rootfs:DIR                     a directory
    case:DIR                       a case: the container's files in it
    docker-archive:FILE            an image of docker save, its layers merged
    oci-archive:FILE, oci-dir:DIR  an image in an OCI layout
    image:REF                      an image of the engine, saved for the while
    docker-root:DIR#CONTAINER      a container of a dead host's disk
    container:NAME                 a container of this host's engine, as root`

func newFS(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fs",
		Short: "Look into archives, cases, images and containers: list, print, find, copy out, mount",
		Long: `Look at single files of an archive, a case, an image or a container, without
unpacking it. Nothing in it is changed, and no link leads out of it.

` + aboutSources,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFSLs(s), newFSCat(s), newFSFind(s), newFSCp(s), newFSMount(s))
	return cmd
}

// fsOptions are the flags of all commands of fs.
type fsOptions struct {
	common
	changes bool
	index   string
}

func (o *fsOptions) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.changes, "changes", false, "only what differs from the image: the container's upper directory, or what a case lists as changed")
	f.StringVar(&o.index, "index", "cache", "keep the index of an archive in `PLACE`: cache, beside (the archive) or none")
	f.StringVar(&o.platform, "platform", "", "take the image for `OS/ARCHITECTURE` of several (default: linux, and this machine's)")
	f.StringVarP(&o.config, "config", "c", "", "settings `FILE` (default .rummage.yaml, when there is one)")
	f.StringVarP(&o.host, "host", "H", "", "`ADDRESS` of the engine (default: as the docker command finds it)")
}

// source is a tree that is open.
type source struct {
	tree.Tree
	name  string
	err   io.Writer
	close func() error
	// notices counts what turns out to be damaged while it is read; nil tells it only.
	notices *unread
	// static tells that it is an archive, and nothing that may change.
	static bool
}

// openSource opens the tree that a command names.
func openSource(cmd *cobra.Command, s streams, o *fsOptions, name string) (*source, error) {
	switch o.index {
	case "cache", "beside", "none":
	default:
		return nil, usagef("use --index cache, beside or none", "there is no place %q for an index", o.index)
	}
	if _, err := settle(cmd, o.config); err != nil {
		return nil, err
	}
	all := newSources(o.common, s.in)
	found := &source{name: name, err: s.err}
	opened, closeTree, err := all.openTree(cmd.Context(), name, o, func(notice string) {
		if found.notices != nil {
			found.notices.add(errors.New(notice))
			return
		}
		fmt.Fprintf(s.err, "rummage: %s\n", oneLine(notice))
	})
	if err != nil {
		all.close()
		return nil, err
	}
	found.Tree, found.static, found.close = opened, tree.Static(opened), func() error {
		defer all.close()
		return closeTree()
	}
	return found, nil
}

// openTree finds the tree of a source.
func (s *sources) openTree(ctx context.Context, name string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	target := collectors.ParseTarget(name, schemes)
	switch target.Scheme {
	case "":
		if _, err := os.Stat(name); err == nil {
			return openRootFS(ctx, name, o, notice)
		}
		return s.openContainerTree(ctx, target, o)
	case docker.Scheme:
		return s.openContainerTree(ctx, target, o)
	case rootfs.Scheme:
		return openRootFS(ctx, target.Name, o, notice)
	case dockerroot.Scheme:
		return s.openRootTree(ctx, target.Name, o, notice)
	case evidence.Scheme:
		return openCaseTree(ctx, target.Name, o, notice)
	case image.DockerArchive, image.OCIArchive, image.OCIDir:
		return openImageTree(ctx, target, o, notice)
	case docker.ImageScheme:
		return s.openEngineImageTree(ctx, target.Name, o, notice)
	}
	return nil, nil, usagef("docker save writes an image into an archive, which docker-archive:FILE opens; rummage fs --help lists what else can be looked into",
		"%s cannot be looked into", target)
}

func openRootFS(ctx context.Context, name string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	if o.changes {
		return nil, nil, usagef("leave out --changes, or name a container or a case", "%s does not tell what was changed", name)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, fmt.Errorf("open root file system: %w", err)
	}
	if info.IsDir() {
		opened, err := overlay.Open(name, nil, overlay.Trusted)
		if err != nil {
			return nil, nil, err
		}
		return tree.FromOverlay(opened.UpperFS()), opened.Close, nil
	}
	return openTar(ctx, name, o, notice)
}

// openTar opens an archive as it is.
func openTar(ctx context.Context, name string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	odd := ""
	opened, err := tarfs.Open(ctx, name, o.tar(func(text string) {
		odd = text
		notice(text)
	}))
	if err == nil && opened.Len() == 0 && odd != "" {
		err = errors.Join(fmt.Errorf("open %s: there is no file in it: %s", name, odd), opened.Close())
	}
	if err != nil {
		return nil, nil, hinted{err, "it must be a tar archive: plain, or compressed with gzip, zstd, xz or bzip2"}
	}
	return tree.FromArchive(opened, nil), opened.Close, nil
}

// tar says where indexes of archives are kept.
func (o *fsOptions) tar(notice func(string)) tarfs.Options {
	options := tarfs.Options{Beside: o.index == "beside", Notice: notice}
	if dir, err := os.UserCacheDir(); err == nil && o.index == "cache" {
		options.CacheDir = filepath.Join(dir, "rummage", "tar")
		cache.Area{Dir: dir, Name: "tar", MaxEntries: maxIndexes, MaxBytes: maxIndexBytes}.Prune()
	}
	return options
}

// The bounds of the indexes that are kept: the oldest go first.
const (
	maxIndexes    = 100
	maxIndexBytes = 4 << 30
)

// openEngineImageTree opens an image that an engine has. It is saved for as long as it
// is open: nothing but a file can be read at random.
func (s *sources) openEngineImageTree(ctx context.Context, ref string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	c, err := s.engine(ctx)
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "rummage-")
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "image.tar")
	var opened tree.Tree
	var closeTree func() error
	saved, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(c.SaveImage(ctx, ref, saved), saved.Close())
	}
	if err == nil {
		opened, closeTree, err = openImageTree(ctx, collectors.Target{Scheme: image.DockerArchive, Name: file}, o, notice)
	}
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return opened, func() error { return errors.Join(closeTree(), os.RemoveAll(dir)) }, nil
}

// openImageTree opens the merged layers of an image.
func openImageTree(ctx context.Context, target collectors.Target, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	if o.changes {
		return nil, nil, usagef("leave out --changes, or name a container or a case", "%s is an image: nothing of it was changed", target)
	}
	opener, err := image.New(image.Options{Platform: o.platform})
	if err != nil {
		return nil, nil, hinted{err, "use --platform OS/ARCHITECTURE, such as linux/arm64"}
	}
	places, lacks, err := opener.Places(target)
	if errors.Is(err, image.ErrCompressed) {
		return nil, nil, hinted{err, "decompress it first: gunzip -k " + target.Name}
	}
	if err != nil {
		return nil, nil, err
	}
	for _, lack := range lacks {
		notice(lack)
	}
	var layers []tarfs.Layer
	var names []string
	for _, p := range places {
		layers = append(layers, tarfs.Layer{Name: p.DiffID, File: p.File, Offset: p.Offset, Size: p.Size})
		names = append(names, strings.TrimPrefix(p.DiffID, "sha256:"))
	}
	opened, err := tarfs.OpenLayers(ctx, layers, o.tar(notice))
	if err != nil {
		return nil, nil, err
	}
	return tree.FromArchive(opened, names), opened.Close, nil
}

// openCaseTree opens what a case has of the container's files: all of them, or, of a
// dead host, the upper directory.
func openCaseTree(ctx context.Context, dir string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	file, layer, err := archiveOfCase(dir, notice)
	if err != nil {
		return nil, nil, err
	}
	opened, closeTree, err := openTar(ctx, file, o, notice)
	if err != nil || !o.changes || layer {
		return opened, closeTree, err
	}
	changed, err := changesOfCase(ctx, dir)
	if err != nil {
		return nil, nil, errors.Join(err, closeTree())
	}
	return tree.Only(opened, changed), closeTree, nil
}

// archiveOfCase finds the archive of files in a case, and tells whether it is an
// upper directory alone. Its size is compared with the manifest's; rummage verify
// compares its content.
func archiveOfCase(dir string, notice func(string)) (file string, layer bool, err error) {
	m, err := evidence.Read(dir)
	if err != nil {
		return "", false, aboutCase(err)
	}
	for _, name := range []string{evidence.RootFSName, evidence.LayerName} {
		for _, item := range m.Items {
			switch item.Path {
			case name + ".age", name + ".zst.age":
				return "", false, hinted{fmt.Errorf("open %s: %w", dir, evidence.ErrEncrypted), "age -d -i KEY decrypts " + item.Path}
			case name, name + ".zst":
			default:
				continue
			}
			file := filepath.Join(dir, item.Path)
			info, err := os.Lstat(file)
			if err == nil && (!info.Mode().IsRegular() || info.Size() != item.Size) {
				err = fmt.Errorf("open %s: %s was altered: rummage verify tells more", dir, item.Path)
			}
			if item.Cut != "" {
				notice(item.Path + " is cut: " + item.Cut)
			}
			return file, name == evidence.LayerName, err
		}
	}
	return "", false, hinted{fmt.Errorf("case %s has neither %s nor %s", dir, evidence.RootFSName, evidence.LayerName),
		"rummage case show " + dir + " lists what it has, and what it lacks"}
}

// changesOfCase are the names of the files that were added or modified.
func changesOfCase(ctx context.Context, dir string) ([]string, error) {
	subject, err := evidence.Opener{}.Open(ctx, collectors.Target{Scheme: evidence.Scheme, Name: dir})
	if err != nil {
		return nil, aboutCase(err)
	}
	defer subject.Close()
	d, err := subject.Document(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range d.Changes {
		if c.Kind != document.Deleted && c.Mount == "" {
			names = append(names, document.Bytes(c.Path))
		}
	}
	return names, nil
}

// openRootTree opens a container of a data root.
func (s *sources) openRootTree(ctx context.Context, name string, o *fsOptions, notice func(string)) (tree.Tree, func() error, error) {
	root, container, err := s.containerOfRoot(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	opened, gaps, err := root.OpenTree(ctx, container)
	if errors.Is(err, collectors.ErrNotFound) {
		return nil, nil, hinted{err, "rummage containers docker-root:DIR lists those that are there"}
	}
	if err != nil {
		return nil, nil, err
	}
	if gaps != nil {
		notice("what is shown may lack files: " + gaps.Error())
	}
	if os.Geteuid() != 0 && !o.changes {
		notice("only root can read all marks by which layers hide files: what was deleted may be shown")
	}
	return layered(opened, o), opened.Close, nil
}

// openContainerTree opens a container of the engine.
func (s *sources) openContainerTree(ctx context.Context, target collectors.Target, o *fsOptions) (tree.Tree, func() error, error) {
	c, err := s.engine(ctx)
	if err != nil {
		return nil, nil, err
	}
	opened, err := c.OpenTree(ctx, target)
	switch {
	case errors.Is(err, docker.ErrElsewhere):
		return nil, nil, hinted{fmt.Errorf("open container %s: %w", target.Name, err),
			"rummage collect " + target.Name + " -o DIR secures it, and case:DIR can be looked into"}
	case errors.Is(err, collectors.ErrNotFound) && target.Scheme == "":
		return nil, nil, hinted{fmt.Errorf("%w: there is neither a file nor a container called %s", collectors.ErrNotFound, target.Name),
			"rummage fs --help lists what can be looked into"}
	case err != nil:
		return nil, nil, err
	}
	return layered(opened, o), opened.Close, nil
}

func layered(opened *overlay.Tree, o *fsOptions) tree.Tree {
	if o.changes {
		return tree.FromOverlay(opened.UpperFS())
	}
	return tree.FromOverlay(opened.FS())
}

// resolve finds a path as a user gives it: as it is, or as reports write it, with
// \xHH for bytes that are not UTF-8.
func (s *source) resolve(arg string, last bool) (string, fs.FileInfo, error) {
	name, info, err := tree.Resolve(s, arg, last)
	if plain := document.Bytes(arg); errors.Is(err, fs.ErrNotExist) && plain != arg {
		if name, info, err := tree.Resolve(s, plain, last); err == nil {
			return name, info, nil
		}
	}
	return name, info, s.about(err)
}

// about gives an error of a path a hint.
func (s *source) about(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return hinted{fmt.Errorf("%s: %w", s.name, err), "rummage fs find SOURCE --name '*PART*' searches; rummage fs ls SOURCE DIR lists"}
	case errors.Is(err, fs.ErrPermission):
		return hinted{fmt.Errorf("%s: %w", s.name, err), "run as root to read what only root may"}
	}
	return hinted{fmt.Errorf("%s: %w", s.name, err), "rummage fs ls -l SOURCE PATH tells what is there"}
}

// unread counts what could not be read, and tells the first few on stderr.
type unread struct {
	to    io.Writer
	count int
}

// maxTold is how many files that could not be read are told one by one.
const maxTold = 20

func (u *unread) add(err error) {
	if u.count++; u.count <= maxTold {
		fmt.Fprintf(u.to, "rummage: %s\n", oneLine(err.Error()))
	}
}

// outcome is the status of a command that read as far as it could.
func (u *unread) outcome() error {
	if u.count == 0 {
		return nil
	}
	if u.count > maxTold {
		fmt.Fprintf(u.to, "rummage: %d more\n", u.count-maxTold)
	}
	return outcome(statusIncomplete)
}
