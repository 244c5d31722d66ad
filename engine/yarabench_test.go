package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/engine"
)

// BenchmarkYARACollection examines programs and libraries of this machine by a
// collection of 5,000 rules in 700 files, one of which is wrong, in turns with
// the yara command, which gets the rules compiled and without the wrong file.
// It also measures how long the rules take to compile (first-s), and to be had
// again (second-s).
func BenchmarkYARACollection(b *testing.B) {
	dir := b.TempDir()
	files := writeCollection(b, dir, 700, 5000)
	bad := filepath.Join(dir, "collection-350x.yar")
	if err := os.WriteFile(bad, []byte("rule bad { condition: undefined_word }"), 0o600); err != nil {
		b.Fatal(err)
	}
	compiled := filepath.Join(b.TempDir(), "compiled")
	run(b, "yarac", append(append(variables(), files...), compiled)...)
	tree := someFiles(b, 100<<20, "/usr/bin", "/usr/lib")
	list := filepath.Join(b.TempDir(), "files")
	if err := os.WriteFile(list, []byte(tree.list()), 0o600); err != nil {
		b.Fatal(err)
	}
	args := append([]string{"-C", "-p", strconv.Itoa(runtime.NumCPU()), "--scan-list"}, variables()...)

	var first, second, ours, theirs time.Duration
	for b.Loop() {
		theirs += run(b, "yara", append(args, compiled, list)...)

		options := engine.Options{
			Rules: engine.Rules{NoBuiltin: true, YARA: []string{dir}},
			Cache: engine.Cache{Dir: b.TempDir()},
		}
		e, took := start(b, options)
		first += took
		e.Close()
		e, took = start(b, options)
		second += took

		begin := time.Now()
		if _, err := e.Examine(b.Context(), tree); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(begin)
		e.Close()
	}
	mb := float64(tree.bytes) / 1e6 * float64(b.N)
	b.ReportMetric(first.Seconds()/float64(b.N), "first-s")
	b.ReportMetric(second.Seconds()/float64(b.N), "second-s")
	b.ReportMetric(mb/ours.Seconds(), "MB/s")
	b.ReportMetric(mb/theirs.Seconds(), "yara-MB/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x-yara")
	b.ReportMetric(0, "ns/op")
}

// start makes an engine that leaves out the one wrong file.
func start(b *testing.B, options engine.Options) (*engine.Engine, time.Duration) {
	b.Helper()
	begin := time.Now()
	e, err := engine.New(b.Context(), options)
	if err != nil {
		b.Fatal(err)
	}
	if len(e.LeftOut) != 1 {
		b.Fatal(e.LeftOut)
	}
	return e, time.Since(begin)
}

func run(b *testing.B, name string, args ...string) time.Duration {
	b.Helper()
	begin := time.Now()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v: %s", name, err, out)
	}
	return time.Since(begin)
}

func variables() []string {
	var args []string
	for _, name := range []string{"filename", "filepath", "extension", "filetype", "owner", "md5"} {
		args = append(args, "-d", name+"=")
	}
	return args
}

// writeCollection writes rules as public collections have them: texts, bytes
// with gaps and expressions, half of them for programs of Windows alone.
func writeCollection(b *testing.B, dir string, files, rules int) []string {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var names []string
	for f := range files {
		var text strings.Builder
		text.WriteString("import \"pe\"\nimport \"math\"\nimport \"hash\"\n")
		for n := rules * f / files; n < rules*(f+1)/files; n++ {
			writeRule(&text, r, n)
		}
		name := filepath.Join(dir, fmt.Sprintf("collection-%03d.yar", f))
		if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
			b.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func writeRule(w *strings.Builder, r *rand.Rand, n int) {
	fmt.Fprintf(w, "\nrule collected_%04d {\n  meta:\n    description = \"number %d\"\n    score = %d\n    hash = \"%032x\"\n  strings:\n", n, n, 40+r.IntN(60), r.Uint64())
	for s := range 4 + r.IntN(14) {
		fmt.Fprintf(w, "    $s%d = ", s)
		switch kind := r.IntN(10); {
		case kind < 5:
			modifiers := []string{"ascii", "fullword ascii", "wide", "ascii wide", "nocase", "fullword wide"}
			fmt.Fprintf(w, "%q %s\n", randomText(r, 6+r.IntN(40)), modifiers[r.IntN(len(modifiers))])
		case kind < 8:
			w.WriteString("{")
			for i := range 10 + r.IntN(30) {
				if i > 4 && r.IntN(6) == 0 {
					w.WriteString(" ??")
				} else {
					fmt.Fprintf(w, " %02X", r.IntN(256))
				}
			}
			w.WriteString(" }\n")
		case kind < 9:
			fmt.Fprintf(w, "/%s[a-z0-9]{4,20}\\.(php|asp|exe)/\n", strings.Trim(randomText(r, 9), " %/.-")+"x")
		default:
			fmt.Fprintf(w, "{ %08X [2-8] %04X ( %02X | %02X ) %02X }\n", r.Uint32(), r.IntN(1<<16), r.IntN(256), r.IntN(256), r.IntN(256))
		}
	}
	conditions := []string{
		"uint16(0) == 0x5a4d and filesize < 2000KB and 3 of them",
		"uint16(0) == 0x5a4d and filesize < 800KB and ( $s0 or all of them )",
		"( uint16(0) == 0x5a4d and filesize < 5MB and ( 4 of them ) ) or ( uint16(0) == 0x5a4d and all of them )",
		fmt.Sprintf("uint16(0) == 0x5a4d and ( pe.imphash() == \"%032x\" or 5 of them )", r.Uint64()),
		"uint32(0) == 0x464c457f and filesize < 5MB and all of them",
		"filesize < 500KB and 4 of ($s*)",
		"( uint16(0) == 0x5a4d or uint32(0) == 0x464c457f ) and $s0 and 2 of them",
		"filename != \"rules.yar\" and all of them",
	}
	fmt.Fprintf(w, "  condition:\n    %s\n}\n", conditions[r.IntN(len(conditions))])
}

func randomText(r *rand.Rand, n int) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- "
	text := make([]byte, n)
	for i := range text {
		text[i] = letters[r.IntN(len(letters))]
	}
	return string(text)
}
