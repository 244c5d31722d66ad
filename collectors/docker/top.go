package docker

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// psColumns are the columns asked of the host's ps, the best set first: an
// old procps lacks etimes, BusyBox lacks all but the last. The engine splits
// lines at blanks and joins what is left over into the last column, so only
// the last may hold blanks. The age in seconds is asked for, and not the start
// time, since that has blanks and the time zone of a host we do not know.
var psColumns = [][]string{
	{"-eo", "pid,ppid,uid,user:32,etimes,args"},
	{"-eo", "pid,ppid,uid,user,args"},
	{"-ef"},
	{"-o", "pid,ppid,user,args"},
}

// top lists the processes of a container as ps on the engine's host sees them.
func (c *Collector) top(ctx context.Context, id string, engine *engineInfo) ([]document.Process, error) {
	now := time.Now()
	if engine != nil {
		now = now.Add(engine.ahead)
		if engine.podman {
			return c.podmanTop(ctx, id, now)
		}
	}
	var first error
	for _, columns := range psColumns {
		table, err := c.client.ContainerTop(ctx, id, columns)
		if err != nil {
			if first == nil {
				first = err
			}
			if ctx.Err() != nil {
				break
			}
			continue
		}
		return parseTop(table.Titles, table.Processes, now)
	}
	return nil, fmt.Errorf("list processes: %w", first)
}

// parseTop reads the rows of ps by the titles of their columns.
func parseTop(titles []string, rows [][]string, now time.Time) ([]document.Process, error) {
	processes := make([]document.Process, 0, len(rows))
	for _, row := range rows {
		p := document.Process{UID: -1, Args: []string{}}
		if len(row) < len(titles) {
			return nil, fmt.Errorf("read the list of processes: %d columns instead of %d", len(row), len(titles))
		}
		for i, title := range titles {
			value := row[i]
			if i == len(titles)-1 {
				value = strings.Join(row[i:], " ")
			}
			if err := setColumn(&p, strings.ToUpper(title), value, now); err != nil {
				return nil, fmt.Errorf("read the list of processes: %w", err)
			}
		}
		if p.PID == 0 {
			return nil, fmt.Errorf("read the list of processes: no PID among the columns %q", titles)
		}
		processes = append(processes, p)
	}
	return processes, nil
}

func setColumn(p *document.Process, title, value string, now time.Time) error {
	var err error
	switch title {
	case "PID":
		p.PID, err = strconv.Atoi(value)
	case "PPID":
		p.PPID, err = strconv.Atoi(value)
	case "UID":
		// In ps -ef this column is a name.
		if uid, notNumber := strconv.Atoi(value); notNumber == nil {
			p.UID = uid
		} else {
			setUser(p, value)
		}
	case "USER":
		setUser(p, value)
	case "ELAPSED":
		if seconds, bad := strconv.ParseInt(value, 10, 64); bad == nil {
			p.Started = now.Add(-time.Duration(seconds) * time.Second).UTC().Truncate(time.Second)
		}
	case "COMMAND", "CMD":
		p.Command = document.Text(value)
		p.Args = list(strings.Fields(value))
	}
	return err
}

// setUser takes a name, and its uid where ps printed that instead of a name
// that is too long, or where the name says it.
func setUser(p *document.Process, name string) {
	p.User = document.Text(name)
	if p.UID != -1 {
		return
	}
	if uid, err := strconv.Atoi(name); err == nil {
		p.UID = uid
	} else if name == "root" {
		p.UID = 0
	}
}

// identify asks ps for the names and executables of processes, each in a call
// of its own since both may hold blanks. It returns why it could not.
func (c *Collector) identify(ctx context.Context, id string, processes []document.Process) string {
	names, _ := c.psColumn(ctx, id, "comm")
	executables, ok := c.psColumn(ctx, id, "exe")
	for i := range processes {
		p := &processes[i]
		p.Name = document.Text(names[p.PID])
		if link := executables[p.PID]; link != "-" {
			setExecutable(p, link, nil)
		}
	}
	if !ok {
		return "the engine's host does not tell executables: its ps has no exe column"
	}
	return ""
}

// psColumn asks ps for one column, by process.
func (c *Collector) psColumn(ctx context.Context, id, column string) (map[int]string, bool) {
	table, err := c.client.ContainerTop(ctx, id, []string{"-eo", "pid," + column})
	if err != nil || len(table.Titles) != 2 {
		return nil, false
	}
	values := map[int]string{}
	for _, row := range table.Processes {
		if len(row) < 2 {
			continue
		}
		if pid, err := strconv.Atoi(row[0]); err == nil {
			values[pid] = strings.Join(row[1:], " ")
		}
	}
	return values, true
}

// setExecutable reads the target of /proc/PID/exe. The kernel marks a file
// that is gone with a suffix, which could also be part of a name: exists tells,
// where it is given.
func setExecutable(p *document.Process, link string, exists func(string) bool) {
	if link == "" {
		return
	}
	name, gone := strings.CutSuffix(link, " (deleted)")
	if gone && exists != nil && exists(link) {
		name, gone = link, false
	}
	p.Exe = document.Text(name)
	switch {
	case strings.HasPrefix(name, "/memfd:"):
		p.ExeState = document.ExeMemfd
	case gone:
		p.ExeState = document.ExeDeleted
	}
}
