package docker

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/document"
)

// hiddenProcesses finds processes of the container that ps on the host does not
// list: those in its cgroup, and those in its PID namespace that descend from
// its first process. Processes come and go, so ps is asked a second time.
func (s *subject) hiddenProcesses(ctx context.Context, listed []document.Process, engine *engineInfo) []document.Process {
	init := s.document.Config.State.PID
	seen := pidsOf(listed)
	candidates := slices.DeleteFunc(s.pidsByKernel(init), func(pid int) bool { return seen[pid] })
	if len(candidates) == 0 {
		return nil
	}
	again, err := s.collector.top(ctx, s.id(), engine)
	if err != nil {
		return nil
	}
	seen = pidsOf(again)
	still := s.pidsByKernel(init)
	var hidden []document.Process
	for _, pid := range candidates {
		if !seen[pid] && slices.Contains(still, pid) {
			hidden = append(hidden, document.Process{PID: pid, UID: -1, Args: []string{}, Hidden: true})
		}
	}
	return hidden
}

func pidsOf(processes []document.Process) map[int]bool {
	pids := map[int]bool{}
	for _, p := range processes {
		pids[p.PID] = true
	}
	return pids
}

// pidsByKernel lists the container's processes without the help of ps.
func (s *subject) pidsByKernel(init int) []int {
	pids := pidsOfCgroup(init)
	if s.document.Config.Namespaces.PID == "" { // else it is shared with others
		pids = append(pids, s.collector.pidsOfNamespace(init)...)
	}
	slices.Sort(pids)
	return slices.DeleteFunc(slices.Compact(pids), hasEnded)
}

// hasEnded tells that a process is a zombie, or gone. The engine leaves zombies
// out of its list, since they are in no cgroup any more; they hide nothing.
func hasEnded(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	_, fields := splitStat(stat)
	return len(fields) == 0 || fields[0] == "Z" || fields[0] == "X"
}

// maxCgroups bounds the cgroups that are read below a container's.
const maxCgroups = 256

// pidsOfCgroup reads the processes of a process's cgroup and those below it.
func pidsOfCgroup(pid int) []int {
	var pids []int
	dir := cgroupOf(pid)
	if dir == "" {
		return nil
	}
	count := 0
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil
		}
		if count++; count > maxCgroups {
			return fs.SkipAll
		}
		text, err := os.ReadFile(filepath.Join(name, "cgroup.procs"))
		if err != nil {
			return nil
		}
		for _, word := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil {
				pids = append(pids, pid)
			}
		}
		return nil
	})
	return pids
}

// cgroupOf is the directory of a process's cgroup, as cgroups(7) describes it:
// that of version 2, or the pids controller's of version 1. It is empty for the
// root, which holds every process of the host.
func cgroupOf(pid int) string {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cgroup")
	if err != nil {
		return ""
	}
	found := ""
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) != 3 || parts[2] == "/" {
			continue
		}
		controllers := strings.Split(parts[1], ",")
		switch {
		case slices.Contains(controllers, "pids"):
			return filepath.Join("/sys/fs/cgroup", parts[1], parts[2])
		case parts[0] == "0":
			found = filepath.Join("/sys/fs/cgroup", parts[2])
		}
	}
	return found
}

// pidsOfNamespace lists the processes in the PID namespace of init that descend
// from it. One that was put there from the host, as nsenter does, is not hidden.
func (c *Collector) pidsOfNamespace(init int) []int {
	namespace := pidNamespace(init)
	if namespace == "" {
		return nil
	}
	var pids []int
	for _, pid := range c.namespaces()[namespace] {
		if pidNamespace(pid) == namespace && descends(pid, init) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func pidNamespace(pid int) string {
	link, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/ns/pid")
	if err != nil {
		return ""
	}
	return link
}

// readNamespaces lists this host's processes by their PID namespace.
func readNamespaces() map[string][]int {
	namespaces := map[string][]int{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return namespaces
	}
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			if namespace := pidNamespace(pid); namespace != "" {
				namespaces[namespace] = append(namespaces[namespace], pid)
			}
		}
	}
	return namespaces
}

// maxAncestors bounds the way from a process to its container's first one.
const maxAncestors = 1000

func descends(pid, from int) bool {
	for range maxAncestors {
		if pid == from {
			return true
		}
		if pid <= 1 {
			return false
		}
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			return false
		}
		_, fields := splitStat(stat)
		if len(fields) < 2 {
			return false
		}
		if pid, err = strconv.Atoi(fields[1]); err != nil {
			return false
		}
	}
	return false
}
