package formats

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/timeline"
)

const many = 100_000

// crowd is a container's life: an image's files, changes, records, and an attack at
// the end of January.
func crowd(n int) []timeline.Event {
	random := rand.New(rand.NewPCG(1, 2))
	begin, attack := at("2026-01-01T00:00:00Z"), at("2026-01-20T02:11:00Z")
	sources := []timeline.Source{timeline.FileSystem, timeline.Log, timeline.Syslog, timeline.Web, timeline.Login, timeline.Shell, timeline.Package, timeline.Process, timeline.Journal}
	events := make([]timeline.Event, n)
	for i := range events {
		// Denser by day than by night, and in order.
		when := begin.Add(time.Duration(float64(i) / float64(n) * float64(31*24*time.Hour))).Add(time.Duration(i) * time.Microsecond)
		source := sources[int(random.ExpFloat64()*1.5)%len(sources)]
		e := timeline.Event{Time: when, Source: source, Parser: string(source), Target: "web"}
		path := fmt.Sprintf("/srv/%s/%03d/file-%d.dat", source, i%500, i)
		switch source {
		case timeline.FileSystem:
			e.Path, e.Change, e.MACB, e.What, e.Type = path, "added", "mc", timeline.ModificationTime, "fs:stat"
			e.File = &timeline.File{Type: document.Regular, Mode: 0o644, Size: int64(i), Inode: uint64(i), SHA256: hash, Mtime: when, Ctime: when, First: true}
		default:
			e.Path, e.Line, e.What = "/var/log/"+string(source)+".log", int64(i), "Recorded Time"
			e.Message = fmt.Sprintf("%s: request %d from 198.51.100.%d took %d ms", source, i, i%256, random.IntN(1000))
		}
		if d := when.Sub(attack); d > 0 && d < time.Hour && i%20 == 0 {
			e.Findings = []string{"files/web-shell"}
			e.Message = fmt.Sprintf("dropped payload number %d", i)
		}
		events[i] = e
	}
	return events
}

// tab is a page in Chromium, which the tests' packages bring.
type tab struct {
	*testing.T
	ctx context.Context
}

// browse opens a page with events.
func browse(t *testing.T, events []timeline.Event, sources ...string) tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "timeline.html")
	if err := os.WriteFile(file, written(t, "html", Options{Head: head(sources...)}, events), 0o600); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath("chromium"), chromedp.WindowSize(1360, 860))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := tab{t, ctx}
	if err := chromedp.Do(ctx); err != nil { // starts the browser, for as long as the context lives
		t.Fatal(err)
	}
	b.watch("file://" + file)
	b.do(call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), chromedp.Navigate("file://"+file))
	b.wait(`document.querySelectorAll("#space > *").length > 0`)
	return b
}

// watch fails the test when anything but the page is asked for, when the script fails,
// and when the policy has to stop something.
func (b tab) watch(url string) {
	var lock sync.Mutex
	var seen []string
	note := func(format string, args ...any) {
		lock.Lock()
		defer lock.Unlock()
		seen = append(seen, fmt.Sprintf(format, args...))
	}
	err := chromedp.Listen(b.ctx, func(event any) {
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			if event.Request.URL != url {
				note("request for %s", event.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			note("exception: %+v", event.ExceptionDetails)
		case *log.EventEntryAdded:
			note("%s: %s", event.Entry.Level, event.Entry.Text)
		case *page.EventJavascriptDialogOpening:
			note("dialog: %s", event.Message)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		lock.Lock()
		defer lock.Unlock()
		for _, s := range seen {
			b.Error(s)
		}
	})
}

// on is the same tab for a test below.
func (b tab) on(t *testing.T) tab { return tab{t, b.ctx} }

func call[P any](command cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

func (b tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

func (b tab) click(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// press presses keys on an element.
func (b tab) press(selector string, keys ...string) {
	b.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)))
	for _, key := range keys {
		b.do(chromedp.KeyEvent(key))
	}
}

// get evaluates an expression.
func get[T any](b tab, expression string) T {
	b.Helper()
	x, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatal(err)
	}
	return x
}

func (b tab) run(script string) {
	b.Helper()
	get[bool](b, script+"; true")
}

// wait waits until an expression is true: a filter waits for the end of typing, and
// frames are drawn when the browser gets to it.
func (b tab) wait(expression string) {
	b.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if get[bool](b, expression) {
			return
		}
	}
	b.Fatalf("it does not come to %s: it shows %s", expression, get[string](b, shown))
}

func (b tab) screenshot(name string) {
	b.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		dir = b.TempDir()
	}
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		b.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.Fatal(err)
	}
	colors := map[color.Color]bool{}
	for x := range picture.Bounds().Dx() {
		colors[picture.At(x, picture.Bounds().Dy()/4)] = true
	}
	if len(colors) < 3 {
		b.Errorf("the screenshot %s has %d colours in a line", name, len(colors))
	}
}

