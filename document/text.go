package document

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Text turns bytes that an attacker may have chosen into text that survives
// JSON unchanged. Valid UTF-8 is kept; a byte that is not part of it becomes
// \xHH, and a backslash that would read as such an escape becomes \x5c, so
// that [Bytes] can always tell what was there.
func Text(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || isEscape(s[i:]) {
			b.WriteString(`\x`)
			b.WriteByte(hexDigits[s[i]>>4])
			b.WriteByte(hexDigits[s[i]&15])
			i++
			continue
		}
		b.WriteString(s[i : i+size])
		i += size
	}
	return b.String()
}

// Bytes undoes [Text].
func Bytes(s string) string {
	if !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if isEscape(s[i:]) {
			b.WriteByte(unhex(s[i+2])<<4 | unhex(s[i+3]))
			i += 3
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isEscape(s string) bool {
	return len(s) >= 4 && s[0] == '\\' && s[1] == 'x' && isHex(s[2]) && isHex(s[3])
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

func unhex(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

// MaxText is the size up to which a file's content is put into Change.Text.
const MaxText = 64 << 10

// settings are directories of files that say what a system does.
var settings = []string{
	"/etc/", "/root/", "/home/", "/var/spool/cron/", "/var/spool/at/", "/usr/local/etc/",
	"/lib/systemd/", "/usr/lib/systemd/", "/usr/local/lib/systemd/", "/lib/udev/", "/usr/lib/udev/", "/run/systemd/", "/run/udev/",
	"/usr/local/apache2/conf/", "/usr/share/git-core/templates/hooks/", "/docker-entrypoint.d/", "/docker-entrypoint-initdb.d/",
}

// hooks are the names of files that interpreters, servers and tools read by
// themselves, in any directory.
var hooks = []string{
	"authorized_keys", "authorized_keys2", "sitecustomize.py", "usercustomize.py", "sitecustomize.pl", "php.ini", "npmrc",
	"my.cnf", "redis.conf", "package.json",
}

// credentials are the names of files, and the ends of names, in which keys and
// passwords are kept, in any directory.
var credentials = struct{ names, ends []string }{
	names: []string{"credentials.json", "kubeconfig", "settings.xml", "auth.json", "rclone.conf", "service-account.json", "wp-config.php"},
	ends:  []string{".pem", ".key", ".p8", ".pk8", ".ppk", ".asc", ".env"},
}

// bulk are parts of paths below which tools keep what they fetched or built.
// There may be so much of it that no room were left for settings.
var bulk = []string{
	"/node_modules/", "/site-packages/", "/dist-packages/", "/.cache/", "/_cacache/", "/.git/", "/.svn/", "/.cargo/registry/",
	"/.rustup/", "/.nvm/", "/.pyenv/", "/.rbenv/", "/.rvm/", "/.m2/", "/.gradle/", "/.nuget/", "/.vscode-server/", "/go/pkg/mod/",
}

// HasText tells whether a file's content belongs into Change.Text: that of
// settings, which say what a system does, and not of data.
func HasText(path string) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case strings.HasSuffix(name, ".pth"), strings.Contains(path, ".git/hooks/"),
		strings.HasSuffix(path, "/.git/config"), strings.Contains(path, "/node_modules/.hooks/"):
		return true
	case slices.Contains(hooks, name):
		return name != "package.json" || !strings.Contains(path, "/node_modules/")
	}
	contains := func(part string) bool { return strings.Contains(path, part) }
	below := func(dir string) bool { return strings.HasPrefix(path, dir) }
	ends := func(end string) bool { return strings.HasSuffix(name, end) }
	return (slices.ContainsFunc(settings, below) || contains("/.") || slices.Contains(credentials.names, name) || slices.ContainsFunc(credentials.ends, ends)) &&
		(below("/etc/") || !slices.ContainsFunc(bulk, contains))
}

// HasEntries tells whether the names in an archive belong into Change.Entries:
// below directories for temporary files, where data is gathered before it is
// carried away.
func HasEntries(path string) bool {
	for _, dir := range []string{"/tmp/", "/var/tmp/", "/dev/shm/", "/run/", "/var/run/"} {
		if strings.HasPrefix(path, dir) {
			return true
		}
	}
	return false
}
