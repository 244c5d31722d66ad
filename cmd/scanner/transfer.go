package main

import (
	"io"
	"os"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// transfer shows how many bytes have passed and how fast, on a terminal only. How
// many there will be is not known.
type transfer struct {
	bars *mpb.Progress
	bar  *mpb.Bar
	what atomic.Value
}

func newTransfer(w io.Writer, quiet bool) *transfer {
	t := &transfer{}
	t.what.Store("")
	file, ok := w.(*os.File)
	if !ok || quiet || !term.IsTerminal(int(file.Fd())) {
		return t
	}
	t.bars = mpb.New(mpb.WithOutput(file), mpb.WithWidth(40))
	t.bar = t.bars.New(0, mpb.SpinnerStyle(),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.CurrentKibiByte("% .1f"), decor.AverageSpeed(decor.SizeB1024(0), "  % .1f")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
			what, _ := t.what.Load().(string)
			return oneLine(what)
		}), decor.Elapsed(decor.ET_STYLE_GO, decor.WCSyncSpace)))
	return t
}

func (t *transfer) add(n int) {
	if t.bar != nil {
		t.bar.IncrBy(n)
	}
}

func (t *transfer) doing(what string) { t.what.Store(what) }

func (t *transfer) finish() {
	if t.bar != nil {
		t.bar.SetTotal(-1, true)
		t.bars.Wait()
	}
}
