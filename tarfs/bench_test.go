package tarfs

import (
	"archive/tar"
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What a process of this test does instead of it, for what is measured of a whole
// process. The names are those of variables of its environment, whose value is an
// archive.
const (
	readOne  = "TARFS_BENCH_READ"
	walkAll  = "TARFS_BENCH_WALK"
	benchDir = "TARFS_BENCH_CACHE"
)

func TestMain(m *testing.M) {
	o := Options{CacheDir: os.Getenv(benchDir)}
	var err error
	switch {
	case os.Getenv(readOne) != "":
		err = readLast(os.Getenv(readOne), o)
	case os.Getenv(walkAll) != "":
		err = walk(os.Getenv(walkAll), o)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// readLast reads a file near the end.
func readLast(name string, o Options) error {
	f, err := Open(context.Background(), name, o)
	if err != nil {
		return err
	}
	b, err := f.ReadFile(benchName(f.Len() - 10))
	if len(b) == 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// walk makes an index, and goes through it.
func walk(name string, o Options) error {
	f, err := Open(context.Background(), name, o)
	if err != nil {
		return err
	}
	return f.Walk(context.Background(), func(*Entry) error { return nil })
}

// process runs this program for one of those, and has the time and the memory in bytes
// that it took.
func process(b *testing.B, what, archive, cache string) (time.Duration, int64) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), what+"="+archive, benchDir+"="+cache)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return time.Since(start), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}

func benchName(i int) string {
	return fmt.Sprintf("srv/data/%03d/%02d/a-rather-long-name-of-a-file-as-package-managers-have-%07d.bin", i/1000%1000, i%37, i)
}

// benchArchive writes a tar of files of 0 to 2*mean random bytes.
func benchArchive(b *testing.B, files, mean int) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "bench.tar")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := tar.NewWriter(buffered)
	r := rand.New(rand.NewPCG(1, 1))
	random := make([]byte, 4<<20+2*mean+1)
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	for i := range files {
		size := 0
		if mean > 0 {
			size = 1 + r.IntN(2*mean)
		}
		h := &tar.Header{Name: benchName(i), Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(size), Uname: "root", Gname: "root", ModTime: time.Unix(1.6e9, 0)}
		if err := w.WriteHeader(h); err != nil {
			b.Fatal(err)
		}
		at := r.IntN(4 << 20)
		if _, err := w.Write(random[at : at+size]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := buffered.Flush(); err != nil {
		b.Fatal(err)
	}
	return name
}

// run runs a command, and has its time.
func run(b *testing.B, name string, args ...string) time.Duration {
	b.Helper()
	start := time.Now()
	if err := exec.Command(name, args...).Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// fastest keeps the shortest time, as other work on the machine only makes times
// longer.
func fastest(best *time.Duration, d time.Duration) {
	if *best == 0 || d < *best {
		*best = d
	}
}

// BenchmarkArchive measures an archive of 200,000 files and 2 GB.
func BenchmarkArchive(b *testing.B) {
	name := benchArchive(b, 200_000, 10_000)
	run(b, "cat", name) // into the page cache
	b.Run("index", func(b *testing.B) {
		var ours, theirs time.Duration
		for b.Loop() {
			fastest(&theirs, run(b, "tar", "-tf", name))
			start := time.Now()
			f, err := Open(b.Context(), name, Options{CacheDir: b.TempDir(), Rebuild: true})
			if err != nil {
				b.Fatal(err)
			}
			fastest(&ours, time.Since(start))
			f.Close()
		}
		b.ReportMetric(float64(ours)/float64(theirs), "x-tar-t")
		b.ReportMetric(ours.Seconds(), "index-s")
	})
	b.Run("read one", func(b *testing.B) {
		cache := b.TempDir()
		process(b, readOne, name, cache)
		var best time.Duration
		for b.Loop() {
			took, _ := process(b, readOne, name, cache)
			fastest(&best, took)
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "process-ms")
	})
	b.Run("hash all", func(b *testing.B) {
		f, err := Open(b.Context(), name, Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		var ours, theirs time.Duration
		for b.Loop() {
			fastest(&theirs, run(b, "sha256sum", name))
			start := time.Now()
			if err := f.HashAll(b.Context(), func(*Entry, [32]byte) error { return nil }); err != nil {
				b.Fatal(err)
			}
			fastest(&ours, time.Since(start))
		}
		b.ReportMetric(float64(theirs)/float64(ours), "x-rate-of-sha256sum")
	})
}

// BenchmarkGzip measures an archive of 20,000 files and 200 MB, compressed.
func BenchmarkGzip(b *testing.B) {
	plain := benchArchive(b, 20_000, 10_000)
	run(b, "gzip", "-1", plain)
	name := plain + ".gz"
	b.Run("index", func(b *testing.B) {
		var ours, theirs time.Duration
		for b.Loop() {
			fastest(&theirs, run(b, "gzip", "-t", name))
			start := time.Now()
			f, err := Open(b.Context(), name, Options{CacheDir: b.TempDir(), Rebuild: true})
			if err != nil {
				b.Fatal(err)
			}
			fastest(&ours, time.Since(start))
			f.Close()
		}
		b.ReportMetric(float64(ours)/float64(theirs), "x-gzip-t")
	})
	b.Run("read one", func(b *testing.B) {
		cache := b.TempDir()
		process(b, readOne, name, cache)
		var best time.Duration
		for b.Loop() {
			took, _ := process(b, readOne, name, cache)
			fastest(&best, took)
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "process-ms")
	})
}

// BenchmarkMillion measures the memory that a million files take.
func BenchmarkMillion(b *testing.B) {
	name := benchArchive(b, 1_000_000, 0)
	cache := b.TempDir()
	for b.Loop() {
		_, making := process(b, walkAll, name, b.TempDir())
		process(b, walkAll, name, cache)
		_, reading := process(b, walkAll, name, cache)
		b.ReportMetric(float64(making>>20), "making-MiB")
		b.ReportMetric(float64(reading>>20), "reading-MiB")
	}
}
