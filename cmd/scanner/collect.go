package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/collectors/dockerroot"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/evidence"
	"github.com/rummage-scanner/rummage/evidence/acquire"
	"github.com/rummage-scanner/rummage/report"
)

// collectOptions are the options of collect.
type collectOptions struct {
	common
	dir       string
	commit    string
	message   string
	save      bool
	pause     bool
	volumes   bool
	memory    bool
	compress  bool
	encryptTo []string
	signKey   string
	operator  string
	caseID    string
	notes     []string
	since     since
	maxSize   size
	resume    string
}

func (o *collectOptions) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.dir, "output", "o", "", "make the case in `DIR`, which must not be there yet; of several containers, each in a directory of its own in DIR")
	f.StringVar(&o.resume, "resume", "", "finish the collection in `DIR` that was cut short, instead of beginning one")
	f.StringVar(&o.operator, "operator", "", "`NAME` of who collects (default: the user, as the system has it)")
	f.StringVar(&o.caseID, "case-id", "", "`ID` of the case (default: made of the time and the container's id)")
	f.StringArrayVar(&o.notes, "note", nil, "a `TEXT` for the manifest and the custody log, such as the reason (repeatable)")
	f.BoolVar(&o.pause, "pause", false, "freeze the container's processes meanwhile; they are thawed whatever happens")
	f.StringVar(&o.commit, "commit", "", "make an image of the container, with `NAME` when one is given (--commit=NAME)")
	f.Lookup("commit").NoOptDefVal = noName
	f.StringVarP(&o.message, "message", "m", "", "the `TEXT` that the image is committed with")
	f.BoolVar(&o.save, "save", false, "secure the committed image too, as docker save writes it")
	f.BoolVar(&o.volumes, "volumes", false, "secure the container's volumes too")
	f.BoolVar(&o.memory, "memory", false, "secure the memory of the processes in which an anomaly was found, up to 1 GB of each")
	f.Var(&o.since, "since", "secure logs and events from `TIME` on: a duration before now, such as 24h, or a time (default: all)")
	f.Var(&o.maxSize, "max-size", "write no more than `SIZE` for one container; what has no room is cut, and the manifest says so")
	f.BoolVar(&o.compress, "compress", false, "compress archives with zstd; the sum of the plain archive is kept as well")
	f.StringArrayVar(&o.encryptTo, "encrypt-to", nil, "encrypt all items to `RECIPIENT`, a public key of age or OpenSSH (repeatable)")
	f.StringVar(&o.signKey, "sign-key", "", "sign the case with the ed25519 key in `FILE`, of rummage keygen or ssh-keygen")
	o.common.register(cmd)
	ownMeaning(cmd, "output")
}

// noName stands for --commit without a name.
const noName = "(unnamed)"

func newCollect(s streams) *cobra.Command {
	var o collectOptions
	cmd := &cobra.Command{
		Use:   "collect CONTAINER... -o DIR",
		Short: "Secure a container's evidence in a case",
		Long: `Secure what there is of a container, running or stopped, what passes soonest
first: its processes, the document and findings of a scan, logs, changes, its
image's identity and its file system, with the docker commands' own output.

A case is a directory that stock tools can read: sha256sum -c SHA256SUMS checks
it, as rummage verify does with all of the rest. It appears whole or not at all:
as long as it is being made its name ends in .partial. Everything is kept apart
from the container's host only when DIR is.

Nothing is changed but what --pause and --commit ask for.

Exit status: 0 all was secured, 2 there is no case, 3 something is missing and
the manifest says what, 130 interrupted.`,
		Example: `  rummage collect web -o case-17
  rummage collect web --pause --commit=evidence/web:17 --message 'INC-17' -o case-17
  rummage collect docker-root:/mnt/var/lib/docker#web -o case-17
  rummage collect web db --sign-key ~/.ssh/id_ed25519 --operator 'A. Smith' -o /mnt/evidence/17`,
	}
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := settle(cmd, o.config); err != nil {
			return err
		}
		if err := o.check(args); err != nil {
			return err
		}
		return collect(cmd.Context(), s, o, args)
	}
	return cmd
}

func (o *collectOptions) check(names []string) error {
	switch {
	case o.resume != "" && (o.dir != "" || len(names) > 0 || o.caseID != ""):
		return usagef("give --resume DIR alone, with what is still to be done", "--resume knows the container and its case")
	case o.resume == "" && len(names) == 0:
		return usagef("name one, or several", "there is no container to collect from")
	case o.resume == "" && o.dir == "":
		return usagef("name it with -o DIR", "there is no directory for the case")
	case o.save && o.commit == "":
		return usagef("add --commit", "--save is of the image that --commit makes")
	case o.message != "" && o.commit == "":
		return usagef("add --commit", "--message is of the image that --commit makes")
	case o.operator == "":
		o.operator = systemUser()
	}
	return nil
}

// systemUser is who runs this, and who that was before sudo.
func systemUser() string {
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if before := os.Getenv("SUDO_USER"); before != "" && before != name {
		name = before + " as " + name
	}
	return name
}

