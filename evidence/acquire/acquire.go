// Package acquire makes cases: it secures the evidence of a container, what
// passes soonest first.
//
// What can be had is had. A part that fails is noted in the manifest, with what
// there is of it, and the others go on: a container that vanishes, an engine that
// stops and a disk that fills leave a case that says what it lacks.
package acquire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/evidence"
)

// Judge examines a subject and judges it.
type Judge func(ctx context.Context, subject collectors.Subject) (Judged, error)

// Judged is what came of it.
type Judged struct {
	Document *document.Document
	// Findings are as they are written to findings.json.
	Findings any
	// Suspicious are the processes that an anomaly was found in.
	Suspicious map[int]bool
}

// Options say what is secured, and how.
type Options struct {
	evidence.Options
	Tool  evidence.Tool
	Notes []string
	Since time.Time
	Pause bool
	// Guard sees to it that a container which is frozen is thawed also when this
	// process is killed, until the function that it returns is called.
	Guard   func(id string) (done func(), err error)
	Commit  *docker.Commit
	Save    bool
	Volumes bool
	// Memory secures the memory of suspicious processes.
	Memory bool
	Key    *evidence.Key
	Judge  Judge
	// Doing is told what is done next.
	Doing func(what string)
}

// acquisition is one container's evidence on its way into a case.
type acquisition struct {
	options  Options
	from     *docker.Evidence
	to       *evidence.Writer
	manifest *evidence.Manifest
}

// Container makes a case in dir of a container. The manifest is returned as soon
// as there is a case, also together with an error.
func Container(ctx context.Context, from *docker.Evidence, dir string, o Options) (*evidence.Manifest, error) {
	target := from.Target()
	to, err := evidence.Create(dir, o.Options, fmt.Sprintf("container %s %s", target.Name, target.ID), firstOf(o.Notes))
	if err != nil {
		return nil, err
	}
	a := begin(from, to, o)
	a.manifest.Container = evidence.Container{Name: target.Name, ID: target.ID, Image: target.Image}
	a.all(ctx)
	return a.seal(ctx)
}

// Resume finishes a collection that was cut short. Find is given the container's
// id; where the container cannot be found any more, what was secured of it makes
// the case.
func Resume(ctx context.Context, find func(ctx context.Context, id string) (*docker.Evidence, error), dir string, o Options) (*evidence.Manifest, error) {
	to, opened, err := evidence.Resume(dir, o.Options)
	if err != nil {
		return nil, err
	}
	o.CaseID = opened.CaseID
	a := begin(nil, to, o)
	a.manifest.Started = opened.Time
	a.manifest.Notes = append(a.manifest.Notes, "the collection was cut short and resumed: what was done before is in the custody log")
	if what := strings.Fields(opened.What); len(what) == 3 {
		a.manifest.Container.Name, a.manifest.Container.ID = what[1], what[2]
	}
	a.do("find the container again", "GET /containers/ID/json", "what had not been secured", func() error {
		var err error
		a.from, err = find(ctx, a.manifest.Container.ID)
		return err
	})
	if a.from != nil {
		a.manifest.Container.Image = a.from.Target().Image
		a.all(ctx)
	}
	return a.seal(ctx)
}

func begin(from *docker.Evidence, to *evidence.Writer, o Options) *acquisition {
	return &acquisition{options: o, from: from, to: to, manifest: &evidence.Manifest{
		Tool: o.Tool, Started: time.Now().UTC(),
		Actions: []evidence.Action{}, Missing: []evidence.Missing{}, Absent: []evidence.Missing{},
		Notes: append([]string{}, o.Notes...), Coverage: []document.Coverage{},
	}}
}

func (a *acquisition) seal(ctx context.Context) (*evidence.Manifest, error) {
	a.manifest.Finished = time.Now().UTC()
	// What was secured is sealed also when there is no time left.
	if err := a.to.Seal(context.WithoutCancel(ctx), a.manifest, a.options.Key); err != nil {
		return a.manifest, errors.Join(fmt.Errorf("seal the case: %w", err), a.to.Leave())
	}
	return a.manifest, nil
}

func firstOf(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return notes[0]
}

