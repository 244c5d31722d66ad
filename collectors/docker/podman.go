package docker

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// podmanColumns are descriptors of `podman top`, for which Podman reads /proc
// itself. For anything else it would run the container's own ps inside of the
// container, which a scan must not cause. See podman-top(1).
const podmanColumns = "hpid,pid,ppid,huser,etime,comm,args"

// podmanTop lists the processes of a container of Podman.
func (c *Collector) podmanTop(ctx context.Context, id string, now time.Time) ([]document.Process, error) {
	table, err := c.client.ContainerTop(ctx, id, []string{podmanColumns})
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	return parsePodmanTop(table.Processes, now)
}

// parsePodmanTop reads rows of podmanColumns. Parents are told by their number
// inside of the container, where 0 is one that is outside.
func parsePodmanTop(rows [][]string, now time.Time) ([]document.Process, error) {
	processes := make([]document.Process, 0, len(rows))
	hosts := map[string]int{}
	for _, row := range rows {
		if len(row) != strings.Count(podmanColumns, ",")+1 {
			return nil, fmt.Errorf("read the list of processes: %d columns for %s", len(row), podmanColumns)
		}
		pid, err := strconv.Atoi(row[0])
		if err != nil {
			return nil, fmt.Errorf("read the list of processes: %w", err)
		}
		hosts[row[1]] = pid
		p := document.Process{PID: pid, UID: -1, Exec: row[2] == "0" && row[1] != "1", Name: document.Text(row[5])}
		setUser(&p, row[3])
		if age, err := time.ParseDuration(row[4]); err == nil {
			p.Started = now.Add(-age).UTC().Truncate(time.Second)
		}
		p.Command = document.Text(row[6])
		p.Args = list(strings.Fields(row[6]))
		processes = append(processes, p)
	}
	for i, row := range rows {
		processes[i].PPID = hosts[row[2]]
	}
	return processes, nil
}
