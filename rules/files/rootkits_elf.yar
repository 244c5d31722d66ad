// Libraries that are preloaded in order to hide files and processes.

rule preload_rootkit : rootkit
{
    meta:
        description = "Library that takes the place of readdir and finds the real one again, to hide names"
        severity = "high"
        attack = "T1574.006"
    strings:
        $hook1 = "readdir64" fullword
        $hook2 = "readdir" fullword
        $next = "dlsym" fullword
        $hide1 = "/proc/self/fd/%d"
        $hide2 = "/proc/%s/stat"
        $hide3 = "ld.so.preload"
        $hide4 = "/proc/net/tcp"
        $hide5 = "process_to_filter"
        $hide6 = "HIDE_THIS_SHELL"
        $hook3 = "pam_sm_authenticate"
    condition:
        uint32(0) == 0x464c457f and uint16(16) == 3 and filesize < 1MB and
        $hook1 and $hook2 and $next and
        (($hide1 and $hide2) or $hide5 or $hide6 or ($hide3 and ($hide4 or $hook3)))
}
