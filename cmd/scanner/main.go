// Command rummage finds what should not be in Docker containers.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	pace(lazyLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the program at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
