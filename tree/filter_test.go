package tree

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"
)

func TestModeString(t *testing.T) {
	tests := map[fs.FileMode]string{
		0o644:                               "-rw-r--r--",
		fs.ModeDir | 0o755:                  "drwxr-xr-x",
		fs.ModeSetuid | 0o755:               "-rwsr-xr-x",
		fs.ModeSetuid | 0o644:               "-rwSr--r--",
		fs.ModeSetgid | 0o2:                 "------S-w-",
		fs.ModeSetgid | 0o711:               "-rwx--s--x",
		fs.ModeDir | fs.ModeSticky | 0o777:  "drwxrwxrwt",
		fs.ModeDir | fs.ModeSticky | 0o770:  "drwxrwx--T",
		fs.ModeSymlink | 0o777:              "lrwxrwxrwx",
		fs.ModeDevice | fs.ModeCharDevice:   "c---------",
		fs.ModeDevice | 0o660:               "brw-rw----",
		fs.ModeNamedPipe | 0o600:            "prw-------",
		fs.ModeSocket | 0o600 | fs.ModePerm: "srwxrwxrwx",
	}
	for mode, want := range tests {
		if got := ModeString(mode); got != want {
			t.Errorf("%v is %s, want %s", mode, got, want)
		}
	}
}

func TestFilter(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	files := fstest.MapFS{
		"x.php": {Data: make([]byte, 1024), Mode: fs.ModeSetuid | 0o755, ModTime: at},
		"dir":   {Mode: fs.ModeDir | fs.ModeSticky | 0o777, ModTime: at},
	}
	size := func(text string) (s Size) {
		if err := s.Set(text); err != nil {
			t.Fatal(err)
		}
		return s
	}
	mode := func(text string) (m Mode) {
		if err := m.Set(text); err != nil {
			t.Fatal(err)
		}
		return m
	}
	tests := map[string]struct {
		filter Filter
		name   string
		want   bool
	}{
		"nothing is asked":    {Filter{}, "x.php", true},
		"a name":              {Filter{Name: "*.php"}, "x.php", true},
		"another name":        {Filter{Name: "*.ph"}, "x.php", false},
		"a type":              {Filter{Types: "lf"}, "x.php", true},
		"another type":        {Filter{Types: "d"}, "x.php", false},
		"more than its size":  {Filter{Size: size("+1K")}, "x.php", false},
		"more than less":      {Filter{Size: size("+1023")}, "x.php", true},
		"less than its size":  {Filter{Size: size("-1K")}, "x.php", false},
		"less than more":      {Filter{Size: size("-1025")}, "x.php", true},
		"exactly":             {Filter{Size: size("=1K")}, "x.php", true},
		"exactly, short":      {Filter{Size: size("1024")}, "x.php", true},
		"zero":                {Filter{Size: size("0")}, "x.php", false},
		"size of a directory": {Filter{Size: size("-1M")}, "dir", false},
		"newer than itself":   {Filter{Newer: at}, "x.php", false},
		"newer":               {Filter{Newer: at.Add(-1)}, "x.php", true},
		"older than itself":   {Filter{Older: at}, "x.php", false},
		"older":               {Filter{Older: at.Add(1)}, "x.php", true},
		"all bits":            {Filter{Mode: mode("4100")}, "x.php", true},
		"all bits, one not":   {Filter{Mode: mode("6000")}, "x.php", false},
		"all bits, as find":   {Filter{Mode: mode("-4000")}, "x.php", true},
		"any bit":             {Filter{Mode: mode("/6000")}, "x.php", true},
		"any bit, none":       {Filter{Mode: mode("/2002")}, "x.php", false},
		"exact bits":          {Filter{Mode: mode("=4755")}, "x.php", true},
		"exact bits, more":    {Filter{Mode: mode("=755")}, "x.php", false},
		"sticky":              {Filter{Mode: mode("1000")}, "dir", true},
		"one of two fails":    {Filter{Name: "*.php", Types: "d"}, "x.php", false},
	}
	for name, test := range tests {
		info, err := files.Stat(test.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := test.filter.Match(test.name, info); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestConditionsThatAreNone(t *testing.T) {
	for _, text := range []string{"", "+", "M", "+-1", "1X", "=="} {
		if new(Size).Set(text) == nil {
			t.Errorf("%q is a size", text)
		}
	}
	for _, text := range []string{"", "/", "8", "u+s", "10000", "-", "0x7"} {
		if new(Mode).Set(text) == nil {
			t.Errorf("%q is a mode", text)
		}
	}
	for _, text := range []string{"", "yesterday", "2026-13-01", "-1h", "-1d", "1e9d", "d"} {
		if at, err := ParseTime(text, time.Now()); err == nil {
			t.Errorf("%q is %v", text, at)
		}
	}
}

func TestParseTime(t *testing.T) {
	now := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)
	tests := map[string]string{
		"2026-01-02": "2026-01-02T00:00:00Z", "2026-01-02 03:04": "2026-01-02T03:04:00Z", "2026-01-02 03:04:05": "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05": "2026-01-02T03:04:05Z", "2026-01-02T03:04:05+02:00": "2026-01-02T01:04:05Z", "2026-01-02T03:04:05.5Z": "2026-01-02T03:04:05.5Z",
		"24h": "2026-01-09T12:00:00Z", "1.5d": "2026-01-09T00:00:00Z", "90s": "2026-01-10T11:58:30Z", "0s": "2026-01-10T12:00:00Z",
	}
	for text, want := range tests {
		got, err := ParseTime(text, now)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s is %v, %v; want %s", text, got, err, want)
		}
	}
}
