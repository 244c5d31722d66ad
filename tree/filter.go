package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/docker/go-units"
)

// Filter says which files are looked for. What is not set holds for all.
type Filter struct {
	// Name is a pattern for the last part of the path.
	Name string
	// Types are letters, as [TypeLetter] gives them.
	Types string
	// Size is of regular files.
	Size Size
	// Newer and Older bound the time of the last modification.
	Newer, Older time.Time
	Mode         Mode
}

// Match tells whether a file is looked for. base is the last part of its path.
func (f Filter) Match(base string, info fs.FileInfo) bool {
	if f.Name != "" {
		if ok, err := doublestar.Match(f.Name, base); err != nil || !ok {
			return false
		}
	}
	switch mtime := info.ModTime(); {
	case f.Types != "" && !strings.Contains(f.Types, TypeLetter(info.Mode())):
	case f.Size.set && !(info.Mode().IsRegular() && f.Size.holds(info.Size())):
	case !f.Newer.IsZero() && !mtime.After(f.Newer):
	case !f.Older.IsZero() && !mtime.Before(f.Older):
	case !f.Mode.holds(Permissions(info.Mode())):
	default:
		return true
	}
	return false
}

// TypeLetter is the letter of a type as find(1) has it: f, d, l, p, s, c or b.
func TypeLetter(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "f"
	case mode.IsDir():
		return "d"
	case mode&fs.ModeSymlink != 0:
		return "l"
	case mode&fs.ModeNamedPipe != 0:
		return "p"
	case mode&fs.ModeSocket != 0:
		return "s"
	case mode&fs.ModeCharDevice != 0:
		return "c"
	}
	return "b"
}

// Permissions are the lower twelve bits of st_mode.
func Permissions(mode fs.FileMode) uint32 {
	bits := uint32(mode.Perm())
	if mode&fs.ModeSetuid != 0 {
		bits |= 0o4000
	}
	if mode&fs.ModeSetgid != 0 {
		bits |= 0o2000
	}
	if mode&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}

// ModeString is the type and the permissions as ls(1) writes them: -rwsr-xr-x.
func ModeString(mode fs.FileMode) string {
	text := []byte(strings.Replace(TypeLetter(mode), "f", "-", 1) + mode.Perm().String()[1:])
	special := func(bit fs.FileMode, at int, with, without byte) {
		switch {
		case mode&bit == 0:
		case text[at] == 'x':
			text[at] = with
		default:
			text[at] = without
		}
	}
	special(fs.ModeSetuid, 3, 's', 'S')
	special(fs.ModeSetgid, 6, 's', 'S')
	special(fs.ModeSticky, 9, 't', 'T')
	return string(text)
}

// Size is a condition on a size: +1M is more than, -10K less than, and 0 or =0
// exactly so many bytes. K, M, G and T are factors of 1024.
type Size struct {
	set   bool
	sign  byte
	bytes int64
}

// Set reads the condition.
func (s *Size) Set(text string) error {
	sign := byte('=')
	number := text
	if text != "" && strings.IndexByte("+-=", text[0]) >= 0 {
		sign, number = text[0], text[1:]
	}
	n, err := units.RAMInBytes(number)
	if err != nil || n < 0 {
		return errors.New("want a size such as +1M (more), -10K (less) or =512 (exactly)")
	}
	*s = Size{true, sign, n}
	return nil
}

func (s *Size) String() string {
	if !s.set {
		return ""
	}
	return string(s.sign) + strconv.FormatInt(s.bytes, 10)
}

// Type names it in help.
func (s *Size) Type() string { return "size" }

func (s *Size) holds(n int64) bool {
	switch s.sign {
	case '+':
		return n > s.bytes
	case '-':
		return n < s.bytes
	}
	return n == s.bytes
}

// Mode is a condition on permissions: 4000 wants all of these bits, /6000 any of
// them, =644 exactly these.
type Mode struct {
	set  bool
	sign byte
	bits uint32
}

// Set reads the condition.
func (m *Mode) Set(text string) error {
	sign := byte('-')
	number := text
	if text != "" && strings.IndexByte("-/=", text[0]) >= 0 {
		sign, number = text[0], text[1:]
	}
	bits, err := strconv.ParseUint(number, 8, 32)
	if err != nil || bits > 0o7777 {
		return errors.New("want octal bits such as 4000 (all of them are set), /6000 (any) or =644 (exactly)")
	}
	*m = Mode{true, sign, uint32(bits)}
	return nil
}

func (m *Mode) String() string {
	if !m.set {
		return ""
	}
	return fmt.Sprintf("%c%o", m.sign, m.bits)
}

// Type names it in help.
func (m *Mode) Type() string { return "mode" }

func (m *Mode) holds(bits uint32) bool {
	switch {
	case !m.set:
		return true
	case m.sign == '/':
		return bits&m.bits != 0 || m.bits == 0
	case m.sign == '=':
		return bits == m.bits
	}
	return bits&m.bits == m.bits
}

// ParseTime reads a point in time: a date, with a time of day or not, in UTC
// unless it says otherwise; or a duration such as 24h or 7d before now.
func ParseTime(text string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n >= 0 && n < 100_000 {
			return now.Add(-time.Duration(n * float64(24*time.Hour))), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, errors.New("want a time such as 2026-01-31, 2026-01-31T12:00:00Z, or a duration such as 24h or 7d")
}
