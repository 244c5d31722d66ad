package formats

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

// What one page holds: browsers take more, but not well.
const (
	maxPageEvents = 300_000
	maxPageBytes  = 192 << 20 // of text
	// maxPageText bounds one text, in bytes, and maxPageDetails the details of one
	// event.
	maxPageText    = 4 << 10
	maxPageDetails = 16 << 10
)

// htmlPage writes one page that needs nothing else: no network, no server. Events are
// kept in a temporary file until all are counted, as those that findings refer to go
// first when there are more than a page holds, and the files of the image go last.
type htmlPage struct {
	w       io.Writer
	head    timeline.Head
	file    *os.File
	spool   *bufio.Writer
	encoder *gob.Encoder
	events  [classes]int64
	bytes   int64 // of text
	limit   int64 // of events
	notices []string
}

// The classes of events, the most telling first.
const (
	withFindings = iota
	changed
	ofImage
	classes
)

func class(e *timeline.Event) int {
	switch {
	case len(e.Findings) > 0:
		return withFindings
	case e.Change == "image":
		return ofImage
	}
	return changed
}

func newHTML(w io.Writer, o Options) (Writer, error) {
	file, err := os.CreateTemp("", "rummage-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, err
	}
	p := &htmlPage{w: w, head: o.Head, file: file, spool: bufio.NewWriterSize(file, 1<<16), limit: maxPageEvents}
	p.encoder = gob.NewEncoder(p.spool)
	return p, nil
}

func (p *htmlPage) Event(e *timeline.Event) error {
	p.events[class(e)]++
	for _, s := range []string{e.What, e.Message, e.Path, e.User, e.Host, e.Target, e.Assumed} {
		p.bytes += int64(min(len(s), maxPageText))
	}
	for _, value := range e.Fields {
		p.bytes += int64(min(len(value), maxPageText))
	}
	if err := p.encoder.Encode(e); err != nil {
		return fmt.Errorf("keep an event for the page: %w", err)
	}
	return nil
}

// Notices tell what the page does not hold.
func (p *htmlPage) Notices() []string { return p.notices }

func (p *htmlPage) Close(tail timeline.Tail) error {
	defer p.file.Close()
	if err := p.spool.Flush(); err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	take := p.share()
	w := bufio.NewWriterSize(p.w, 1<<16)
	if err := p.writeTop(w, tail); err != nil {
		return err
	}
	if err := p.writeEvents(w, take); err != nil {
		return err
	}
	fmt.Fprintf(w, "<script>%s</script>\n</body>\n</html>\n", pageScript)
	return w.Flush()
}

// share says how many events of each class the page takes.
func (p *htmlPage) share() (take [classes]int64) {
	var total int64
	for _, n := range p.events {
		total += n
	}
	room := p.limit
	if p.bytes > maxPageBytes {
		room = min(room, int64(float64(total)*maxPageBytes/float64(p.bytes)))
	}
	for i, n := range p.events {
		take[i] = min(n, room)
		room -= take[i]
	}
	if taken := take[withFindings] + take[changed] + take[ofImage]; taken < total {
		p.notices = append(p.notices, fmt.Sprintf(
			"the page holds %d of %d events: %s; jsonl has all of them", taken, total, strings.Join(p.shares(take), ", ")))
	}
	return take
}

// shares tells in words what a page takes.
func (p *htmlPage) shares(take [classes]int64) []string {
	names := [classes]string{"with findings", "of what is not the image's", "of the image's own files"}
	var words []string
	for i, n := range p.events {
		switch {
		case n == 0:
		case take[i] == n:
			words = append(words, fmt.Sprintf("all %d %s", n, names[i]))
		case take[i] == 0:
			words = append(words, fmt.Sprintf("none of the %d %s", n, names[i]))
		default:
			words = append(words, fmt.Sprintf("an even sample of %d of the %d %s", take[i], n, names[i]))
		}
	}
	return words
}

//go:embed page/page.html
var pageTop string

//go:embed page/page.css
var pageStyle string

//go:embed page/page.js
var pageScript string

var pageTemplate = template.Must(template.New("page").Parse(pageTop))

// writeTop writes all that stands before the events. The policy lets nothing run or
// load but the script and the style that are here.
func (p *htmlPage) writeTop(w io.Writer, tail timeline.Tail) error {
	policy := fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'", digest(pageScript), digest(pageStyle))
	var sources, notices []string
	for _, s := range p.head.Sources {
		sources = append(sources, document.Escape(s))
	}
	for _, n := range slices.Concat(p.notices, tail.Notices) {
		notices = append(notices, document.Escape(n))
	}
	return pageTemplate.Execute(w, map[string]any{
		"Policy": policy, "Style": template.CSS(pageStyle), "Sources": strings.Join(sources, ", "), "Summary": summary(tail), "Notices": notices,
		"Tool": document.Escape(strings.TrimSpace(p.head.Tool + " " + p.head.Version)), "Started": minute(p.head.Started),
		"From": minute(p.head.From), "To": minute(p.head.To),
	})
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return document.Time(t).Format("2006-01-02 15:04:05")
}