func collect(ctx context.Context, s streams, o collectOptions, names []string) error {
	pace(frugalLimit)
	options, err := o.acquire()
	if err != nil {
		return err
	}
	rules, err := newEngine(ctx, o.engine())
	if err != nil {
		return err
	}
	j := &judge{engine: rules, left: max(len(names), 1)}
	defer j.close()
	options.Judge = j.judge
	sources := newSources(o.common, s.in)
	defer sources.close()
	if o.resume != "" {
		return resume(ctx, s, o, options, sources)
	}
	if target := collectors.ParseTarget(names[0], schemes); target.Scheme == dockerroot.Scheme {
		return collectDead(ctx, s, o, options, sources, names)
	}
	from, err := sources.engine(ctx)
	if err != nil {
		return err
	}
	options.Guard = func(id string) (func(), error) { return guardThaw(from.Host(), id) }
	var found []*docker.Evidence
	for _, name := range names {
		container, err := from.Evidence(ctx, collectors.ParseTarget(name, schemes).Name)
		if err != nil {
			return err
		}
		found = append(found, container)
	}
	incomplete := false
	for _, container := range found {
		dir := o.dir
		if len(found) > 1 {
			dir = filepath.Join(dir, container.Target().Name+"-"+container.ID()[:min(12, len(container.ID()))])
		}
		missing, err := collectOne(ctx, s, o, options, container, dir)
		if err != nil {
			return ended(ctx, missing, err)
		}
		incomplete = incomplete || missing
	}
	return ended(ctx, incomplete, nil)
}

// collectDead makes cases of containers in the data root of a dead host.
func collectDead(ctx context.Context, s streams, o collectOptions, a acquire.Options, sources *sources, names []string) error {
	var found []*dockerroot.Evidence
	for _, name := range names { // before there is a case
		target := collectors.ParseTarget(name, schemes)
		dir, container := dockerroot.SplitName(target.Name)
		if target.Scheme != dockerroot.Scheme || container == "" {
			return usagef("name each as docker-root:DIR#CONTAINER; rummage containers docker-root:DIR lists them", "%s is no container of a data root", name)
		}
		root, err := sources.dataRoot(dir)
		if err != nil {
			return err
		}
		from, err := root.Evidence(ctx, container)
		if errors.Is(err, collectors.ErrNotFound) {
			err = hinted{err, "rummage containers docker-root:DIR lists those that are there"}
		}
		if err != nil {
			return err
		}
		found = append(found, from)
	}
	incomplete := false
	for _, from := range found {
		id := from.ID()[:min(12, len(from.ID()))]
		dir, a := o.dir, a
		if len(found) > 1 {
			dir = filepath.Join(dir, id)
		}
		if a.CaseID == "" {
			a.CaseID = time.Now().UTC().Format("20060102-150405-") + id
		}
		missing, err := withBar(s, o, a, dir, func(a acquire.Options) (*evidence.Manifest, error) { return acquire.Dead(ctx, from, dir, a) })
		if err != nil {
			return ended(ctx, missing, err)
		}
		incomplete = incomplete || missing
	}
	return ended(ctx, incomplete, nil)
}

// ended is the end that a collection calls for.
func ended(ctx context.Context, missing bool, err error) error {
	switch {
	case errors.Is(err, evidence.ErrExists):
		return hinted{err, "name a directory that is not there yet"}
	case err != nil:
		return aboutCase(err)
	case ctx.Err() != nil:
		return outcome(statusInterrupted)
	case missing:
		return outcome(statusIncomplete)
	}
	return nil
}

// resume finishes a collection. The engine may be gone.
func resume(ctx context.Context, s streams, o collectOptions, a acquire.Options, sources *sources) error {
	host := ""
	find := func(ctx context.Context, id string) (*docker.Evidence, error) {
		engine, err := sources.engine(ctx)
		if err != nil {
			return nil, err
		}
		host = engine.Host()
		return engine.Evidence(ctx, id)
	}
	a.Guard = func(id string) (func(), error) { return guardThaw(host, id) }
	dir := strings.TrimSuffix(filepath.Clean(o.resume), evidence.Partial)
	missing, err := withBar(s, o, a, dir, func(a acquire.Options) (*evidence.Manifest, error) { return acquire.Resume(ctx, find, dir, a) })
	return ended(ctx, missing, err)
}

// acquire are the options of the cases.
func (o *collectOptions) acquire() (acquire.Options, error) {
	a := acquire.Options{
		Options: evidence.Options{CaseID: o.caseID, Operator: o.operator, Compress: o.compress, MaxSize: int64(o.maxSize)},
		Tool:    evidence.Tool{Name: "rummage", Version: version},
		Notes:   o.notes, Since: time.Time(o.since), Pause: o.pause, Save: o.save, Volumes: o.volumes, Memory: o.memory,
	}
	a.Host, _ = os.Hostname()
	if o.commit != "" {
		a.Commit = &docker.Commit{Message: o.message, Author: o.operator}
		if o.commit != noName {
			a.Commit.Name = o.commit
		}
	}
	for _, text := range o.encryptTo {
		recipient, err := parseRecipient(text)
		if err != nil {
			return a, hinted{fmt.Errorf("encrypt to %q: %w", text, err), "a recipient is what age-keygen -y prints (age1…), or the line of an ssh public key"}
		}
		a.Recipients = append(a.Recipients, recipient)
		a.RecipientNames = append(a.RecipientNames, text)
	}
	if o.signKey != "" {
		key, err := readSigningKey(o.signKey)
		if err != nil {
			return a, err
		}
		a.Key = key
	}
	return a, nil
}

