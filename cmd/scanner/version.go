package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "0.1.0-dev"

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(s.out, "rummage %s%s\n", version, revision())
			return err
		},
	}
}

func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return " " + info.GoVersion
}

// build names this very program, also where many have the same version: what one
// keeps in a cache is not for another.
func build() string {
	program, err := elf.Open("/proc/self/exe")
	if err != nil {
		return version
	}
	defer program.Close()
	for _, name := range []string{".note.go.buildid", ".note.gnu.build-id"} {
		if section := program.Section(name); section != nil {
			if note, err := section.Data(); err == nil {
				return fmt.Sprintf("%s %x", version, bytes.TrimRight(note, "\x00"))
			}
		}
	}
	return version
}
