package formats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

var data = regexp.MustCompile(`<script type="application/json" class="events">(.*)</script>`)

// blocks are the events of a page, as its script reads them.
func blocks(t testing.TB, page []byte) []block {
	t.Helper()
	var all []block
	for _, match := range data.FindAllSubmatch(page, -1) {
		var b block
		if err := json.Unmarshal(match[1], &b); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// TestPageShare leaves out the image's own files first, then others evenly, and what
// findings refer to last; the page says so.
func TestPageShare(t *testing.T) {
	var events []timeline.Event
	begin := at("2026-01-01T00:00:00Z")
	for i := range 100 {
		e := timeline.Event{Time: begin.Add(time.Duration(i) * time.Second), Source: timeline.FileSystem, Path: fmt.Sprint("/", i), Change: "added"}
		switch {
		case i%20 == 0:
			e.Findings = []string{"files/odd"}
		case i%2 == 0:
			e.Change = "image"
		}
		events = append(events, e)
	}
	tests := []struct {
		limit  int64
		notice string
	}{
		{100, ""},
		{80, "the page holds 80 of 100 events: all 5 with findings, all 50 of what is not the image's, an even sample of 25 of the 45 of the image's own files; jsonl has all of them"},
		{30, "the page holds 30 of 100 events: all 5 with findings, an even sample of 25 of the 50 of what is not the image's, none of the 45 of the image's own files; jsonl has all of them"},
		{3, "the page holds 3 of 100 events: an even sample of 3 of the 5 with findings, none of the 50 of what is not the image's, none of the 45 of the image's own files; jsonl has all of them"},
	}
	for _, test := range tests {
		var out bytes.Buffer
		w, err := New("html", &out, Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.(*htmlPage).limit = test.limit
		for i := range events {
			if err := w.Event(&events[i]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(timeline.Tail{Events: 100}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(Notices(w), "\n"); got != test.notice {
			t.Errorf("limit %d: %s", test.limit, got)
		}
		if !strings.Contains(out.String(), strings.ReplaceAll(test.notice, "'", "&#39;")) {
			t.Errorf("limit %d: the page does not say what it leaves out", test.limit)
		}
		b := blocks(t, out.Bytes())[0]
		if len(b.Times) != int(test.limit) || slices.Min(b.Times[1:]) <= 0 {
			t.Errorf("limit %d: the times are %d", test.limit, b.Times)
		}
	}
}

// TestPageBlocks has events come back from the columns of a page, over several blocks.
func TestPageBlocks(t *testing.T) {
	events := crowd(10_000)
	page := written(t, "html", Options{}, events)
	i := 0
	for _, b := range blocks(t, page) {
		var when int64
		for j := range b.Times {
			when += b.Times[j]
			e := &events[i]
			got := []any{when*1000 + int64(b.Micros[j]), b.Strings[b.Sources[j]], b.Strings[b.Subjects[j]], b.Strings[b.Paths[j]]}
			want := []any{micros(e.Time), string(e.Source), subject(e), e.Path}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
			i++
		}
	}
	if i != len(events) {
		t.Errorf("the page has %d events", i)
	}
}

// TestPageLongText bounds what one event takes of the page.
func TestPageLongText(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	fields := map[string]string{}
	for i := range 100 {
		fields[fmt.Sprint("field", i)] = fmt.Sprint(i, long)
	}
	page := written(t, "html", Options{}, []timeline.Event{{Source: timeline.Log, Message: long, Fields: fields}})
	if len(page) > 128<<10 {
		t.Errorf("the page has %d bytes", len(page))
	}
}

// FuzzPage has text stay in the script that holds it, as a terminal would show it.
func FuzzPage(f *testing.F) {
	for _, s := range []string{hostileName, "</script>", "<!--<script>", "\u2028&amp;", "]]>"} {
		f.Add(s)
	}
	empty := written(f, "html", Options{}, []timeline.Event{{}})
	marks := map[string]int{}
	for _, mark := range []string{"<script", "</script", "<!--", "<img"} {
		marks[mark] = bytes.Count(bytes.ToLower(empty), []byte(mark))
	}
	f.Fuzz(func(t *testing.T, s string) {
		event := timeline.Event{What: s, Message: s, Path: s, Target: s, Findings: []string{s}, Fields: map[string]string{s: s}, File: &timeline.File{LinkTarget: s}}
		page := written(t, "html", Options{Head: timeline.Head{Sources: []string{s}}}, []timeline.Event{event})
		for mark, want := range marks {
			if got := bytes.Count(bytes.ToLower(page), []byte(mark)); got != want {
				t.Fatalf("%d times %s, want %d", got, mark, want)
			}
		}
		b := blocks(t, page)[0]
		for _, text := range b.Strings {
			if document.Escape(text) != text {
				t.Fatalf("unsafe text %q", text)
			}
		}
		if got := b.Strings[b.Paths[0]]; len(s) <= maxPageText && got != document.Escape(s) {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
