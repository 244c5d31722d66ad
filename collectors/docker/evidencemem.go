package docker

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// Mapping is a range of a process's memory, and where it is in the copy.
type Mapping struct {
	Start       string `json:"start"`
	End         string `json:"end"`
	Permissions string `json:"permissions"`
	Path        string `json:"path,omitempty"`
	// Offset is where the copy begins in the file of all of them. Bytes that
	// could not be read are zeros there.
	Offset int64 `json:"offset"`
	Size   int64 `json:"size"`
	Unread int64 `json:"unread,omitempty"`

	start, end uint64
	file       bool
}

// errMemoryBound tells that a process has more memory than is copied.
var errMemoryBound = errors.New("there is more memory than is copied of one process")

// Memory copies the process's readable memory to w, and writes to index which
// range is where, a line of JSON a range. What is not backed by a file comes first,
// and no more than limit bytes are copied. The process goes on meanwhile, unless
// it is frozen.
func (p *ProcEvidence) Memory(w, index io.Writer, limit int64) error {
	mappings, err := p.mappings()
	if err != nil {
		return err
	}
	path, done, err := p.path("mem")
	if err != nil {
		return err
	}
	memory, err := os.Open(path)
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	defer memory.Close()
	lines := json.NewEncoder(index)
	buffer := make([]byte, 1<<20)
	var offset int64
	for _, backed := range []bool{false, true} {
		for _, m := range mappings {
			if m.file != backed {
				continue
			}
			m.Offset, m.Size = offset, min(int64(m.end-m.start), limit-offset)
			if m.Size <= 0 {
				return errMemoryBound
			}
			if m.Unread, err = copyMemory(w, memory, int64(m.start), m.Size, buffer); err != nil {
				return err
			}
			offset += m.Size
			if err := lines.Encode(m); err != nil {
				return err
			}
			if m.Size < int64(m.end-m.start) {
				return errMemoryBound
			}
		}
	}
	return nil
}

// page is the least that memory is read by.
const page = 4096

// copyMemory copies a range. Pages that cannot be read become zeros, and count.
func copyMemory(w io.Writer, memory io.ReaderAt, at, size int64, buffer []byte) (unread int64, err error) {
	for size > 0 {
		part := buffer[:min(size, int64(len(buffer)))]
		if n, err := memory.ReadAt(part, at); n < len(part) && err != nil {
			for from := n / page * page; from < len(part); from += page {
				p := part[from:min(from+page, len(part))]
				if n, _ := memory.ReadAt(p, at+int64(from)); n < len(p) {
					clear(p[n:])
					unread += int64(len(p) - n)
				}
			}
		}
		if _, err := w.Write(part); err != nil {
			return unread, err
		}
		at, size = at+int64(len(part)), size-int64(len(part))
	}
	return unread, nil
}

// mappings reads /proc/PID/maps: see proc_pid_maps(5).
func (p *ProcEvidence) mappings() ([]Mapping, error) {
	f, err := p.dir.Open("maps")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var found []Mapping
	lines := bufio.NewScanner(io.LimitReader(f, maxProcFile))
	for lines.Scan() {
		m, err := parseMapping(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("read maps: %w", err)
		}
		// What the kernel shows every process is no memory of this one, and
		// reading a device would do something.
		device := strings.HasPrefix(m.Path, "/dev/") && !strings.HasPrefix(m.Path, "/dev/shm/") && !strings.HasPrefix(m.Path, "/dev/zero")
		if !strings.HasPrefix(m.Permissions, "r") || strings.HasPrefix(m.Path, "[v") || device {
			continue
		}
		found = append(found, m)
	}
	return found, lines.Err()
}

func parseMapping(line string) (Mapping, error) {
	fields := strings.Fields(line)
	if len(fields) < 5 {
		return Mapping{}, fmt.Errorf("a line of %d fields", len(fields))
	}
	m := Mapping{Permissions: fields[1]}
	var ok bool
	if m.Start, m.End, ok = strings.Cut(fields[0], "-"); !ok {
		return Mapping{}, fmt.Errorf("a range %q", fields[0])
	}
	var bad, worse error
	m.start, bad = strconv.ParseUint(m.Start, 16, 63)
	m.end, worse = strconv.ParseUint(m.End, 16, 63)
	if bad != nil || worse != nil || m.end < m.start {
		return Mapping{Permissions: "----"}, nil // the kernel's own half of the addresses
	}
	if len(fields) > 5 {
		m.Path = document.Text(strings.Join(fields[5:], " "))
	}
	m.file = strings.HasPrefix(m.Path, "/") && !strings.HasSuffix(m.Path, " (deleted)") && !strings.HasPrefix(m.Path, "/memfd:")
	return m, nil
}