const (
	rows  = `document.querySelectorAll("#space .row").length`
	shown = `document.getElementById("shown").textContent`
	every = `"100,000 of 100,000 events"`
)

// TestPage uses a page with many events as a person does.
func TestPage(t *testing.T) {
	b := browse(t, crowd(many), "web")
	b.wait(shown + ` === ` + every)
	b.bounded()
	b.screenshot("light")
	t.Run("scroll", func(t *testing.T) { scroll(b.on(t)) })
	t.Run("brush", func(t *testing.T) { drag(b.on(t)) })
	t.Run("keys", func(t *testing.T) { keys(b.on(t)) })
	t.Run("range", func(t *testing.T) { typeRange(b.on(t)) })
	t.Run("text", func(t *testing.T) { filterText(b.on(t)) })
	t.Run("sources", func(t *testing.T) { filterSources(b.on(t)) })
	t.Run("findings", func(t *testing.T) { filterFindings(b.on(t)) })
	t.Run("event", func(t *testing.T) { openEvent(b.on(t)) })
	t.Run("print", func(t *testing.T) { printPage(b.on(t)) })
}

// bounded has few of the events be in the page.
func (b tab) bounded() {
	b.Helper()
	if n := get[int](b, rows); n == 0 || n > 100 {
		b.Errorf("%d rows are in the page", n)
	}
}

func scroll(b tab) {
	b.run(`document.getElementById("list").scrollTop = 26 * 50000`)
	b.wait(`document.querySelector("#space .row").ariaPosInSet > 49900`)
	b.bounded()
	b.run(`document.getElementById("list").scrollTop = 0`)
	b.wait(`document.querySelector("#space .row").ariaPosInSet === "1"`)
}

func drag(b tab) {
	box := get[[]float64](b, `(() => { const r = document.getElementById("histogram").getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`)
	mouse := func(kind input.DispatchMouseEventType, at float64) {
		b.do(chromedp.MouseEvent(kind, box[0]+box[2]*at, box[1]+box[3]/2, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	mouse("mousePressed", .25)
	mouse("mouseMoved", .4)
	if get[bool](b, `document.getElementById("brush").hidden`) {
		b.Error("nothing shows what is being chosen")
	}
	mouse("mouseMoved", .5)
	mouse("mouseReleased", .5)
	b.wait(shown + ` !== ` + every)
	from, to := get[string](b, `document.getElementById("from").value`), get[string](b, `document.getElementById("to").value`)
	if !strings.HasPrefix(from, "2026-01-08T") || !strings.HasPrefix(to, "2026-01-16T") {
		b.Errorf("a brush over the second quarter shows %s to %s", from, to)
	}
	if n := get[string](b, shown); !strings.HasPrefix(n, "25,") {
		b.Errorf("a quarter has %s", n)
	}
	b.click("#back")
	b.wait(shown + ` === ` + every)
}

func keys(b tab) {
	b.press("#histogram", "+")
	b.wait(shown + `.startsWith("50,") || ` + shown + `.startsWith("49,")`)
	b.press("#histogram", kb.ArrowRight, kb.ArrowRight)
	b.wait(`document.getElementById("to").value > "2026-01-31"`)
	b.press("#histogram", "0")
	b.wait(shown + ` === ` + every)
}

func typeRange(b tab) {
	enter := func(from, to string) {
		b.run(fmt.Sprintf(`for (const [id, value] of [["from", %q], ["to", %q]]) document.getElementById(id).value = value;
			document.getElementById("to").dispatchEvent(new Event("change"))`, from, to))
	}
	enter("2026-01-02", "2026-01-02 12:00")
	b.wait(`document.getElementById("to").value === "2026-01-02T12:00:00.000Z"`)
	if n := get[string](b, shown); n != "1,613 of 100,000 events" {
		b.Errorf("half a day has %s", n)
	}
	enter("2026-01-02", "2026-02-30")
	if got := get[string](b, `document.getElementById("to").className`); got != "wrong" {
		b.Error("a day that does not exist is taken")
	}
	b.click("#whole")
	b.wait(shown + ` === ` + every)
}

func filterText(b tab) {
	enter := func(text string) {
		b.run(`document.getElementById("text").value = ""`)
		b.press("#text", text)
	}
	enter("LOG: REQUEST 777 FROM")
	b.wait(shown + ` === "1 of 100,000 events"`)
	enter("198.51.100.77 ")
	b.wait(shown + ` === "186 of 100,000 events" && [...document.querySelectorAll("#space .subject")].every((e) => e.textContent.includes("198.51.100.77 "))`)
	b.bounded()
	enter("/SRV/file/")
	b.wait(`[...document.querySelectorAll("#space .source")].every((e) => e.textContent === "file")`)
	enter("x" + kb.Backspace)
	b.wait(shown + ` === ` + every)
}

func filterSources(b tab) {
	b.click("#no-source")
	b.wait(shown + ` === "0 of 100,000 events" && document.querySelector("#space .empty") !== null`)
	b.click(`input[name="login"]`)
	b.wait(`new Set([...document.querySelectorAll("#space .source")].map((e) => e.textContent)).size === 1 && document.querySelector("#space .source").textContent === "login"`)
	b.bounded()
	b.click("#every-source")
	b.wait(shown + ` === ` + every)
}

func filterFindings(b tab) {
	b.click("#findings")
	b.click("#to-findings")
	b.wait(shown + ` === "6 of 100,000 events"`)
	b.wait(`document.querySelectorAll("#space .row.finding").length === 6`)
	// Above the bars, nothing but marks is red.
	red := get[bool](b, `(() => {
		const c = document.getElementById("canvas"), p = c.getContext("2d").getImageData(0, 0, c.width, Math.round(8 * devicePixelRatio)).data;
		for (let i = 0; i < p.length; i += 4) if (p[i] === 0xc2 && p[i + 1] === 0x18 && p[i + 2] === 0x2b && p[i + 3] === 255) return true;
		return false })()`)
	if !red {
		b.Error("the histogram does not mark findings")
	}
	b.click("#findings")
	b.wait(`document.querySelector("#space .row").ariaSetSize > 100`)
}

func openEvent(b tab) {
	b.click("#space .row.finding .subject")
	b.wait(`!document.getElementById("event").hidden`)
	text := get[string](b, `document.getElementById("event").textContent`)
	for _, part := range []string{"files/web-shell", "dropped payload", "2026-01-20T02:", "targetweb"} {
		if !strings.Contains(text, part) {
			b.Errorf("the details lack %q: %s", part, text)
		}
	}
	b.screenshot("event")
	dark := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: dark}))
	b.wait(`matchMedia("(prefers-color-scheme: dark)").matches`)
	b.run(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
	b.screenshot("dark")
	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}))

	b.press("#list", kb.Home, kb.ArrowDown)
	b.wait(`document.querySelector("#space .row.chosen").ariaPosInSet === "2"`)
	b.press("#list", kb.Escape)
	b.wait(`document.getElementById("event").hidden`)
	b.press("#list", kb.Enter)
	b.wait(`!document.getElementById("event").hidden`)
	b.click("#around")
	b.wait(shown + `.startsWith("22 of") || ` + shown + `.startsWith("23 of")`)
}

