// Package scenario reads the lab's scenarios: containers in which an intruder
// was at work, with the rules that must find that out, and containers that do
// what they are for, in which no rule may find an anomaly.
//
// A scenario is a YAML file below testdata/lab/attacks or testdata/lab/clean.
// A file of an attack describes two containers: the scenario, and its twin, in
// which one attribute differs, so that no rule is made for one example.
package scenario

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Scenario is one container, and what happens in it.
type Scenario struct {
	// Name is that of the file, with "-twin" for the twin.
	Name string `yaml:"-"`
	// Attack tells an intruder's container from a clean one.
	Attack bool `yaml:"-"`
	// Title says what happens, in a sentence.
	Title string `yaml:"title"`
	// Image is the name of one of the lab's images: "debian" stands for
	// rummage-lab/debian:1.
	Image string `yaml:"image"`
	// Build are instructions of a Dockerfile behind a FROM of the image: the
	// scenario is the image that they make, and no container.
	Build string `yaml:"build"`
	// Create has the container made and not started.
	Create bool `yaml:"create"`
	// Ends tells that the container need not be running when it is scanned.
	Ends bool `yaml:"ends"`
	// Run are arguments of docker run before the image.
	Run []string `yaml:"run"`
	// Command is what the container runs; nothing is sleep for an hour, and an
	// empty list is the image's own command.
	Command *[]string `yaml:"command"`
	// Steps follow the start, in this order.
	Steps []Step `yaml:"steps"`
	// Expect are the rules that must find something.
	Expect []string `yaml:"expect"`
	// Vars are texts that stand as @name@ in other fields, and Twin is the one
	// that differs in the twin.
	Vars map[string]string `yaml:"vars"`
	Twin map[string]string `yaml:"twin"`
}

// Step is one thing that is done in a container that runs. One of Exec, Start,
// Plant and Await is set.
type Step struct {
	// Exec is a shell script that ends.
	Exec string `yaml:"exec"`
	// Start is a command that goes on running.
	Start []string `yaml:"start"`
	// Plant is a path at which a program is put that does nothing but sleep,
	// whatever its arguments are.
	Plant string `yaml:"plant"`
	// Await is a shell script that is tried until it succeeds.
	Await string `yaml:"await"`
	// User is who does it; nothing is the container's user.
	User string `yaml:"user"`
	// Terminal gives a command that is started a terminal.
	Terminal bool `yaml:"terminal"`
}

// Kind is the directory that the scenario comes from: attacks or clean.
func (s *Scenario) Kind() string {
	if s.Attack {
		return "attacks"
	}
	return "clean"
}

// Args are the arguments of docker after `docker run` or `docker create`, save
// for the name.
func (s *Scenario) Args() []string {
	args := slices.Clone(s.Run)
	if !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--net") }) {
		args = append(args, "--network", "none")
	}
	command := []string{"sleep", "3600"}
	if s.Command != nil {
		command = *s.Command
	}
	return append(append(args, "rummage-lab/"+s.Image+":1"), command...)
}

// Dockerfile is what an image scenario is built from.
func (s *Scenario) Dockerfile() string { return "FROM rummage-lab/" + s.Image + ":1\n" + s.Build }

// Load reads all scenarios of the lab in a directory, attacks first.
func Load(dir string) ([]*Scenario, error) {
	var all []*Scenario
	for _, kind := range []string{"attacks", "clean"} {
		files, err := filepath.Glob(filepath.Join(dir, kind, "*.yaml"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			scenarios, err := read(file, kind == "attacks")
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			all = append(all, scenarios...)
		}
	}
	return all, nil
}

func read(file string, attack bool) ([]*Scenario, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	plain := &Scenario{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(plain); err != nil {
		return nil, err
	}
	plain.Name = strings.TrimSuffix(filepath.Base(file), ".yaml")
	plain.Attack = attack
	if err := plain.check(); err != nil {
		return nil, err
	}
	if !attack {
		return []*Scenario{plain.with("", nil)}, nil
	}
	return []*Scenario{plain.with("", nil), plain.with("-twin", plain.Twin)}, nil
}

// check holds the files to the form: what an attack and its twin are.
func (s *Scenario) check() error {
	switch {
	case s.Title == "" || s.Image == "":
		return fmt.Errorf("a title and an image are needed")
	case s.Build != "" && (s.Create || len(s.Run)+len(s.Steps) > 0 || s.Command != nil):
		return fmt.Errorf("an image is built, and nothing is done in a container")
	case s.Create && len(s.Steps) > 0:
		return fmt.Errorf("nothing can be done in a container that is not started")
	case s.Attack && len(s.Expect) == 0:
		return fmt.Errorf("it expects no rule")
	case !s.Attack && len(s.Expect)+len(s.Vars)+len(s.Twin) > 0:
		return fmt.Errorf("a clean workload expects no rule and has no twin")
	case s.Attack && len(s.Twin) != 1:
		return fmt.Errorf("%d attributes differ in the twin: want one", len(s.Twin))
	}
	for name, value := range s.Twin {
		if first, known := s.Vars[name]; !known || first == value {
			return fmt.Errorf("%s does not differ in the twin", name)
		}
	}
	for i, step := range s.Steps {
		set := 0
		for _, is := range []bool{step.Exec != "", len(step.Start) > 0, step.Plant != "", step.Await != ""} {
			if is {
				set++
			}
		}
		if set != 1 {
			return fmt.Errorf("step %d does %d things: want one", i+1, set)
		}
	}
	return nil
}

// with is a copy under another name, in which variables have their values.
func (s *Scenario) with(suffix string, changed map[string]string) *Scenario {
	pairs := []string{}
	for name, value := range s.Vars {
		if other, ok := changed[name]; ok {
			value = other
		}
		pairs = append(pairs, "@"+name+"@", value)
	}
	replace := strings.NewReplacer(pairs...).Replace
	list := func(texts []string) []string {
		var made []string
		for _, text := range texts {
			made = append(made, replace(text))
		}
		return made
	}
	c := *s
	c.Name += suffix
	c.Title, c.Image, c.Build = replace(s.Title), replace(s.Image), replace(s.Build)
	c.Run, c.Expect = list(s.Run), list(s.Expect)
	if s.Command != nil {
		command := list(*s.Command)
		c.Command = &command
	}
	c.Steps = nil
	for _, step := range s.Steps {
		c.Steps = append(c.Steps, Step{
			Exec: replace(step.Exec), Start: list(step.Start), Plant: replace(step.Plant), Await: replace(step.Await),
			User: replace(step.User), Terminal: step.Terminal,
		})
	}
	return &c
}
