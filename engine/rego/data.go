package rego

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gobwas/glob"
	"gopkg.in/yaml.v3"
)

// readData merges data files into what bundles brought: objects key by key, and
// of anything else the later file's counts.
func readData(paths []string, into map[string]any) (map[string]any, error) {
	for _, p := range paths {
		names, err := filesBelow(p, func(name string) bool {
			return slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(name))
		})
		if err == nil && len(names) == 0 {
			err = fmt.Errorf("%s has no *.json, *.yaml or *.yml file", p)
		}
		if err != nil {
			return nil, fmt.Errorf("read data: %w", err)
		}
		for _, name := range names {
			if err := readDataFile(name, into); err != nil {
				return nil, err
			}
		}
	}
	if _, taken := into["rummage"]; taken {
		return nil, dataError("read data: its key rummage is where rules are", "use another key: rules read data.KEY")
	}
	// Numbers and keys as JSON has them, which is what policies expect.
	text, err := json.Marshal(into)
	if err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	clean := map[string]any{}
	if err := json.Unmarshal(text, &clean); err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	if err := checkAllow(clean["allow"]); err != nil { // that of a bundle
		return nil, dataError("read data: "+err.Error(), allowHint)
	}
	return clean, nil
}

func readDataFile(name string, into map[string]any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read data: %w", err)
	}
	var data map[string]any
	if err := yaml.Unmarshal(text, &data); err != nil { // JSON is YAML
		return dataError(fmt.Sprintf("read data: %s: %v", name, err), "a data file is one object, in YAML or JSON")
	}
	data, _ = textKeys(data).(map[string]any)
	if err := checkAllow(data["allow"]); err != nil {
		return dataError(fmt.Sprintf("read data: %s: %v", name, err), allowHint)
	}
	merge(into, data)
	return nil
}

// textKeys makes texts of keys that YAML takes for numbers or the like.
func textKeys(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			value[key] = textKeys(inner)
		}
	case map[any]any:
		object := map[string]any{}
		for key, inner := range value {
			object[fmt.Sprint(key)] = textKeys(inner)
		}
		return object
	case []any:
		for i, inner := range value {
			value[i] = textKeys(inner)
		}
	}
	return value
}

// merge puts data into an object, key by key.
func merge(into, data map[string]any) {
	for key, value := range data {
		here, isObject := into[key].(map[string]any)
		there, alsoObject := value.(map[string]any)
		if isObject && alsoObject {
			here = maps.Clone(here)
			merge(here, there)
			into[key] = here
			continue
		}
		into[key] = value
	}
}

// filesBelow lists a file, or those below a directory that are wanted, also
// when the directory is named by a link.
func filesBelow(p string, wanted func(name string) bool) ([]string, error) {
	root, err := filepath.EvalSymlinks(p)
	if err != nil {
		return nil, err
	}
	var names []string
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (name == root || wanted(name)) {
			names = append(names, p+strings.TrimPrefix(name, root))
		}
		return err
	})
	return names, err
}

func dataError(message, hint string) error { return hintedError{errors.New(message), hint} }

// allowed are the keys of data.allow, which the rules that rummage brings read
// by way of data.rummage.lib.allow, and what their values are.
var allowed = map[string]func(any) bool{
	"mounts":     isMount,
	"ports":      isPort,
	"registries": isText,
	"users":      isUser,
	"processes":  isText,
}

// checkAllow refuses what no rule would read: a key that is misspelt would
// leave findings where none are expected, and nobody would know why.
func checkAllow(allow any) error {
	if allow == nil {
		return nil
	}
	object, ok := allow.(map[string]any)
	if !ok {
		return fmt.Errorf("allow is %s: want an object", describeValue(allow))
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if key != "images" {
			if err := checkList("allow", key, object[key]); err != nil {
				return err
			}
			continue
		}
		images, ok := object[key].(map[string]any)
		if !ok {
			return fmt.Errorf("allow.images is %s: want an object with a name or glob of images for each key", describeValue(object[key]))
		}
		for _, image := range slices.Sorted(maps.Keys(images)) {
			if err := checkImage(image, images[image]); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkImage(image string, value any) error {
	where := fmt.Sprintf("allow.images[%q]", image)
	if !isGlob(image) {
		return fmt.Errorf("%s: the glob is malformed", where)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is %s: want an object", where, describeValue(value))
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if err := checkList(where, key, object[key]); err != nil {
			return err
		}
	}
	return nil
}

func checkList(where, key string, value any) error {
	right, ok := allowed[key]
	if !ok {
		return fmt.Errorf("%s has the unknown key %q", where, key)
	}
	list, ok := value.([]any)
	if !ok {
		return fmt.Errorf("%s.%s is %s: want a list", where, key, describeValue(value))
	}
	for i, item := range list {
		if !right(item) {
			return fmt.Errorf("%s.%s[%d] cannot be %s", where, key, i, describeValue(item))
		}
	}
	return nil
}

const allowHint = "its keys are mounts (paths, such as /srv/** or /etc:ro), ports (numbers, such as 80, or 8000-8100/tcp), " +
	"registries, users, processes, and images with these for each image"

func describeValue(value any) string {
	text, err := json.Marshal(value)
	if err != nil || len(text) > 60 {
		return fmt.Sprintf("a %T", value)
	}
	return string(text)
}

func isText(value any) bool {
	text, ok := value.(string)
	return ok && text != "" && isGlob(text)
}

func isGlob(text string) bool {
	_, err := glob.Compile(text, '/')
	return err == nil
}

func isUser(value any) bool {
	if n, ok := integer(value); ok {
		return n >= 0
	}
	return isText(value)
}

// isMount holds for the path of a host, or a pipe of Windows, with :ro behind
// it when it is allowed read-only.
func isMount(value any) bool {
	text, ok := value.(string)
	text = strings.TrimSuffix(text, ":ro")
	return ok && (strings.HasPrefix(text, "/") || strings.HasPrefix(text, `\\`)) && isGlob(text)
}

// isPort holds for 80, "80", "8000-8100", and any of these with /tcp or the
// like behind it.
func isPort(value any) bool {
	if n, ok := integer(value); ok {
		return 1 <= n && n <= 65535
	}
	text, ok := value.(string)
	if !ok {
		return false
	}
	ports, protocol, named := strings.Cut(text, "/")
	if named && !slices.Contains([]string{"tcp", "udp", "sctp"}, protocol) {
		return false
	}
	first, last, ranged := strings.Cut(ports, "-")
	if !ranged {
		last = first
	}
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	return err1 == nil && err2 == nil && 1 <= from && from <= to && to <= 65535
}

// integer is a whole number, as YAML or as JSON has it.
func integer(value any) (int, bool) {
	switch n := value.(type) {
	case int:
		return n, true
	case float64:
		return int(n), n == float64(int(n))
	}
	return 0, false
}