func printPage(b tab) {
	b.click("#whole")
	b.wait(shown + ` === ` + every)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil {
		b.Fatal(err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF")) || len(pdf) < 100_000 {
		b.Errorf("printed %d bytes", len(pdf))
	}
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		os.WriteFile(filepath.Join(dir, "print.pdf"), pdf, 0o644)
	}
	b.bounded()
}

// TestPageHostile has nothing that an attacker wrote become a part of the page.
func TestPageHostile(t *testing.T) {
	b := browse(t, hostile(), hostileName)
	b.click("#space .row.finding .subject")
	b.wait(`!document.getElementById("event").hidden`)
	path := get[string](b, `[...document.querySelectorAll("#event-details dt")].find((e) => e.textContent === "path").nextSibling.textContent`)
	if path != document.Escape(hostileName) {
		t.Errorf("the path is shown as %q", path)
	}
	elements := get[[]string](b, `[...new Set([...document.querySelectorAll("*")].map((e) => e.localName))].sort()`)
	if slices.Contains(elements, "img") || get[int](b, `document.scripts.length`) != 1 {
		t.Errorf("the page has %s", elements)
	}
	for line := range strings.Lines(get[string](b, `document.body.innerText + "\n" + document.title`)) {
		if line = strings.TrimRight(line, "\n\t"); document.Escape(line) != line {
			t.Errorf("unsafe text %q", line)
		}
	}
	b.screenshot("hostile")
}

// TestPageOrdinary has times long before and after ours on the axis and in the list.
func TestPageOrdinary(t *testing.T) {
	b := browse(t, ordinary(), "web", "db")
	b.wait(shown + ` === "10 of 10 events"`)
	times := get[[]string](b, `[...document.querySelectorAll("#space .time")].map((e) => e.textContent)`)
	want := []string{
		"1901-12-13T20:45:52.250Z", "1970-01-01T00:00:00.000Z", "2026-01-02T03:04:05.678Z", "2026-01-02T03:05:00.000Z", "2026-01-02T03:05:30.000Z",
		"2026-01-03T00:00:00.000Z", "2026-01-03T01:00:00.000Z", "2026-01-03T02:00:00.000Z", "2300-01-01T00:00:00.500Z", "9999-12-31T23:59:59.000Z",
	}
	if diff := cmp.Diff(want, times); diff != "" {
		t.Error(diff)
	}
	b.screenshot("ordinary")
}

func TestPageEmpty(t *testing.T) {
	b := browse(t, nil, "web")
	b.wait(shown + ` === "0 of 0 events"`)
	b.screenshot("empty")
}
