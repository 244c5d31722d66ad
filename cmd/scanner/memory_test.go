package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestPace has the limit follow what is in use, up and down again.
func TestPace(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	pace(lazyLimit)
	reaches := func(what string, holds func(limit int64) bool) {
		t.Helper()
		for range 100 {
			runtime.GC()
			if holds(debug.SetMemoryLimit(-1)) {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%s: the limit is %d", what, debug.SetMemoryLimit(-1))
	}
	held := make([]byte, 300<<20)
	reaches("much is in use", func(limit int64) bool { return limit >= 450<<20 })
	runtime.KeepAlive(held)
	reaches("nothing is", func(limit int64) bool { return limit < 450<<20 })
}
