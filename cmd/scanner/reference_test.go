package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write the pages of docs/reference anew")

// TestReference keeps the pages about commands and settings in step with them.
func TestReference(t *testing.T) {
	for file, page := range map[string][]byte{
		"../../docs/reference/commands.md": commandsPage(),
		"../../docs/reference/settings.md": settingsPage(),
	} {
		if *update {
			if err := os.WriteFile(file, page, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		there, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(there, page) {
			t.Errorf("%s is stale: make generate makes it anew", file)
		}
	}
}

const generated = "<!-- Made by `make generate`: do not edit. -->\n\n"

func commandsPage() []byte {
	var b bytes.Buffer
	b.WriteString(generated + "# Commands\n")
	writeCommand(&b, newRoot(streams{}))
	return b.Bytes()
}

func writeCommand(b *bytes.Buffer, cmd *cobra.Command) {
	if cmd.Hidden || cmd.Name() == "help" {
		return
	}
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n", cmd.CommandPath(), strings.TrimSpace(about))
	if cmd.Runnable() && !cmd.HasSubCommands() {
		fmt.Fprintf(b, "    %s\n", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, "\nExamples:\n\n```sh\n%s\n```\n", unindented(cmd.Example))
	}
	if flags := cmd.NonInheritedFlags(); flags.HasAvailableFlags() {
		fmt.Fprintf(b, "\nFlags:\n\n```\n%s```\n", flags.FlagUsages())
	}
	for _, sub := range cmd.Commands() {
		writeCommand(b, sub)
	}
}

func unindented(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\n  ", "\n"))
}

const settingsIntro = `# Settings

Every flag of ` + "`rummage scan`" + ` has a key in the settings file and an environment
variable. The command line counts before the variable, the variable before the
file, and the file before the default. The file is ` + "`.rummage.yaml`" + ` in the
working directory, when there is one, or the one that ` + "`-c`" + ` or ` + "`RUMMAGE_CONFIG`" + `
names. What may be given several times is a list in the file, and in a variable
has commas between its values.

| flag | key | variable | default | meaning |
|---|---|---|---|---|
`

const exceptionsPart = `
## Exceptions

Findings that are as they should be are named in the file:

` + "```yaml" + `
exceptions:
  - rule: config/engine-socket-mounted
    target: traefik
    reason: reads container labels, reviewed by ops
    expires: 2027-06-30
` + "```" + `

| key | meaning |
|---|---|
| ` + "`rule`" + ` | the rule's id, or a glob over ids such as ` + "`config/*`" + `; required |
| ` + "`target`" + ` | a glob over target names; every target when it is not there |
| ` + "`path`" + ` | a glob over paths in the target, ` + "`**`" + ` for any depth; every location when it is not there |
| ` + "`reason`" + ` | why; required, and shown in the report |
| ` + "`expires`" + ` | the last day on which it counts, as YYYY-MM-DD; always when it is not there |

A finding that an exception covers stays in JSON and SARIF as suppressed. It
counts neither for the verdict nor for ` + "`--fail-on`" + `. An exception that has
expired no longer counts, and the report says so; one that covers nothing is
named too.
`

func settingsPage() []byte {
	var b bytes.Buffer
	b.WriteString(generated + settingsIntro)
	var o scanOptions
	cmd := &cobra.Command{}
	o.register(cmd)
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "config" {
			return
		}
		_, usage := pflag.UnquoteUsage(f)
		value := strings.Trim(f.DefValue, "[]")
		fmt.Fprintf(&b, "| `--%s` | `%s` | `RUMMAGE_%s` | %s | %s |\n", f.Name, f.Name,
			strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")), value, strings.ReplaceAll(usage, "|", `\|`))
	})
	b.WriteString(exceptionsPart)
	return b.Bytes()
}
