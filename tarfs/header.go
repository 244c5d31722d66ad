package tarfs

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"strings"
	"time"
)

// blockSize is the unit of a tar, in bytes.
const blockSize = 512

// errHeader is for a block that is no header.
var errHeader = errors.New("not a tar header")

// The kinds of entries, by POSIX and GNU tar. See
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html and
// https://www.gnu.org/software/tar/manual/html_node/Standard.html
const (
	flagRegularOld = 0
	flagRegular    = '0'
	flagHardLink   = '1'
	flagSymlink    = '2'
	flagChar       = '3'
	flagBlock      = '4'
	flagDirectory  = '5'
	flagFIFO       = '6'
	flagContiguous = '7'
	flagPAX        = 'x'
	flagPAXSun     = 'X'
	flagPAXGlobal  = 'g'
	flagDumpDir    = 'D' // a directory, with a list of its files as content
	flagLongLink   = 'K'
	flagLongName   = 'L'
	flagContinued  = 'M' // the rest of a file that another volume begins
	flagSparse     = 'S'
	flagVolume     = 'V' // a label
)

// header is an entry as a header describes it.
type header struct {
	Entry
	flag byte
	// size is that of the content in the archive.
	size int64
	// odd says which fields make no sense.
	odd string
	// extended tells that blocks with more of a sparse file's fragments follow.
	extended bool
}

// The magics of formats.
const (
	magicUSTAR = "ustar\x00"
	magicGNU   = "ustar  \x00"
)

// parse reads a block. What is no number in it is 0, but for the size, without which
// it is no header.
func (h *header) parse(b []byte) error {
	if !checksumOK(b) {
		return errHeader
	}
	uname, gname := h.Uname, h.Gname
	*h = header{flag: b[156]}
	size, ok := number(b[124:136])
	if !ok || size < 0 {
		return errHeader
	}
	h.size = size
	h.Path = text(b[:100])
	h.LinkTarget = text(b[157:257])
	h.Mode = uint32(h.number(b[100:108], "mode") & 0o7777)
	h.UID = int(h.number(b[108:116], "uid"))
	h.GID = int(h.number(b[116:124], "gid"))
	h.Mtime = time.Unix(h.number(b[136:148], "mtime"), 0)
	if string(b[257:262]) != "ustar" {
		return nil // v7
	}
	h.Uname, h.Gname = again(uname, b[265:297]), again(gname, b[297:329])
	if h.flag == flagChar || h.flag == flagBlock {
		h.Major = h.number(b[329:337], "device number")
		h.Minor = h.number(b[337:345], "device number")
	}
	switch {
	case string(b[257:265]) == magicGNU:
		h.gnu(b)
	case string(b[257:263]) == magicUSTAR && string(b[508:512]) == "tar\x00": // star
		h.prefix(b[345:476])
		h.Atime, h.Ctime = h.time(b[476:488]), h.time(b[488:500])
	case string(b[257:263]) == magicUSTAR:
		h.prefix(b[345:500])
	}
	return nil
}

// gnu reads what GNU tar has where POSIX has a prefix of the name.
func (h *header) gnu(b []byte) {
	h.Atime, h.Ctime = h.time(b[345:357]), h.time(b[357:369])
	if h.flag != flagSparse {
		return
	}
	h.fragment(b[386:482])
	h.extended = b[482] != 0
	h.sparse = true
	h.Size = h.number(b[483:495], "real size")
}

// fragment adds what a table of fragments has, of 24 bytes each. It tells whether
// the table is full.
func (h *header) fragment(table []byte) bool {
	for ; len(table) >= 24; table = table[24:] {
		if table[0] == 0 {
			return false
		}
		at, ok := number(table[:12])
		length, ok2 := number(table[12:24])
		if !ok || !ok2 {
			h.odd = "sparse map"
		}
		h.fragments = append(h.fragments, fragment{at, length})
	}
	return true
}

func (h *header) prefix(field []byte) {
	if p := text(field); p != "" {
		h.Path = p + "/" + h.Path
	}
}

func (h *header) number(field []byte, name string) int64 {
	n, ok := number(field)
	if !ok {
		h.odd = name
	}
	return n
}

// time is zero for a field that is not set.
func (h *header) time(field []byte) time.Time {
	if field[0] == 0 {
		return time.Time{}
	}
	n, ok := number(field)
	if !ok || n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// text is a field up to its first NUL.
func text(field []byte) string {
	if end := bytes.IndexByte(field, 0); end >= 0 {
		field = field[:end]
	}
	return string(field)
}

// again is text, without a new string where it is what came before.
func again(before string, field []byte) string {
	if end := bytes.IndexByte(field, 0); end >= 0 {
		field = field[:end]
	}
	if before == string(field) {
		return before
	}
	return string(field)
}

// number reads octal digits, or GNU's base-256, whose first bit is set.
func number(field []byte) (int64, bool) {
	if field[0]&0x80 != 0 {
		return base256(field)
	}
	for len(field) > 0 && (field[0] == ' ' || field[0] == 0) {
		field = field[1:]
	}
	var n int64
	for i, c := range field {
		switch {
		case c == ' ' || c == 0:
			return n, len(bytes.Trim(field[i:], " \x00")) == 0
		case c < '0' || c > '7' || n > math.MaxInt64>>3:
			return 0, false
		}
		n = n<<3 | int64(c-'0')
	}
	return n, true
}

// base256 reads a number in two's complement, the highest byte first. The first bit
// only marks it: the second is the sign.
func base256(field []byte) (int64, bool) {
	n := int64(int8(field[0]<<1)) >> 1
	for _, c := range field[1:] {
		if n > math.MaxInt64>>8 || n < math.MinInt64>>8 {
			return 0, false
		}
		n = n<<8 | int64(c)
	}
	return n, true
}

// checksumOK tells whether a block is a header. The sum takes its own field for
// blanks; old implementations took bytes for signed.
func checksumOK(b []byte) bool {
	want, ok := number(b[148:156])
	if !ok {
		return false
	}
	var unsigned, high int64
	for _, c := range b[:blockSize] {
		unsigned += int64(c)
		high += int64(c >> 7)
	}
	for _, c := range b[148:156] {
		unsigned += ' ' - int64(c)
		high -= int64(c >> 7)
	}
	return want == unsigned || want == unsigned-high<<8
}

// fileType is the type of an entry. Content follows only after a regular file's
// header: sizes that other headers have mean something else, or nothing.
func (h *header) fileType() (t fs.FileMode, content bool) {
	switch h.flag {
	case flagHardLink:
		return 0, false
	case flagSymlink:
		return fs.ModeSymlink, false
	case flagChar:
		return fs.ModeDevice | fs.ModeCharDevice, false
	case flagBlock:
		return fs.ModeDevice, false
	case flagDirectory:
		return fs.ModeDir, false
	case flagFIFO:
		return fs.ModeNamedPipe, false
	case flagDumpDir:
		return fs.ModeDir, true
	}
	if strings.HasSuffix(h.Path, "/") { // as tar had it before it had a flag for it
		return fs.ModeDir, true
	}
	return 0, true
}