// all does everything, in the order in which evidence passes.
func (a *acquisition) all(ctx context.Context) {
	a.identify(ctx)
	if a.options.Pause && a.running() {
		defer a.freeze(ctx)()
	}
	a.state(ctx)
	a.processes(ctx)
	a.judge(ctx)
	a.logs(ctx)
	a.describe(ctx)
	a.image(ctx)
	a.disk(ctx)
	a.after(ctx)
}

// freeze freezes the container. The function that is returned thaws it, whatever
// happened in between.
func (a *acquisition) freeze(ctx context.Context) (thaw func()) {
	guarded := func() {}
	if !a.do("docker pause", "POST /containers/ID/pause", "the freezing of the processes", func() error {
		if a.options.Guard != nil {
			done, err := a.options.Guard(a.from.ID())
			if err != nil {
				return err
			}
			guarded = done
		}
		return a.from.Pause(ctx)
	}) {
		guarded()
		return func() {}
	}
	return func() {
		if a.do("docker unpause", "POST /containers/ID/unpause", "the thawing of the processes", func() error {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			return a.from.Unpause(last)
		}) {
			guarded()
		}
	}
}

// do does one thing and notes it. It tells whether that went well.
func (a *acquisition) do(does, call, what string, act func() error) bool {
	if a.options.Doing != nil {
		a.options.Doing(does)
	}
	action := evidence.Action{Started: time.Now().UTC(), Does: does, Call: call}
	err := act()
	action.Finished = time.Now().UTC()
	if err != nil {
		action.Error = document.Text(err.Error())
		a.manifest.Missing = append(a.manifest.Missing, evidence.Missing{What: what, Reason: action.Error})
	}
	a.manifest.Actions = append(a.manifest.Actions, action)
	return err == nil
}

// item secures an item by what writes it.
func (a *acquisition) item(ctx context.Context, name, does, call string, write func(context.Context, io.Writer) error) bool {
	if a.to.Has(name) {
		return true // it was secured before the collection was cut short
	}
	return a.do(does, call, name, func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return a.to.Write(name, func(w io.Writer) error { return write(ctx, w) })
	})
}

// stream secures an item of which the engine gives a tar archive.
func (a *acquisition) stream(ctx context.Context, name, does, call string, open func(context.Context) (io.ReadCloser, error)) bool {
	return a.item(ctx, name, does, call, func(ctx context.Context, w io.Writer) error {
		from, err := open(ctx)
		if err != nil {
			return err
		}
		archive := &archive{from: from}
		_, err = io.Copy(w, archive)
		if err == nil {
			err = archive.whole()
		}
		return errors.Join(err, from.Close())
	})
}

func (a *acquisition) absent(what, reason string) {
	a.manifest.Absent = append(a.manifest.Absent, evidence.Missing{What: what, Reason: reason})
}

func (a *acquisition) running() bool {
	before := a.manifest.Container.Before
	return before == nil || before.Status == "running"
}

// identify says whose evidence this is.
func (a *acquisition) identify(ctx context.Context) {
	a.do("docker version, docker info", "GET /version, GET /info", "the engine's identity", func() error {
		engine, host, ahead, err := a.from.Engine()
		a.manifest.Engine, a.manifest.EngineOn = engine, host
		a.manifest.Clock = evidence.Clock{EngineAhead: ahead.Seconds(), Measured: time.Now().UTC()}
		return err
	})
	a.do("docker image inspect", "GET /images/ID/json, GET /images/ID/history", "the image's identity", func() error {
		image, err := a.from.Image(ctx)
		a.manifest.Image = image
		if image != nil && len(image.Digests) > 0 {
			a.manifest.Container.Image.Digest = image.Digests[0]
		}
		return err
	})
	a.do("docker inspect", "GET /containers/ID/json", "the state before", func() error {
		var err error
		a.manifest.Container.Before, err = a.stateNow(ctx)
		return err
	})
}

func (a *acquisition) stateNow(ctx context.Context) (*evidence.State, error) {
	config, err := a.from.Config(ctx)
	if err != nil {
		return nil, err
	}
	return &evidence.State{
		State: config.State, At: time.Now().UTC(), Started: config.Started, Finished: config.Finished,
	}, nil
}

func (a *acquisition) state(ctx context.Context) {
	a.item(ctx, "inspect.json", "docker inspect", "GET /containers/ID/json", a.from.Inspect)
}

