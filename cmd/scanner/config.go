package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/rummage-scanner/rummage/engine"
)

// defaultConfig is read when it is there and no other file is named.
const defaultConfig = ".rummage.yaml"

// notInConfig are flags that a settings file cannot hold.
var notInConfig = []string{"config", "help"}

// allKeys are the flags of every command: one settings file serves them all.
var allKeys = scanKeys()

func scanKeys() []string {
	var o scanOptions
	cmd := &cobra.Command{}
	o.register(cmd)
	var keys []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { keys = append(keys, f.Name) })
	return keys
}

// settle gives each flag that was not set on the command line its value from
// the environment (RUMMAGE_FAIL_ON for --fail-on) or, failing that, from the
// settings file (fail-on). It returns the file's exceptions.
func settle(cmd *cobra.Command, config string) ([]engine.Exception, error) {
	set, err := fromEnvironment(cmd.Flags())
	if err != nil {
		return nil, err
	}
	if config == "" {
		config = os.Getenv("RUMMAGE_CONFIG")
	}
	name := config
	if name == "" {
		name = defaultConfig
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && config == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	exceptions, err := fromFile(cmd.Flags(), text, set)
	if err != nil {
		return nil, hinted{fmt.Errorf("%s: %w", name, err), "its keys are the long flags of rummage scan, and exceptions"}
	}
	return exceptions, nil
}

// ownMeaning marks flags that mean something else than those of scan with
// these names, so that no setting is for them.
func ownMeaning(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		cmd.Flags().Lookup(name).Annotations = map[string][]string{ownMeaningKey: nil}
	}
}

const ownMeaningKey = "rummage_own_meaning"

func hasOwnMeaning(f *pflag.Flag) bool {
	_, ok := f.Annotations[ownMeaningKey]
	return ok
}

func fromEnvironment(flags *pflag.FlagSet) (set map[string]bool, err error) {
	set = map[string]bool{}
	flags.VisitAll(func(f *pflag.Flag) {
		name := "RUMMAGE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if f.Changed {
			set[f.Name] = true
		}
		if !ok || f.Changed || err != nil || slices.Contains(notInConfig, f.Name) || hasOwnMeaning(f) {
			return
		}
		set[f.Name] = true
		values := []string{value}
		if f.Value.Type() == "stringArray" {
			values = strings.Split(value, ",")
		}
		for _, v := range values {
			if bad := flags.Set(f.Name, v); bad != nil {
				err = hinted{fmt.Errorf("%s=%q: %w", name, value, bad), "it stands for the flag --" + f.Name}
			}
		}
	})
	return set, err
}

func fromFile(flags *pflag.FlagSet, text []byte, set map[string]bool) ([]engine.Exception, error) {
	var settings map[string]yaml.Node
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return nil, err
	}
	var exceptions []engine.Exception
	for key, node := range settings {
		if key == "exceptions" {
			if err := strict(&node, &exceptions); err != nil {
				return nil, fmt.Errorf("exceptions: %w", err)
			}
			continue
		}
		if !slices.Contains(allKeys, key) || slices.Contains(notInConfig, key) {
			return nil, fmt.Errorf("line %d: unknown key %q", node.Line, key)
		}
		flag := flags.Lookup(key)
		if flag == nil || set[key] || hasOwnMeaning(flag) {
			continue
		}
		values, err := scalars(&node)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		for _, value := range values {
			if err := flags.Set(key, value); err != nil {
				return nil, fmt.Errorf("line %d: %w", node.Line, err)
			}
		}
	}
	return exceptions, nil
}

func scalars(node *yaml.Node) ([]string, error) {
	switch node.Kind {
	case yaml.ScalarNode:
		return []string{node.Value}, nil
	case yaml.SequenceNode:
		var values []string
		err := node.Decode(&values)
		return values, err
	}
	return nil, fmt.Errorf("line %d: want a value or a list of values", node.Line)
}

// strict decodes a node and refuses keys that the type does not have.
func strict(node *yaml.Node, into any) error {
	text, err := yaml.Marshal(node)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
