package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// A scan makes much garbage and ends soon. Its collector does not run until there is
// this much, in bytes. Above that it runs each time when what is in use has grown by
// half: a fixed limit would have it run without a pause once more than that is in
// use, as with an image of a million files.
const lazyLimit = 120 << 20

// frugalLimit is the same for commands that run on a host whose memory is evidence.
const frugalLimit = 56 << 20

// limitNow is the one in force.
var limitNow atomic.Int64

// pace sets the limit, now and whenever the collector ran.
func pace(limit int64) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(limit)
	if limitNow.Swap(limit) == 0 {
		afterGC(func() { debug.SetMemoryLimit(max(limitNow.Load(), inUse()*3/2)) })
	}
}

// afterGC calls do each time when the collector ran: an object that nothing leads to
// is found then.
func afterGC(do func()) {
	runtime.AddCleanup(&struct{ _ [64]byte }{}, func(struct{}) {
		do()
		afterGC(do)
	}, struct{}{})
}

// inUse is the memory that was in use when the collector ran last.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64() + sample[1].Value.Uint64())
}
