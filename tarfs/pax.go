package tarfs

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// errPAX is for an extended header that makes no sense.
var errPAX = errors.New("damaged extended header")

// maxExtended bounds one extended header or long name, in bytes.
const maxExtended = 1 << 20

// extended is what extended headers say of the next entry.
type extended struct {
	records  map[string]string
	longName string
	longLink string
	// sparse are the fragments of format 0.0, which come as records of one name.
	sparse []fragment
}

// parsePAX reads the records "LENGTH KEY=VALUE\n" of a header.
func (x *extended) parsePAX(b []byte) error {
	if x.records == nil {
		x.records = map[string]string{}
	}
	for len(b) > 0 {
		blank := bytes.IndexByte(b[:min(len(b), 20)], ' ')
		if blank < 0 {
			return errPAX
		}
		n, err := strconv.ParseUint(string(b[:blank]), 10, 31)
		if err != nil || int(n) > len(b) || int(n) < blank+2 || b[n-1] != '\n' {
			return errPAX
		}
		key, value, ok := strings.Cut(string(b[blank+1:n-1]), "=")
		if !ok || key == "" {
			return errPAX
		}
		if err := x.record(key, value); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

func (x *extended) record(key, value string) error {
	switch key {
	case "GNU.sparse.offset":
		at, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return errPAX
		}
		x.sparse = append(x.sparse, fragment{at: at})
	case "GNU.sparse.numbytes":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || len(x.sparse) == 0 {
			return errPAX
		}
		x.sparse[len(x.sparse)-1].length = n
	default:
		x.records[key] = value
	}
	return nil
}

// apply completes a header. An empty value is as none.
func (x *extended) apply(h *header) {
	if x.longName != "" {
		h.Path = x.longName
	}
	if x.longLink != "" {
		h.LinkTarget = x.longLink
	}
	for key, value := range x.records {
		if value != "" && !h.set(key, value) && (h.odd == "" || key < h.odd) {
			h.odd = key
		}
	}
}

// set takes a record, and tells whether it makes sense.
func (h *header) set(key, value string) (ok bool) {
	number := func(to *int64) bool {
		n, err := strconv.ParseInt(value, 10, 64)
		if err == nil {
			*to = n
		}
		return err == nil
	}
	id := func(to *int) bool {
		n, err := strconv.Atoi(value)
		if err == nil {
			*to = n
		}
		return err == nil
	}
	moment := func(to *time.Time) bool {
		t, ok := paxTime(value)
		if ok {
			*to = t
		}
		return ok
	}
	switch key {
	case "path":
		return h.name(&h.Path, value)
	case "linkpath":
		return h.name(&h.LinkTarget, value)
	case "size":
		n := int64(-1)
		if number(&n); n < 0 {
			return false
		}
		h.size = n
		return true
	case "uid":
		return id(&h.UID)
	case "gid":
		return id(&h.GID)
	case "uname":
		return h.name(&h.Uname, value)
	case "gname":
		return h.name(&h.Gname, value)
	case "mtime":
		return moment(&h.Mtime)
	case "atime":
		return moment(&h.Atime)
	case "ctime":
		return moment(&h.Ctime)
	case "SCHILY.devmajor":
		return number(&h.Major)
	case "SCHILY.devminor":
		return number(&h.Minor)
	}
	return h.setXattr(key, value)
}

// name takes a text that must not have a NUL in it.
func (h *header) name(to *string, value string) bool {
	if strings.IndexByte(value, 0) >= 0 {
		return false
	}
	*to = value
	return true
}

// setXattr takes an extended attribute, as star and GNU tar write them, or bsdtar:
// that writes both, of which star's form is taken.
func (h *header) setXattr(key, value string) bool {
	var name string
	switch {
	case strings.HasPrefix(key, "SCHILY.xattr."):
		name = key[len("SCHILY.xattr."):]
	case strings.HasPrefix(key, "LIBARCHIVE.xattr."):
		plain, err := url.PathUnescape(key[len("LIBARCHIVE.xattr."):])
		decoded, err2 := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
		if err != nil || err2 != nil {
			return false
		}
		if _, ok := h.Xattrs[plain]; ok {
			return true
		}
		name, value = plain, string(decoded)
	case key == "RHT.security.selinux":
		name = "security.selinux"
	case strings.HasPrefix(key, "SCHILY.acl."):
		name = key
	default:
		return true
	}
	if name == "" {
		return false
	}
	if h.Xattrs == nil {
		h.Xattrs = map[string]string{}
	}
	h.Xattrs[name] = value
	return true
}

// paxTime reads seconds with a decimal fraction, of which nine digits are kept.
func paxTime(s string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(fraction, "0123456789") != "" {
		return time.Time{}, false
	}
	fraction = (fraction + "000000000")[:9]
	ns, err := strconv.ParseInt(fraction, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	if strings.HasPrefix(whole, "-") {
		ns = -ns
	}
	return time.Unix(sec, ns), true
}