// writeEvents writes the share of each class, in the order of time.
func (p *htmlPage) writeEvents(w io.Writer, take [classes]int64) error {
	decoder := gob.NewDecoder(bufio.NewReaderSize(p.file, 1<<16))
	block := newBlock()
	var seen [classes]int64
	for {
		var e timeline.Event
		if err := decoder.Decode(&e); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("read the events kept for the page: %w", err)
		}
		c := class(&e)
		seen[c]++
		if seen[c]*take[c]/p.events[c] == (seen[c]-1)*take[c]/p.events[c] {
			continue // not in the sample
		}
		block.add(&e)
		if block.full() {
			if err := block.write(w); err != nil {
				return err
			}
		}
	}
	return block.write(w)
}

// block has some events as columns. Texts are places in Strings, where each is once.
type block struct {
	Strings  []string `json:"s"`
	Times    []int64  `json:"t"` // milliseconds since 1970; all but the first since the one before
	Micros   []int    `json:"u"` // what is behind them
	Sources  []int    `json:"k"`
	What     []int    `json:"w"`
	Subjects []int    `json:"m"`
	Paths    []int    `json:"p"`
	Findings []int    `json:"f"`
	Details  [][]int  `json:"d"` // names and values in turn

	places map[string]int
	size   int // of Strings, in bytes
	last   int64
}

func newBlock() *block {
	return &block{Strings: []string{""}, places: map[string]int{"": 0}}
}

// full keeps what is in memory small.
func (b *block) full() bool { return len(b.Times) == 4096 || b.size > 4<<20 }

func (b *block) add(e *timeline.Event) {
	when := document.Time(e.Time)
	b.Times = append(b.Times, when.UnixMilli()-b.last)
	b.last = when.UnixMilli()
	b.Micros = append(b.Micros, when.Nanosecond()/1000%1000)
	b.Sources = append(b.Sources, b.place(string(e.Source)))
	b.What = append(b.What, b.place(what(e)))
	b.Subjects = append(b.Subjects, b.place(subject(e)))
	b.Paths = append(b.Paths, b.place(e.Path))
	b.Findings = append(b.Findings, b.place(strings.Join(e.Findings, " ")))
	b.Details = append(b.Details, b.details(e))
}

// place is where a text is. It is shown as it is here.
func (b *block) place(s string) int {
	cut := min(len(s), maxPageText)
	text := document.Escape(s[:cut])
	if cut < len(s) {
		text += "…"
	}
	at, ok := b.places[text]
	if !ok {
		at = len(b.Strings)
		b.Strings, b.places[text] = append(b.Strings, text), at
		b.size += len(text)
	}
	return at
}

func (b *block) details(e *timeline.Event) []int {
	size, details := 0, []int{}
	add := func(name, value string) {
		if value == "" || size > maxPageDetails {
			return
		}
		size += min(len(value), maxPageText)
		details = append(details, b.place(name), b.place(value))
	}
	add("timestamp_desc", descriptions(e))
	if e.Message != subject(e) {
		add("message", e.Message)
	}
	add("change", e.Change)
	add("user", e.User)
	add("host", e.Host)
	add("pid", number(int64(e.PID)))
	add("line", number(e.Line))
	if f := e.File; f != nil {
		add("type", string(f.Type))
		if f.Type != "" {
			add("mode", octal(f)+" "+mode(f))
		}
		add("owner", strconv.Itoa(f.UID)+":"+strconv.Itoa(f.GID))
		add("size", strconv.FormatInt(f.Size, 10))
		add("inode", inode(f))
		add("link_target", f.LinkTarget)
		add("sha256", f.SHA256)
		add("mtime", rfc3339(f.Mtime))
		add("atime", rfc3339(f.Atime))
		add("ctime", rfc3339(f.Ctime))
		add("btime", rfc3339(f.Btime))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		add(name, e.Fields[name])
	}
	add("assumed", e.Assumed)
	add("data_type", e.Type)
	add("parser", e.Parser)
	add("target", e.Target)
	return details
}

// write writes the block, and begins a new one. JSON has <, > and & as \u escapes,
// so that nothing in it ends or hides the script that it is in.
func (b *block) write(w io.Writer) error {
	if len(b.Times) == 0 {
		return nil
	}
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(b); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "<script type=\"application/json\" class=\"events\">%s</script>\n", bytes.TrimSpace(text.Bytes()))
	*b = *newBlock()
	return err
}
