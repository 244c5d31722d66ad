package main

import (
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// progress shows how many targets are done, on a terminal only.
type progress struct {
	bars *mpb.Progress
	bar  *mpb.Bar
}

func newProgress(w io.Writer, quiet bool, targets int) *progress {
	file, ok := w.(*os.File)
	if !ok || quiet || targets == 0 || !term.IsTerminal(int(file.Fd())) {
		return &progress{}
	}
	bars := mpb.New(mpb.WithOutput(file), mpb.WithWidth(40))
	bar := bars.AddBar(int64(targets),
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("scanning "), decor.CountersNoUnit("%d of %d ")),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)))
	return &progress{bars, bar}
}

func (p *progress) done() {
	if p.bar != nil {
		p.bar.Increment()
	}
}

func (p *progress) finish() {
	if p.bars != nil {
		p.bars.Wait()
	}
}
