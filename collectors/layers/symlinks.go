package layers

import (
	"archive/tar"
	"path"
	"strings"
)

// symlinks are the symbolic links of a layer. Whoever unpacks the layer writes
// through them: with a link to /etc at /x, the entry x/crontab becomes
// /etc/crontab.
type symlinks struct {
	to map[string]string
	// dir and real are the last directory that was asked for, and where it is.
	dir, real string
}

// maxHops bounds the links that lead to each other, as Linux does.
const maxHops = 40

// set notes what is at a path from now on.
func (s *symlinks) set(name string, header *tar.Header) {
	target := header.Linkname
	switch header.Typeflag {
	case tar.TypeSymlink:
		if !path.IsAbs(target) {
			target = path.Join(path.Dir(name), target)
		}
		target = path.Clean("/" + target)
	case tar.TypeLink:
		target = s.to[s.place(path.Clean("/"+target))]
	default:
		target = ""
	}
	if _, before := s.to[name]; target == "" && !before {
		return
	}
	s.dir = ""
	delete(s.to, name)
	if target == "" {
		return
	}
	if s.to == nil {
		s.to = map[string]string{}
	}
	s.to[name] = target
}

// place is where a path is in truth, when directories above it are links.
func (s *symlinks) place(name string) string {
	if len(s.to) == 0 {
		return name
	}
	slash := strings.LastIndexByte(name, '/')
	dir := name[:slash]
	if dir == "" {
		return name
	}
	if dir != s.dir {
		s.dir, s.real = dir, s.resolve(dir)
	}
	if s.real == dir {
		return name
	}
	return path.Join(s.real, name[slash:])
}

// resolve follows the links in a path. Where they lead in a circle, it ends
// somewhere in it.
func (s *symlinks) resolve(name string) string {
	for range maxHops {
		next, found := s.first(name)
		if !found || len(next) > maxName {
			break
		}
		name = next
	}
	return name
}

// first follows the first link in a path.
func (s *symlinks) first(name string) (string, bool) {
	for at := 1; at <= len(name); at++ {
		if at < len(name) && name[at] != '/' {
			continue
		}
		if target, ok := s.to[name[:at]]; ok {
			return path.Clean(target + "/" + strings.TrimPrefix(name[at:], "/")), true
		}
	}
	return name, false
}
