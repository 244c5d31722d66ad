package acquire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/document"
	"github.com/rummage-scanner/rummage/evidence"
)

// maxProcesses bounds the processes whose files are secured.
const maxProcesses = 500

// local secures what only this host has: the files of the processes and what is
// in memory file systems.
func (a *acquisition) local(ctx context.Context, judged Judged) {
	processes := judged.Document.Processes
	if !a.alive() {
		return
	}
	from, err := a.from.Local()
	if err != nil {
		a.absent("proc/, "+evidence.MemoryName, document.Text(err.Error()))
		return
	}
	defer from.Close()
	if from.HasMemoryFiles() {
		a.item(ctx, evidence.MemoryName, "tar of the tmpfs mounts through /proc/PID/root", "", from.MemoryFiles)
	}
	if len(processes) > maxProcesses {
		a.manifest.Missing = append(a.manifest.Missing, evidence.Missing{What: "proc/",
			Reason: fmt.Sprintf("only the first %d of %d processes were secured", maxProcesses, len(processes))})
		processes = processes[:maxProcesses]
	}
	executables, networks := map[string]int{}, map[string]int{}
	for _, p := range processes {
		process, err := from.Process(p)
		if err != nil {
			a.absent(fmt.Sprintf("proc/%d", p.PID), document.Text(err.Error()))
			continue
		}
		a.do(fmt.Sprintf("copy /proc/%d", p.PID), "", fmt.Sprintf("proc/%d", p.PID), func() error {
			var all error
			for _, file := range process.Files {
				name := fmt.Sprintf("proc/%d/%s", p.PID, file.Name)
				if first, ok := networks[process.Network]; ok && file.IsNetwork() && first != p.PID {
					continue
				}
				if first, ok := executables[process.Exe]; ok && file.Name == "exe" {
					a.absent(name, fmt.Sprintf("it is the one of process %d", first))
					continue
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if a.to.Has(name) {
					continue
				}
				if err := a.to.Write(name, func(w io.Writer) error { return file.Write(w) }); err != nil && !ended(err) {
					all = errors.Join(all, fmt.Errorf("%s: %w", file.Name, err))
				}
			}
			networks[process.Network] = p.PID
			if process.Exe != "" {
				executables[process.Exe] = p.PID
			}
			return all
		})
		if a.options.Memory && judged.Suspicious[p.PID] {
			a.memory(p.PID, process)
		}
		process.Close()
	}
}

// maxMemory bounds what is copied of one process's memory, in bytes.
const maxMemory = 1 << 30

// memory secures what a process has in memory, and which range of it is where.
func (a *acquisition) memory(pid int, process *docker.ProcEvidence) {
	name := fmt.Sprintf("proc/%d/mem", pid)
	if a.to.Has(name + ".bin") {
		return
	}
	a.do(fmt.Sprintf("copy /proc/%d/mem", pid), "", name, func() error {
		return a.to.Write(name+".bin", func(out io.Writer) error {
			return a.to.Write(name+".jsonl", func(index io.Writer) error { return process.Memory(out, index, maxMemory) })
		})
	})
}

// ended tells that a process, or a file of it, is not there any more.
func ended(err error) bool { return errors.Is(err, fs.ErrNotExist) || isEnded(err) }

// alive tells whether the container has processes.
func (a *acquisition) alive() bool {
	before := a.manifest.Container.Before
	return before == nil || before.Status == "running" || before.Status == "paused"
}
