# METADATA
# title: Process named like a kernel thread
# description: |
#   A process of the container calls itself as the kernel's threads do, in
#   brackets or by one of their names. The kernel has none in a container; it
#   is a disguise for the host's list of processes.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1036/004/
# schemas:
#   - input: schema.document
# custom:
#   severity: high
#   category: anomaly
#   attack: [T1036.004]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Look at the
#     executable that the process really runs.
package rummage.processes.kernel_thread_name

disguised[[shown(p), object.get(p, "exe", "")]] contains p.pid if {
	some p in input.processes
	claims(p)
	not contains(p.command, "<defunct>")
}

claims(p) if regex.match(`^\[[^\]]*\]?$`, p.args[0])

claims(p) if {
	some name in {p.name, p.args[0]}
	regex.match(
		`^(kworker\b|kthreadd$|ksoftirqd\b|migration/[0-9]|rcu_(sched|bh|preempt|gp|par_gp)\b|kswapd[0-9]|khugepaged$|kcompactd[0-9]|kdevtmpfs$|kblockd$|kauditd$|watchdog/[0-9]|watchdogd$|irq/[0-9]+-|jbd2/|kintegrityd$|oom_reaper$|cpuhp/[0-9]|scsi_eh_[0-9]|khungtaskd$|ksmd$|kthrotld$|writeback$|md[0-9]+_raid)`,
		name,
	)
	started(p)
}

# A thread of the kernel has neither arguments nor an executable.
started(p) if p.exe

started(p) if not startswith(p.args[0], "[")

# shown is the name that is claimed.
shown(p) := p.args[0]

findings contains {
	"message": sprintf("a process calls itself %s", [key[0]]),
	"location": {"process": min(pids)},
	"evidence": {"name": key[0], "exe": key[1], "pids": pids},
} if {
	some key, pids in disguised
}
