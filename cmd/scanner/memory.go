package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A scan makes much garbage and ends soon. Its collector does not run until there is
// this much, in bytes. Above that it runs each time when what is in use has grown by
// half: a fixed limit would have it run without a pause once more than that is in
// use, as with an image of a million files.
const lazyLimit = 120 << 20

// pace sets the limit, now and whenever the collector ran.
func pace() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(lazyLimit)
	afterGC(func() { debug.SetMemoryLimit(max(lazyLimit, inUse()*3/2)) })
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
