package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// large adds images of 4 GB and of a million files, which take minutes.
var large = os.Getenv("BENCH_LARGE") != ""

// madeImage is an image made of files of this machine.
type madeImage struct {
	archive string // as docker save writes it
	layout  string // an OCI layout with the same layers, compressed with gzip
	// tree has the same files, for tools that want them unpacked.
	tree  string
	bytes int64
	names []string // of the layers' files, in dir
	ids   []string
	dir   string
}

// layerBytes is about what one layer of a made image holds.
const layerBytes = 200 << 20

// makeImage makes an image of the programs and libraries of this machine, over and
// over until it has a size, each time with a few bytes more so that no two contents
// are equal.
func makeImage(b *testing.B, size int64, unpacked bool) *madeImage {
	b.Helper()
	made := &madeImage{dir: b.TempDir()}
	if unpacked {
		made.tree = b.TempDir()
	}
	var layer *layerWriter
	var inLayer int64
	end := func() {
		if layer != nil {
			made.ids = append(made.ids, layer.close(b))
			layer, inLayer = nil, 0
		}
	}
	add := func(path string, info fs.FileInfo, content []byte) {
		if layer == nil {
			made.names = append(made.names, fmt.Sprintf("%d.tar", len(made.names)))
			layer = newLayer(b, filepath.Join(made.dir, made.names[len(made.names)-1]))
		}
		layer.add(b, &tar.Header{Name: strings.TrimPrefix(path, "/"), Mode: int64(info.Mode().Perm()), ModTime: info.ModTime()}, content)
		if unpacked {
			target := filepath.Join(made.tree, path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o755), os.WriteFile(target, content, 0o600)); err != nil {
				b.Fatal(err)
			}
		}
		made.bytes += int64(len(content))
		if inLayer += int64(len(content)); inLayer >= layerBytes {
			end()
		}
	}
	for round := 0; made.bytes < size; round++ {
		for _, from := range []string{"/usr/bin", "/usr/lib"} {
			err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
				if made.bytes >= size {
					return fs.SkipAll
				}
				if err != nil || !d.Type().IsRegular() {
					return err
				}
				info, err := d.Info()
				if err != nil || info.Size() > 32<<20-16 {
					return err
				}
				content, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				add(fmt.Sprintf("/%d%s", round, path), info, fmt.Appendf(content, "\n%d\n", round))
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	end()
	made.archive = saved(b, made.dir, "made", made.names, made.ids)
	return made
}

// compress makes the OCI layout.
func (m *madeImage) compress(b *testing.B) {
	b.Helper()
	m.layout = b.TempDir()
	blobs := filepath.Join(m.layout, "blobs", "sha256")
	if err := os.MkdirAll(blobs, 0o755); err != nil {
		b.Fatal(err)
	}
	put := func(kind string, write func(io.Writer) error) map[string]any {
		f, err := os.CreateTemp(blobs, "new")
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		sum := sha256.New()
		if err := write(io.MultiWriter(f, sum)); err != nil {
			b.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			b.Fatal(err)
		}
		digest := hex.EncodeToString(sum.Sum(nil))
		if err := os.Rename(f.Name(), filepath.Join(blobs, digest)); err != nil {
			b.Fatal(err)
		}
		return map[string]any{"mediaType": "application/vnd.oci.image." + kind, "digest": "sha256:" + digest, "size": info.Size()}
	}
	object := func(kind string, x any) map[string]any {
		return put(kind, func(w io.Writer) error { return json.NewEncoder(w).Encode(x) })
	}
	var layers []any
	for _, name := range m.names {
		layers = append(layers, put("layer.v1.tar+gzip", func(w io.Writer) error {
			f, err := os.Open(filepath.Join(m.dir, name))
			if err != nil {
				return err
			}
			defer f.Close()
			z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
			if err != nil {
				return err
			}
			_, err = io.Copy(z, f)
			return errors.Join(err, z.Close())
		}))
	}
	config := object("config.v1+json", map[string]any{
		"os": "linux", "architecture": runtime.GOARCH, "rootfs": map[string]any{"type": "layers", "diff_ids": m.ids},
	})
	manifest := object("manifest.v1+json", map[string]any{"schemaVersion": 2, "config": config, "layers": layers})
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "manifests": []any{manifest}})
	if err == nil {
		err = os.WriteFile(filepath.Join(m.layout, "index.json"), index, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// hashed reads and hashes what a scan has to: the layers as they are stored, and
// without their compression.
func hashed(b *testing.B, names []string) time.Duration {
	b.Helper()
	begin := time.Now()
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		sum := sha256.New()
		r := io.TeeReader(f, sum)
		if z, err := gzip.NewReader(r); err == nil {
			_, err = io.CopyBuffer(struct{ io.Writer }{sha256.New()}, struct{ io.Reader }{z}, make([]byte, 256<<10))
			if err != nil {
				b.Fatal(err)
			}
		} else if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{r}, make([]byte, 256<<10)); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	return time.Since(begin)
}

// yaraOver runs the yara command over files.
func yaraOver(b *testing.B, tree string) time.Duration {
	b.Helper()
	rules, err := filepath.Glob("../../rules/files/*.yar")
	if err != nil || len(rules) == 0 {
		b.Fatal("no rules: ", err)
	}
	args := []string{"-p", strconv.Itoa(runtime.NumCPU()), "-N", "-w", "-r"}
	for _, name := range []string{"filename", "filepath", "extension", "filetype", "owner", "md5"} {
		args = append(args, "-d", name+"=")
	}
	begin := time.Now()
	if out, err := exec.Command("yara", append(append(args, rules...), tree)...).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return time.Since(begin)
}

// scanTime scans a target as a whole process, and keeps the greatest memory.
func scanTime(b *testing.B, peak *float64, args ...string) time.Duration {
	b.Helper()
	begin := time.Now()
	*peak = max(*peak, process(b, append([]string{"scan"}, args...)...))
	return time.Since(begin)
}

// median is what a benchmark tells of several runs, whoever else was busy in one.
func median(runs []time.Duration) float64 {
	slices.Sort(runs)
	return runs[len(runs)/2].Seconds()
}

// BenchmarkImage scans images in turns with what nobody can do without: to read,
// decompress and hash their layers, and to run the yara command over their files with
// the same rules.
func BenchmarkImage(b *testing.B) {
	made := makeImage(b, 1<<30, true)
	made.compress(b)
	blobs, err := filepath.Glob(made.layout + "/blobs/sha256/*")
	if err != nil {
		b.Fatal(err)
	}
	var plain []string
	for _, name := range made.names {
		plain = append(plain, filepath.Join(made.dir, name))
	}
	for name, of := range map[string]struct {
		target string
		files  []string
	}{
		"docker-archive": {"docker-archive:" + made.archive, plain},
		"oci-gzip":       {"oci-dir:" + made.layout, blobs},
	} {
		b.Run(name, func(b *testing.B) {
			var ours, theirs []time.Duration
			var peak float64
			for b.Loop() {
				theirs = append(theirs, hashed(b, of.files)+yaraOver(b, made.tree))
				ours = append(ours, scanTime(b, &peak, "--no-cache", of.target))
			}
			b.ReportMetric(median(ours), "s")
			b.ReportMetric(median(ours)/median(theirs), "x-yara")
			b.ReportMetric(peak, "MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkImageSize has the memory that images of several sizes take.
func BenchmarkImageSize(b *testing.B) {
	sizes := []int64{200 << 20, 1 << 30}
	if large {
		sizes = append(sizes, 4<<30)
	}
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dMB", size>>20), func(b *testing.B) {
			made := makeImage(b, size, false)
			var peak float64
			for b.Loop() {
				peak = max(peak, process(b, "scan", "--no-cache", "docker-archive:"+made.archive))
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
			b.ReportMetric(peak, "MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkImageAgain scans an image of 1 GB, and then others that differ from it in
// their top layer.
func BenchmarkImageAgain(b *testing.B) {
	made := makeImage(b, 1<<30, false)
	topped := func(note string) string {
		top := newLayer(b, filepath.Join(made.dir, "top.tar"))
		for i := range 100 {
			top.add(b, &tar.Header{Name: fmt.Sprintf("app/%d", i), Mode: 0o644}, []byte(strings.Repeat(note, 10_000)))
		}
		return "docker-archive:" + saved(b, made.dir, "topped", append(slices.Clone(made.names), "top.tar"), append(slices.Clone(made.ids), top.close(b)))
	}
	var first, again []time.Duration
	var peak float64
	for b.Loop() {
		b.Setenv("XDG_CACHE_HOME", b.TempDir())
		one, other := topped("one"), topped("other")
		first = append(first, scanTime(b, &peak, one))
		again = append(again, scanTime(b, &peak, other))
	}
	b.ReportMetric(median(first), "s")
	b.ReportMetric(median(again)*1000, "again-ms")
	b.ReportMetric(median(first)/median(again), "x-faster")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkImageFiles has what the number of files costs.
func BenchmarkImageFiles(b *testing.B) {
	counts := []int{10_000, 100_000}
	if large {
		counts = append(counts, 1_000_000)
	}
	for _, n := range counts {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			dir := b.TempDir()
			layer := newLayer(b, filepath.Join(dir, "layer.tar"))
			for i := range n {
				mode := int64(0o644)
				if i%10 == 0 {
					mode = 0o755
				}
				layer.add(b, &tar.Header{Name: fmt.Sprintf("opt/app/%d/%d/file-%d.txt", i/10_000, i/100, i), Mode: mode}, fmt.Appendf(nil, "content %d\n", i))
			}
			archive := saved(b, dir, "many", []string{"layer.tar"}, []string{layer.close(b)})
			var peak float64
			for b.Loop() {
				peak = max(peak, process(b, "scan", "--no-cache", "docker-archive:"+archive))
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N)/float64(n), "us/file")
			b.ReportMetric(peak, "MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}
