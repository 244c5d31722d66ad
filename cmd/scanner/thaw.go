package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors/docker"
)

// A container that was frozen is thawed by a second process when the first one is
// killed: it waits for the end of its standard input, which comes with the end of
// the first process whatever that was.

// thawWord says on that input that there is nothing to thaw any more.
const thawWord = "done\n"

// thawTimeout bounds the thawing.
const thawTimeout = time.Minute

func newThaw(s streams) *cobra.Command {
	var o common
	cmd := &cobra.Command{Use: "thaw-when-input-ends ID", Hidden: true, Args: cobra.ExactArgs(1)}
	cmd.Flags().StringVarP(&o.host, "host", "H", "", "`ADDRESS` of the engine")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		said, _ := io.ReadAll(io.LimitReader(s.in, int64(len(thawWord))))
		if string(said) == thawWord {
			return nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), thawTimeout)
		defer cancel()
		c, err := docker.Connect(ctx, o.docker())
		if err != nil {
			return err
		}
		defer c.Close()
		container, err := c.Evidence(ctx, args[0])
		if err != nil {
			return err
		}
		return container.Unpause(ctx)
	}
	return cmd
}

// guardThaw starts the second process for a container. The function that is
// returned tells it that the container was thawed.
func guardThaw(host, id string) (func(), error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("guard the thawing: %w", err)
	}
	cmd := exec.Command(self)
	cmd.Args = []string{"rummage", "thaw-when-input-ends", "-H", host, id}
	// Ctrl-C at a terminal must not reach it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("guard the thawing: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("guard the thawing: %w", err)
	}
	return func() {
		_, _ = io.WriteString(in, thawWord)
		_ = in.Close()
		_ = cmd.Wait()
	}, nil
}
