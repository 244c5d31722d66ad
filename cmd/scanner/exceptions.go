package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/rummage-scanner/rummage/engine"
)

func newExceptions(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "exceptions",
		Short: "Accept findings, in the settings file",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newExceptionsAdd(s))
	return cmd
}

func newExceptionsAdd(s streams) *cobra.Command {
	var config, reason, expires string
	cmd := &cobra.Command{
		Use:   "add FINGERPRINT",
		Short: "Accept one finding, with a reason and for a time",
		Long: `Add an exception for the finding of a fingerprint to the settings file, which is
made when there is none. What is in the file stays as it is, comments too.
The fingerprint of a finding is in the JSON report.`,
		Example: `  rummage exceptions add 0f31b9… --reason "reviewed by ops" --expires 2027-06-30`,
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().StringVarP(&config, "config", "c", defaultConfig, "settings `FILE`")
	cmd.Flags().StringVar(&reason, "reason", "", "why it is accepted")
	cmd.Flags().StringVar(&expires, "expires", "", "the last `DAY`, YYYY-MM-DD, on which the exception counts")
	cmd.RunE = func(*cobra.Command, []string) error {
		x := engine.Exception{Fingerprint: cmd.Flags().Arg(0), Reason: reason, Expires: expires}
		if err := checkException(x); err != nil {
			return err
		}
		text, err := os.ReadFile(config)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("read settings: %w", err)
		}
		changed, err := addException(text, x)
		if err != nil {
			return hinted{fmt.Errorf("%s: %w", config, err), "add the exception by hand: rummage scan --help tells where settings are"}
		}
		if err := writeWhole(config, func(w io.Writer) error { _, err := w.Write(changed); return err }); err != nil {
			return fmt.Errorf("write settings: %w", err)
		}
		_, err = fmt.Fprintf(s.out, "%s: the finding %s is accepted\n", oneLine(config), x.Fingerprint)
		return err
	}
	return cmd
}

var isFingerprint = regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString

func checkException(x engine.Exception) error {
	if !isFingerprint(x.Fingerprint) {
		return usagef("the JSON report has the fingerprint of each finding: 32 digits of 0-9 and a-f", "%q is no fingerprint", x.Fingerprint)
	}
	if strings.TrimSpace(x.Reason) == "" {
		return usagef("say why the finding is accepted with --reason", "an exception needs a reason")
	}
	if x.Expires != "" {
		if _, err := time.Parse(time.DateOnly, x.Expires); err != nil {
			return usagef("use --expires with a day like 2030-12-31", "%q is no day", x.Expires)
		}
	}
	return nil
}

// addException writes an exception as the first of the settings' list. It changes
// no other line: a YAML encoder would lose blank lines and the form of values.
func addException(text []byte, x engine.Exception) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	before, err := exceptionsIn(text)
	if err != nil {
		return nil, err
	}
	for _, known := range before {
		if known.Fingerprint == x.Fingerprint {
			return nil, fmt.Errorf("there is an exception for %s already", x.Fingerprint)
		}
	}
	key, list := exceptionsNode(&root)
	changed := insertException(text, key, list, x)
	// What was made must be what was meant.
	after, err := exceptionsIn(changed)
	if err != nil || !reflect.DeepEqual(after, append([]engine.Exception{x}, before...)) {
		return nil, errors.New("its list of exceptions has a form that cannot be added to")
	}
	return changed, nil
}

func exceptionsIn(text []byte) ([]engine.Exception, error) {
	var settings map[string]yaml.Node
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return nil, err
	}
	node, ok := settings["exceptions"]
	if !ok {
		return nil, nil
	}
	var found []engine.Exception
	return found, strict(&node, &found)
}

// exceptionsNode finds the key and its list; both are nil when there is no key.
func exceptionsNode(root *yaml.Node) (key, list *yaml.Node) {
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil, nil
	}
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].Value == "exceptions" {
			return pairs[i], pairs[i+1]
		}
	}
	return nil, nil
}

func insertException(text []byte, key, list *yaml.Node, x engine.Exception) []byte {
	indent := "  "
	if list != nil && len(list.Content) > 0 && list.Style&yaml.FlowStyle == 0 {
		indent = strings.Repeat(" ", list.Column-1)
	}
	item := formatException(x, indent)
	if key == nil {
		if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			text = append(text, '\n')
		}
		return append(text, "exceptions:\n"+item...)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	at := key.Line - 1
	if list.Style&yaml.FlowStyle != 0 || list.Kind == yaml.ScalarNode { // exceptions: [] or nothing
		lines[at] = []byte("exceptions:\n")
	} else if !bytes.HasSuffix(lines[at], []byte("\n")) {
		lines[at] = append(lines[at], '\n')
	}
	lines[at] = append(bytes.Clone(lines[at]), item...)
	return bytes.Join(lines, nil)
}

func formatException(x engine.Exception, indent string) string {
	reason, _ := yaml.Marshal(x.Reason)
	lines := []string{"- fingerprint: " + quoted(x.Fingerprint), "  reason: " + strings.TrimSpace(string(reason))}
	if strings.Contains(lines[1], "\n") { // a text of several lines
		lines[1] = fmt.Sprintf("  reason: %q", x.Reason)
	}
	if x.Expires != "" {
		lines = append(lines, "  expires: "+quoted(x.Expires))
	}
	return indent + strings.Join(lines, "\n"+indent) + "\n"
}

// quoted is a text that YAML takes for a number or a day without quotes.
func quoted(s string) string { return `"` + s + `"` }
