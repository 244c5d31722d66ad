package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/testdata/lab/scenario"
)

// started is when every recorded container was started.
var started = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// firstEphemeral is the first port that the kernel chooses for a connection.
const firstEphemeral = 32768

// normalise replaces what is different in each run by what is the same in all:
// ids, process numbers, times, and the contents of a service's data. What rules
// compare stays comparable.
func normalise(doc *document.Document, s *scenario.Scenario) {
	n := &normaliser{doc: doc, pids: map[int]int{0: 0}, inodes: map[string]string{}, ports: map[int]int{}}
	n.identity(s)
	n.processes()
	n.sockets()
	for i := range doc.Changes {
		n.change(&doc.Changes[i])
	}
	n.settleTimes()
}

type normaliser struct {
	doc    *document.Document
	pids   map[int]int
	inodes map[string]string
	ports  map[int]int
}

// volume is the name of a volume that was given none.
var volume = regexp.MustCompile(`^[0-9a-f]{64}$`)

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

func (n *normaliser) identity(s *scenario.Scenario) {
	doc := n.doc
	image := doc.Target.Image.ID
	doc.Target.Name, doc.Target.ID = s.Name, digest(s.Name)
	doc.Target.Image.ID = "sha256:" + digest(s.Image)
	if c := doc.Config; c != nil {
		if c.TagID == image {
			c.TagID = doc.Target.Image.ID
		}
		for i := range c.Mounts {
			m := &c.Mounts[i]
			if volume.MatchString(m.Name) {
				name := digest(s.Name + m.Destination)
				m.Source = strings.ReplaceAll(m.Source, m.Name, name)
				m.Name = name
			}
		}
	}
	if doc.Image != nil {
		doc.Image.ID = doc.Target.Image.ID
		doc.Image.Size = doc.Image.Size >> 20 << 20
		for i := range doc.Image.Layers {
			doc.Image.Layers[i] = "sha256:" + digest(fmt.Sprint(s.Image, i))
		}
	}
	if doc.Engine != nil {
		doc.Engine.Name = "lab"
	}
	if doc.Host != nil {
		doc.Host.Kernel = "6.1.0-lab"
	}
}

// processes numbers the processes in the order in which they are listed.
func (n *normaliser) processes() {
	const first, ended = 1000, 800
	for i, p := range n.doc.Processes {
		n.pids[p.PID] = first + i
	}
	for i := range n.doc.Processes {
		p := &n.doc.Processes[i]
		p.PID, p.PPID = n.pid(p.PID), n.pid(p.PPID)
		p.CPUSeconds = math.Round(p.CPUSeconds)
		for j, stream := range p.Streams {
			p.Streams[j] = n.inode(stream)
		}
	}
	if c := n.doc.Config; c != nil {
		c.State.PID = n.pid(c.State.PID)
		for i := range c.Execs {
			if _, runs := n.pids[c.Execs[i].PID]; !runs {
				n.pids[c.Execs[i].PID] = ended + i
			}
			c.Execs[i].PID = n.pid(c.Execs[i].PID)
		}
	}
}

// pid is a process's new number; those outside of the container, such as the
// shim, are one.
func (n *normaliser) pid(old int) int {
	if now, known := n.pids[old]; known {
		return now
	}
	return 900
}

var inode = regexp.MustCompile(`^(pipe|socket):\[\d+\]$`)

func (n *normaliser) inode(link string) string {
	kind := inode.FindStringSubmatch(link)
	if kind == nil {
		return link
	}
	if _, known := n.inodes[link]; !known {
		n.inodes[link] = fmt.Sprintf("%s:[%d]", kind[1], len(n.inodes)+1)
	}
	return n.inodes[link]
}

// sockets leaves out the ends of connections that are over: the kernel keeps
// them for a minute, and no process holds them.
func (n *normaliser) sockets() {
	n.doc.Sockets = slices.DeleteFunc(n.doc.Sockets, func(s document.Socket) bool { return s.State == "TIME_WAIT" })
	for i := range n.doc.Sockets {
		s := &n.doc.Sockets[i]
		s.PID = n.pid(s.PID)
		s.Local, s.LocalPort = n.address(s.Local, s.LocalPort)
		s.Remote, s.RemotePort = n.address(s.Remote, s.RemotePort)
	}
}