func (a *acquisition) processes(ctx context.Context) {
	if !a.alive() {
		a.absent("top.txt", "the container is "+a.manifest.Container.Before.Status+": it has no processes")
		return
	}
	a.item(ctx, "top.txt", "docker top", "GET /containers/ID/top", a.from.Top)
}

// describe secures what there is about the container and its image.
func (a *acquisition) describe(ctx context.Context) {
	a.item(ctx, "diff.txt", "docker diff", "GET /containers/ID/changes", a.from.Diff)
	a.item(ctx, "image.json", "docker image inspect", "GET /images/ID/json", a.from.ImageInspect)
	a.item(ctx, "history.json", "docker history", "GET /images/ID/history", a.from.History)
	a.item(ctx, "info.json", "docker info, docker version", "GET /info, GET /version", a.from.Info)
	since := a.options.Since
	if since.IsZero() && a.manifest.Container.Before != nil {
		since = a.manifest.Container.Before.Started.Add(-24 * time.Hour)
	}
	a.item(ctx, "events.jsonl", "docker events", "GET /events", func(ctx context.Context, w io.Writer) error { return a.from.Events(ctx, since, w) })
}

// judge secures the document and what the rules say of it.
func (a *acquisition) judge(ctx context.Context) {
	if a.options.Judge == nil {
		a.absent(evidence.DocumentName, "no rules were asked")
		return
	}
	var judged Judged
	if !a.do("rummage scan", "", evidence.DocumentName, func() error {
		subject, err := a.from.Subject(ctx)
		if err != nil {
			return err
		}
		defer subject.Close()
		judged, err = a.options.Judge(ctx, subject)
		return err
	}) || judged.Document == nil {
		return
	}
	doc := judged.Document
	a.manifest.Coverage = doc.Coverage
	a.item(ctx, "top.json", "write the processes of the document", "", writeJSON(doc.Processes))
	a.item(ctx, evidence.DocumentName, "write the document", "", writeJSON(doc))
	a.item(ctx, "findings.json", "write the findings", "", writeJSON(judged.Findings))
	a.local(ctx, judged)
}

func writeJSON(value any) func(context.Context, io.Writer) error {
	return func(_ context.Context, w io.Writer) error {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(value)
	}
}

// image makes an image of the container, when that is asked for.
func (a *acquisition) image(ctx context.Context) {
	commit := a.options.Commit
	if commit == nil {
		return
	}
	labeled := *commit
	labeled.Labels = map[string]string{"io.rummage.case-id": a.options.CaseID, "io.rummage.container": a.from.ID()}
	made := a.do("docker commit", "POST /commit", "the committed image", func() error {
		id, err := a.from.Commit(ctx, labeled)
		if err == nil {
			a.manifest.Committed = &evidence.Committed{ID: id, Name: commit.Name, Message: commit.Message}
		}
		return err
	})
	if !made || !a.options.Save {
		return
	}
	image := commit.Name
	if image == "" {
		image = a.manifest.Committed.ID
	}
	a.stream(ctx, "image.tar", "docker save", "GET /images/get", func(ctx context.Context) (io.ReadCloser, error) { return a.from.Save(ctx, image) })
}

// disk secures the file systems.
func (a *acquisition) disk(ctx context.Context) {
	a.stream(ctx, evidence.RootFSName, "docker export", "GET /containers/ID/export", a.from.Export)
	for _, m := range a.from.Mounts() {
		a.mount(ctx, m)
	}
}

func (a *acquisition) mount(ctx context.Context, m docker.Mount) {
	what := fmt.Sprintf("%s %s", m.Type, m.Destination)
	if !a.options.Volumes || m.Type != "volume" && m.Type != "bind" {
		a.absent(what, "an export has nothing of what is mounted; --volumes was not given")
		return
	}
	if m.Type == "bind" {
		a.absent(what, "it is a directory of the host, and no volume")
		return
	}
	a.stream(ctx, "volumes/"+volumeName(m.Name)+".tar", "docker cp of "+document.Text(m.Destination), "GET /containers/ID/archive", func(ctx context.Context) (io.ReadCloser, error) {
		return a.from.Copy(ctx, m.Destination)
	})
}

// after says in what state the container is left.
func (a *acquisition) after(ctx context.Context) {
	a.do("docker inspect", "GET /containers/ID/json", "the state after", func() error {
		var err error
		a.manifest.Container.After, err = a.stateNow(ctx)
		return err
	})
}
