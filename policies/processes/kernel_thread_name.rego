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

disguised[[p.args[0], object.get(p, "exe", "")]] contains p.pid if {
	some p in input.processes
	claims(p)
	not is_zombie(p)
}

claims(p) if {
	regex.match(`^\[[^\]]*\]?$`, p.args[0])
	not is_unnamed(p)
}

claims(p) if {
	some shown in {object.get(p, "name", ""), p.args[0], trim(p.args[0], "[]")}
	regex.match(
		`^(kworker\b|kthreadd$|ksoftirqd\b|migration/[0-9]|rcu_(sched|bh|preempt|gp|par_gp)\b|kswapd[0-9]|khugepaged$|kcompactd[0-9]|kdevtmpfs$|kblockd$|kauditd$|watchdog/[0-9]|watchdogd$|irq/[0-9]+-|jbd2/|kintegrityd$|oom_reaper$|cpuhp/[0-9]|scsi_eh_[0-9]|khungtaskd$|ksmd$|kthrotld$|writeback$|md[0-9]+_raid)`,
		shown,
	)
}

# is_unnamed holds for a process without arguments: ps then shows its name in
# brackets, as it does for threads of the kernel.
is_unnamed(p) if p.args[0] == sprintf("[%s]", [p.name])

# is_zombie holds for a process that has ended, and waits for its parent. It has
# no executable any more.
is_zombie(p) if {
	p.args[count(p.args) - 1] == "<defunct>"
	not p.exe
}

findings contains {
	"message": sprintf("a process calls itself %s", [key[0]]),
	"location": {"process": min(pids)},
	"evidence": {"name": key[0], "exe": key[1], "pids": pids},
} if {
	some key, pids in disguised
}