func (n *normaliser) address(address string, port int) (string, int) {
	if port < firstEphemeral {
		return address, port
	}
	if _, known := n.ports[port]; !known {
		n.ports[port] = firstEphemeral + len(n.ports)
	}
	now := n.ports[port]
	return strings.TrimSuffix(address, fmt.Sprint(":", port)) + fmt.Sprint(":", now), now
}

var (
	privateKey   = regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END )`)
	publicKey    = regexp.MustCompile(`\b(ssh-\w+|ecdsa-[\w-]+) AAAA[A-Za-z0-9+/=]{60,}`)
	passwordHash = regexp.MustCompile(`\$(y|6)\$[^:\s]+`)
)

func settleText(text string) string {
	text = privateKey.ReplaceAllString(text, "$1\n(not recorded)\n$2")
	text = publicKey.ReplaceAllString(text, "$1 AAAAnotRecorded")
	return passwordHash.ReplaceAllString(text, "$$$1$$salt$$hash")
}

// change settles what a service's data and logs contain. The digests of
// programs and of texts that rules read stay.
func (n *normaliser) change(c *document.Change) {
	text := settleText(c.Text)
	volatile := c.SHA256 != "" && c.Size > 0 && !c.Executable() && (c.Text == "" || text != c.Text) &&
		(c.Was == nil || c.Was.SHA256 != c.SHA256)
	c.Text = text
	if !volatile {
		return
	}
	c.SHA256 = digest(c.Path)
	for i := range n.doc.Matches {
		if m := &n.doc.Matches[i]; m.Path == c.Path {
			m.SHA256 = c.SHA256
		}
	}
}

// settleTimes moves all times so that the container was started at one time.
func (n *normaliser) settleTimes() {
	doc := n.doc
	if doc.Config == nil {
		return
	}
	clock := clock{created: doc.Config.Created, started: doc.Config.Started}
	if clock.started.IsZero() {
		clock.started = clock.created
	}
	if doc.Image != nil {
		clock.image = doc.Image.Created
		clock.settle(&doc.Image.Created)
		for i := range doc.Image.History {
			clock.settle(&doc.Image.History[i].Created)
		}
	}
	clock.settle(&doc.CollectedAt)
	if soonest := started.Add(30 * time.Second); doc.CollectedAt.Before(soonest) {
		doc.CollectedAt = soonest
	}
	clock.settle(&doc.Config.Created)
	clock.settle(&doc.Config.Started)
	clock.settle(&doc.Config.Finished)
	for i := range doc.Processes {
		clock.settle(&doc.Processes[i].Started)
	}
	for i := range doc.Changes {
		clock.settle(&doc.Changes[i].Mtime)
		clock.settle(&doc.Changes[i].Ctime)
	}
	if doc.Logs != nil {
		clock.settle(&doc.Logs.First)
		clock.settle(&doc.Logs.Last)
		for i := range doc.Logs.Matches {
			clock.settle(&doc.Logs.Matches[i].Time)
		}
	}
}

// clock knows when a container and its image came to be.
type clock struct{ image, created, started time.Time }

// startWindow is how long rules take what is done for the entrypoint's work.
const startWindow = 5 * time.Second

// settle keeps what was done at the start apart from what was done later, and of
// that the tens of seconds. What was set by hand, to a time before the image or
// in a far future, stays.
func (c clock) settle(t *time.Time) {
	const day = 24 * time.Hour
	since := t.Sub(c.started)
	switch {
	case t.IsZero():
	case t.Before(c.image):
		if last := started.Add(-day - time.Hour); t.After(last) {
			*t = last
		}
		*t = t.UTC().Truncate(time.Second)
	case t.Equal(c.image):
		*t = started.Add(-day)
	case t.Before(c.created.Add(-time.Minute)):
		*t = started.Add(-time.Hour)
	case since < 0:
		*t = started.Add(-time.Second)
	case since <= startWindow:
		*t = started.Add(2 * time.Second)
	case since < 10*time.Second:
		*t = started.Add(10 * time.Second)
	case since < day:
		*t = started.Add(since.Truncate(10 * time.Second))
	}
}
