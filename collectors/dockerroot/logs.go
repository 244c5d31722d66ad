package dockerroot

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/logtail"
	"github.com/rummage-scanner/rummage/collectors/overlay"
	"github.com/rummage-scanner/rummage/document"
)

// The bounds of a log's files.
const (
	// maxLogFiles bounds the files that the engine rotated, and what else is in
	// their directory.
	maxLogFiles = 4096
	// entryCost is what an entry may take beside its text, in bytes.
	entryCost = 256
	// gzipRatio is how many bytes one of a compressed log may stand for, when
	// the bytes to read are shared out among the files.
	gzipRatio = 10
	// maxEntry bounds one entry, in bytes: the engine makes none of more than
	// 16 KiB of text, which JSON may hold in six times as much.
	maxEntry = 1 << 20
)

// Logs reads the end of the container's log, as the engine kept it on its disk.
func (s *subject) Logs(ctx context.Context, visit func(collectors.LogLine) error) error {
	logs := &document.Logs{Matches: []document.LogMatch{}}
	s.document.Logs = logs
	if s.document.Config != nil {
		logs.Driver = s.document.Config.LogDriver
	}
	if logs.Driver == "none" {
		s.cover("logs", document.Skipped, "the log driver is none: nothing was kept")
		return nil
	}
	l := newLog(s.root.options)
	found, err := s.root.logFiles(s.loaded.id, logs.Driver)
	if err != nil {
		l.fail(err)
	}
	for _, file := range l.share(found) {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.read(s.root, file)
	}
	l.flush()
	s.coverLogs(l, len(found))
	return l.tail.Tell(ctx, logs, visit)
}

func (s *subject) coverLogs(l *log, files int) {
	config := s.document.Config
	switch {
	case l.failures > 0:
		s.partial("logs", fmt.Errorf("%d parts of the log could not be read: %w", l.failures, l.first))
	case files == 0 && config != nil && !ownLog(config.LogDriver):
		s.cover("logs", document.Skipped, fmt.Sprintf("the log driver %s keeps the log elsewhere", config.LogDriver))
	case files == 0 && config != nil && config.Started.IsZero():
		s.cover("logs", document.OK, "")
	case files == 0:
		s.cover("logs", document.Failed, fmt.Sprintf("containers/%s has no log", s.loaded.id))
	case l.cut || l.tail.Dropped > 0:
		s.document.Coverage = append(s.document.Coverage, document.Coverage{Collector: "logs", Status: document.Partial, Cause: document.Limit,
			Reason: fmt.Sprintf("only the last %d lines of the log were read", len(l.tail.Lines))})
	default:
		s.cover("logs", document.OK, "")
	}
}

// ownLog tells of the drivers that keep a log in the data root; without a
// configuration, the driver is not known.
func ownLog(driver string) bool {
	return driver == "" || driver == "json-file" || driver == "local"
}

// logFile is one file of a log.
type logFile struct {
	name  string
	local bool
	gzip  bool
	size  int64
	// rotated counts the rotations since it was written to.
	rotated int
	// from is where reading begins.
	from int64
}

// logFiles finds the files of a container's log, the oldest first. Other drivers
// than these two keep a copy for docker logs, in the form of the local driver.
func (r *Root) logFiles(id, driver string) ([]logFile, error) {
	dir := path.Join("containers", id)
	json, local := id+"-json.log", "container.log"
	var files, found []logFile
	var errs, err error
	if driver != "local" {
		found, err = r.rotated(dir, json, false)
		files, errs = append(files, found...), errors.Join(errs, err)
	}
	if driver == "local" || driver == "" {
		found, err = r.rotated(path.Join(dir, "local-logs"), local, true)
		files, errs = append(files, found...), errors.Join(errs, err)
	}
	if !ownLog(driver) {
		found, err = r.rotated(dir, "container-cached.log", true)
		files, errs = append(files, found...), errors.Join(errs, err)
	}
	return files, errs
}

