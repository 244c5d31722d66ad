package parsers

import (
	"encoding/json"
	"io"
	"path"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// dockerLog reads the logs of Docker's driver json-file:
// {"log":"text\n","stream":"stdout","time":"2026-11-24T23:59:59.123456789Z"}.
func dockerLog() timeline.Parser {
	return timeline.Parser{
		Name:   "docker_log",
		Source: timeline.Log,
		Files:  []string{"/**/*-json.log{,.[0-9]*}"},
		Parse:  parseDockerLog,
	}
}

// maxRecord bounds a record of a container's log. Docker writes 16 KiB of text in one,
// of which a byte can be six in JSON.
const maxRecord = 128 << 10

func parseDockerLog(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	container, _, _ := strings.Cut(path.Base(in.Path), "-json.log")
	messages := pieces{emit: emit, skip: in.Skip}
	return eachRecord(in, &messages, func(line string, e *timeline.Event) (stream string, partial bool, what verdict) {
		record, ok := dockerRecordOf(line)
		if !ok {
			return "", false, foreign
		}
		when, rest, ok := isoTime(record.Time)
		if !ok || rest != "" {
			return "", false, foreign
		}
		e.What, e.Type = timeline.ModificationTime, "docker:container:log:entry"
		setField(e, "stream", record.Stream)
		setField(e, "container", container)
		var whole bool
		e.Message, whole = strings.CutSuffix(record.Log, "\n")
		return record.Stream, !whole, c.set(e, when)
	})
}

// dockerRecord is a record of the driver json-file.
type dockerRecord struct{ Log, Stream, Time string }

// dockerRecordOf reads a record. Most have nothing in JSON's notation but the end of
// the line, and are read without a decoder.
func dockerRecordOf(line string) (r dockerRecord, ok bool) {
	const log, stream, time = `{"log":"`, `","stream":"`, `","time":"`
	if end := strings.Index(line, `\n`+stream); strings.HasPrefix(line, log) && end >= len(log) && !strings.ContainsAny(line[len(log):end], `"\`) {
		name, when, cut := strings.Cut(line[end+len(`\n`+stream):], time)
		if when, ok = strings.CutSuffix(when, `"}`); cut && ok && !strings.ContainsAny(name+when, `"\`) {
			return dockerRecord{line[len(log):end] + "\n", name, when}, true
		}
	}
	return r, json.Unmarshal([]byte(line), &r) == nil
}

// criLog reads the logs that Kubernetes has of containers:
// "2026-11-24T23:59:59.123456789Z stdout F text", where P is for a piece.
func criLog() timeline.Parser {
	return timeline.Parser{
		Name:   "cri_log",
		Source: timeline.Log,
		Files:  []string{"/var/log/pods/**/*.log{,.[0-9]*}", "/var/log/containers/*.log"},
		Parse:  parseCRILog,
	}
}

func parseCRILog(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	messages := pieces{emit: emit, skip: in.Skip}
	return eachRecord(in, &messages, func(line string, e *timeline.Event) (stream string, partial bool, what verdict) {
		when, rest, ok := isoTime(line)
		stream, rest = word(strings.TrimPrefix(rest, " "))
		tag, message := word(rest)
		if !ok || stream != "stdout" && stream != "stderr" {
			return "", false, foreign
		}
		e.What, e.Type, e.Message = timeline.ModificationTime, "cri:container:log:entry", message
		setField(e, "stream", stream)
		return stream, strings.HasPrefix(tag, "P"), c.set(e, when)
	})
}

// eachRecord reads a log of which each line is a message or a piece of one.
func eachRecord(in *timeline.Input, messages *pieces, read func(line string, e *timeline.Event) (stream string, partial bool, what verdict)) error {
	lines := newRecordReader(in.Content, in.Skip)
	var e timeline.Event
	for {
		line, err := lines.next()
		if err != nil {
			messages.end()
			if err == io.EOF {
				return nil
			}
			return err
		}
		if line == "" {
			continue
		}
		e = timeline.Event{Line: lines.n}
		stream, partial, what := read(line, &e)
		if what != begins {
			in.Skip(string(what))
			continue
		}
		messages.add(stream, e, partial)
	}
}

// pieces puts messages together that a container wrote to its streams.
type pieces struct {
	emit func(timeline.Event)
	skip func(string)
	// open are the messages that go on: one of stdout, and one of another stream.
	open [2]struct {
		e    timeline.Event
		text []byte
	}
}

// add takes a piece of a message, whose time is that of its first piece.
func (p *pieces) add(stream string, e timeline.Event, partial bool) {
	open := &p.open[0]
	if stream != "stdout" {
		open = &p.open[1]
	}
	if open.text == nil {
		if !partial {
			p.emit(e)
			return
		}
		open.e, open.text = e, []byte(e.Message)
		return
	}
	keep := min(len(e.Message), maxLine-min(len(open.text), maxLine))
	if keep < len(e.Message) {
		p.skip("what is behind the first 64 KiB of messages")
	}
	open.text = append(open.text, e.Message[:keep]...)
	if !partial {
		open.e.Message = string(open.text)
		p.emit(open.e)
		open.text = nil
	}
}

// end tells of messages that are not ended.
func (p *pieces) end() {
	for i := range p.open {
		if p.open[i].text != nil {
			p.open[i].e.Message = string(p.open[i].text)
			p.emit(p.open[i].e)
		}
	}
}
