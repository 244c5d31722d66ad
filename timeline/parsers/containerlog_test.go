package parsers

import (
	"slices"
	"strings"
	"testing"
)

func TestDockerLog(t *testing.T) {
	got := parseText(t, dockerLog(), "/c0ffee-json.log", sampleText(t, "docker_log/c0ffee-json.log"))
	expectText(t, got, []string{
		`2026-11-25T00:49:09.893667861Z docker:container:log:entry : one {container=c0ffee | stream=stdout}`,
		"2026-11-25T00:49:09.893711213Z docker:container:log:entry : \x1b[31mred \"q\" é {container=c0ffee | stream=stdout}",
		`2026-11-25T00:49:09.894168242Z docker:container:log:entry : err {container=c0ffee | stream=stderr}`,
		`2026-11-25T00:49:09.931910563Z docker:container:log:entry : no end {container=c0ffee | stream=stdout}`,
	}, nil)
}

// The sample is written by hand, in the form that Kubernetes documents.
func TestCRILog(t *testing.T) {
	got := parseText(t, criLog(), "/var/log/pods/a/b/0.log", sampleText(t, "cri_log/0.log"))
	expectText(t, got, []string{
		`2026-11-24T23:59:59.123456789Z cri:container:log:entry : ready {stream=stdout}`,
		`2026-11-24T23:59:59.323456789Z cri:container:log:entry : between {stream=stderr}`,
		`2026-11-24T23:59:59.223456789Z cri:container:log:entry : first piece, second piece {stream=stdout}`,
	}, nil)
}

// What Docker wrote in pieces is one message, for each stream.
func TestPieces(t *testing.T) {
	piece := func(text, stream string) string {
		return `{"log":"` + text + `","stream":"` + stream + `","time":"2026-11-25T00:49:09.8Z"}` + "\n"
	}
	long := strings.Repeat("x", 16<<10)
	for name, test := range map[string]struct {
		content string
		want    []string
		skipped int
	}{
		"two":             {piece("a", "stdout") + piece(`b\n`, "stdout"), []string{"ab"}, 0},
		"two streams":     {piece("a", "stdout") + piece(`c`, "stderr") + piece(`b\n`, "stdout") + piece(`d\n`, "stderr"), []string{"ab", "cd"}, 0},
		"no end":          {piece("a", "stdout"), []string{"a"}, 0},
		"empty":           {piece("", "stdout") + piece(`b\n`, "stdout"), []string{"b"}, 0},
		"of one terminal": {piece(`a\r\n`, "stdout"), []string{"a\r"}, 0},
		"long":            {piece(long, "stdout") + piece(long+`\n`, "stdout"), []string{long + long}, 0},
		"too long":        {strings.Repeat(piece(long, "stdout"), 6) + piece(`y\n`, "stdout") + piece(`z\n`, "stdout"), []string{strings.Repeat(long, 4), "z"}, 3},
		"escapes":         {piece(strings.Repeat(`\u001b`, 16<<10)+`\n`, "stdout"), []string{strings.Repeat("\x1b", 16<<10)}, 0},
		"a longer record": {piece(strings.Repeat("x", maxRecord), "stdout") + piece(`z\n`, "stdout"), []string{"z"}, 2},
		"damaged":         {`{"log":"a` + "\n" + `{"log":5}` + "\n[]\n\n" + piece(`z\n`, "stdout"), []string{"z"}, 3},
		"no time":         {`{"log":"a\n","stream":"stdout"}` + "\n" + `{"log":"a\n","time":"2026-11-25T00:49:09.8Zx"}`, nil, 2},
		"impossible time": {`{"log":"a\n","time":"2026-02-30T00:49:09.8Z"}`, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := parseText(t, dockerLog(), "/var/lib/docker/containers/c0/c0-json.log", test.content)
			var messages []string
			for _, e := range got.events {
				messages = append(messages, e.Message)
			}
			if !slices.Equal(messages, test.want) {
				t.Errorf("got %d messages, want %d", len(messages), len(test.want))
			}
			skipped := 0
			for _, n := range got.skipped {
				skipped += n
			}
			if skipped != test.skipped {
				t.Errorf("passed over %v, want %d", got.skipped, test.skipped)
			}
		})
	}
}

func TestCRILogLines(t *testing.T) {
	got := parseText(t, criLog(), "/var/log/pods/a/b/0.log", "2026-11-24T23:59:59Z stdout F\n2026-11-24T23:59:59Z stdin F x\nx\n2026-11-24T23:59:59Z\n2026-02-30T23:59:59Z stdout F x\n2026-11-24T23:59:59Z stderr P:x y")
	expectText(t, got, []string{
		"2026-11-24T23:59:59Z cri:container:log:entry :  {stream=stdout}",
		"2026-11-24T23:59:59Z cri:container:log:entry : y {stream=stderr}",
	}, map[string]int{"lines of another format": 3, "lines with impossible times": 1})
}