// rotated finds a file and those that were rotated away: NAME.1 and on, which may
// be compressed, the oldest first.
func (r *Root) rotated(dir, name string, local bool) ([]logFile, error) {
	names, err := namesIn(r.root, dir, maxLogFiles)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(names) // what is not compressed comes first
	byAge := map[int]logFile{}
	for _, found := range names {
		rest, ok := strings.CutPrefix(found, name)
		if !ok {
			continue
		}
		rest, zipped := strings.CutSuffix(rest, ".gz")
		age := 0
		if rest != "" {
			if age, err = strconv.Atoi(strings.TrimPrefix(rest, ".")); err != nil || age < 1 || rest[0] != '.' {
				continue
			}
		}
		// A file is there twice while it is compressed.
		if _, twice := byAge[age]; !twice {
			info, err := r.root.Lstat(path.Join(dir, found))
			if err != nil {
				continue
			}
			byAge[age] = logFile{name: path.Join(dir, found), local: local, gzip: zipped, size: info.Size(), rotated: age}
		}
	}
	var files []logFile
	for _, f := range byAge {
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b logFile) int { return b.rotated - a.rotated })
	return files, nil
}

// log is a log that is being read.
type log struct {
	tail   logtail.Tail
	since  time.Time
	budget int64

	stdout, stderr stream
	// cut tells that a bound kept older entries from being read.
	cut      bool
	failures int
	first    error
}

// stream is one of a log's two, with the time at which its present line began.
type stream struct {
	logtail.Cutter
	begun time.Time
}

func newLog(o Options) *log {
	l := &log{
		tail:   logtail.Tail{MaxLines: o.LogLines, MaxBytes: o.LogBytes},
		budget: 2*o.LogBytes + entryCost*int64(o.LogLines),
	}
	if o.LogsSince > 0 {
		l.since = time.Now().Add(-o.LogsSince)
	}
	l.stdout.Line = func(text []byte) { l.tail.Add(collectors.LogLine{Time: l.stdout.begun, Stream: "stdout", Text: text}) }
	l.stderr.Line = func(text []byte) { l.tail.Add(collectors.LogLine{Time: l.stderr.begun, Stream: "stderr", Text: text}) }
	return l
}

// entry adds what was logged at once. Its text ends with a line end unless the
// line goes on in the next entry.
func (l *log) entry(name string, at time.Time, text []byte) error {
	to := &l.stdout
	switch name {
	case "stdout":
	case "stderr":
		to = &l.stderr
	default:
		return fmt.Errorf("an entry is of stream %q", name)
	}
	at = at.UTC()
	if at.Year() < 1 || at.Year() > 9999 {
		return errors.New("an entry is of no year")
	}
	if at.Before(l.since) {
		return nil
	}
	if !to.Begun() {
		to.begun = at
	}
	_, err := to.Write(text)
	return err
}

func (l *log) flush() {
	l.stdout.Flush()
	l.stderr.Flush()
}

func (l *log) fail(err error) {
	if l.failures++; l.failures == 1 {
		l.first = err
	}
}

// share gives the newest files the most of what may be read in all. What is left
// without any is not read.
func (l *log) share(files []logFile) []logFile {
	left := l.budget
	for i, f := range slices.Backward(files) {
		if left <= 0 {
			l.cut = true
			return files[i+1:]
		}
		cost := f.size
		if f.gzip {
			cost = f.size * gzipRatio
		} else if f.size > left {
			files[i].from, l.cut = f.size-left, true
		}
		left -= max(cost, 1)
	}
	return files
}

// read reads one file.
func (l *log) read(r *Root, file logFile) {
	f, err := overlay.OpenRegular(r.root, file.name)
	if err != nil {
		l.fail(named(file.name, err))
		return
	}
	defer f.Close()
	if err := l.entries(f, file); err != nil {
		l.fail(named(file.name, err))
	}
}

func (l *log) entries(f *os.File, file logFile) (err error) {
	var in io.Reader = io.NewSectionReader(f, file.from, file.size-file.from)
	if file.gzip {
		z, err := gzip.NewReader(io.LimitReader(f, file.size))
		if err != nil {
			return err
		}
		defer z.Close()
		// A file of a few bytes may stand for any number.
		bounded := &io.LimitedReader{R: z, N: max(l.budget, gzipRatio*file.size)}
		in = bounded
		defer func() {
			if bounded.N == 0 {
				l.cut, err = true, nil
			}
		}()
	}
	switch {
	case !file.local:
		return l.jsonEntries(in, file.from > 0)
	case file.from > 0:
		return l.localTail(f, file.size, file.from)
	}
	return l.localEntries(in)
}
