package timeline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

func at(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// TestRecords has events come back as they were.
func TestRecords(t *testing.T) {
	for _, want := range []Event{
		{},
		{Time: time.Date(1931, 2, 3, 4, 5, 6, 7, time.UTC), Message: "before 1970"},
		{Time: time.Date(2999, 2, 3, 4, 5, 6, 7, time.UTC), Message: "after 2262"},
		{
			Time: at(1), What: "w", MACB: "mb", Type: "t", Source: Login, Parser: "p", Message: "m\x00\n", Path: "/p", Line: 1 << 40, Change: "added",
			User: "u", Host: "h", PID: 7, Assumed: "a", Target: "x", Findings: []string{"a/b", "c/d"}, Fields: map[string]string{"one": "1", "two": ""},
			File: &File{
				Type: document.Regular, Mode: 0o4755, UID: -1, GID: 1 << 31, Size: 1 << 50, Inode: 1<<63 - 1, LinkTarget: "l", SHA256: "s",
				Mtime: at(1), Ctime: at(-1), Btime: at(3), First: true,
			},
		},
	} {
		var e encoder
		e.event(&want)
		var got Event
		d := decoder{from: e.to}
		if err := d.event(&got); err != nil || !reflect.DeepEqual(got, want) || len(d.from) > 0 {
			t.Errorf("%+v came back as %+v, %v", want, got, err)
		}
		for n := range len(e.to) {
			cut := decoder{from: e.to[:n]}
			if err := cut.event(&got); err == nil {
				t.Errorf("%+v: %d of %d bytes are taken for all", want, n, len(e.to))
			}
		}
	}
}

// TestSorter has the order of times, and of arrival where these are equal, whether
// the events fit into memory or not.
func TestSorter(t *testing.T) {
	for _, bound := range []int{1, 7, 1000, 100_000} {
		random := rand.New(rand.NewPCG(1, 2))
		s := newSorter(t.TempDir())
		s.n = bound
		var want []Event
		for i := range 2000 {
			e := Event{Time: at(random.Int64N(100) - 50), Message: fmt.Sprint(i)}
			want = append(want, e)
			if err := s.add(&e); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(want, func(a, b Event) int { return a.Time.Compare(b.Time) })
		if files, err := os.ReadDir(s.dir); err != nil || len(files) > 0 {
			t.Error("files with names: ", files, err)
		}
		i := 0
		err := s.each(func(e *Event) error {
			if e.Message != want[i].Message || !e.Time.Equal(want[i].Time) {
				t.Fatalf("bound %d: event %d is %s of %v, want %s of %v", bound, i, e.Message, e.Time, want[i].Message, want[i].Time)
			}
			i++
			return nil
		})
		if err != nil || i != len(want) {
			t.Errorf("bound %d: %d of %d, %v", bound, i, len(want), err)
		}
		s.close()
	}
}