func parseRecipient(text string) (age.Recipient, error) {
	if recipient, err := age.ParseX25519Recipient(text); err == nil {
		return recipient, nil
	}
	return agessh.ParseRecipient(text)
}

// readSigningKey reads a private key. Its passphrase is in RUMMAGE_SIGN_PASSPHRASE.
func readSigningKey(file string) (*evidence.Key, error) {
	key, err := evidence.ReadPrivateKey(file, []byte(os.Getenv(passphraseVariable)))
	if errors.Is(err, evidence.ErrPassphrase) {
		return nil, hinted{err, "give it in " + passphraseVariable}
	}
	if err != nil {
		return nil, hinted{err, "rummage keygen FILE makes a key, as ssh-keygen -t ed25519 does"}
	}
	return key, nil
}

const passphraseVariable = "RUMMAGE_SIGN_PASSPHRASE"

// judge examines and judges as scan does. The rules are let go after the last
// container, before its disk is secured: they are most of what is in memory.
type judge struct {
	engine *engine.Engine
	left   int // containers to judge
}

func (j *judge) close() {
	if j.engine != nil {
		j.engine.Close()
		j.engine = nil
	}
}

func (j *judge) judge(ctx context.Context, subject collectors.Subject) (acquire.Judged, error) {
	if j.left--; j.left == 0 {
		defer j.close()
	}
	started := time.Now().UTC()
	doc, err := j.engine.Examine(ctx, subject)
	if err != nil {
		return acquire.Judged{}, err
	}
	targets := []report.Target{j.engine.Judge(context.WithoutCancel(ctx), doc)}
	suspicious := map[int]bool{}
	for _, f := range targets[0].Findings {
		if f.Category == report.Anomaly && f.Location.Process != 0 {
			suspicious[f.Location.Process] = true
		}
	}
	return acquire.Judged{Document: doc, Suspicious: suspicious, Findings: &report.Report{
		SchemaVersion: report.SchemaVersion,
		Tool:          report.Tool{Name: "rummage", Version: version},
		Started:       started,
		Finished:      time.Now().UTC(),
		Targets:       targets,
		Summary:       report.Summarize(targets),
		Notices:       j.engine.Notices(),
		Rules:         j.engine.Catalogue(),
	}}, nil
}

// collectOne makes one case.
func collectOne(ctx context.Context, s streams, o collectOptions, a acquire.Options, container *docker.Evidence, dir string) (missing bool, err error) {
	if a.CaseID == "" {
		a.CaseID = time.Now().UTC().Format("20060102-150405-") + container.ID()[:min(12, len(container.ID()))]
	}
	return withBar(s, o, a, dir, func(a acquire.Options) (*evidence.Manifest, error) { return acquire.Container(ctx, container, dir, a) })
}

// withBar makes one case with its progress shown, and tells what it is.
func withBar(s streams, o collectOptions, a acquire.Options, dir string, acquire func(acquire.Options) (*evidence.Manifest, error)) (missing bool, err error) {
	bar := newTransfer(s.err, o.quiet)
	a.Written, a.Doing = bar.add, bar.doing
	m, err := acquire(a)
	bar.finish()
	if err != nil {
		return false, err
	}
	var bytes int64
	for _, i := range m.Items {
		bytes += i.Size
	}
	fmt.Fprintf(s.out, "%s: case %s of container %s: %d items, %s\n", oneLine(dir), oneLine(m.CaseID), oneLine(m.Container.Name), len(m.Items), bytesOf(bytes))
	for _, lacks := range m.Missing {
		fmt.Fprintf(s.out, "  missing: %s: %s\n", oneLine(lacks.What), oneLine(lacks.Reason))
	}
	return len(m.Missing) > 0, nil
}

func bytesOf(n int64) string {
	s := size(n)
	return s.String()
}

// since is a flag that names a time: a duration before now, or RFC 3339.
type since time.Time

func (t *since) Set(s string) error {
	var d duration
	if err := d.Set(s); err == nil {
		*t = since(time.Now().Add(-time.Duration(d)))
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, s); err == nil {
			*t = since(at)
			return nil
		}
	}
	return errors.New("want a duration such as 24h, or a time such as 2006-01-02T15:04:05Z")
}

func (t *since) String() string {
	if time.Time(*t).IsZero() {
		return ""
	}
	return time.Time(*t).Format(time.RFC3339)
}

func (t *since) Type() string { return "time" }
