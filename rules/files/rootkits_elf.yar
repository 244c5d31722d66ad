// Libraries that are preloaded in order to hide files and processes, and
// modules that do so in the kernel.

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
        $hide5 = /\x00process_to_filter\x00/
        $hide6 = /\x00HIDE_THIS_SHELL\x00/
        $hook3 = "pam_sm_authenticate"
        $hook4 = /\x00(accept|accept4)\x00/
        $shell = /\x00\/bin\/(ba)?sh\x00/
    condition:
        uint32(0) == 0x464c457f and uint16(16) == 3 and filesize < 1MB and
        $hook1 and $hook2 and $next and
        (($hide1 and $hide2) or $hide5 or $hide6 or ($hide3 and ($hide4 or $hook3)) or ($hook4 and $shell and any of ($hide*)))
}

rule preload_backdoor : rootkit
{
    meta:
        description = "Library that takes the place of accept or of logins and finds the real one again, to give a shell"
        severity = "high"
        attack = "T1574.006"
    strings:
        $next = /\x00dlsym\x00/
        $hook1 = /\x00accept4?\x00/
        $hook2 = /\x00(pam_authenticate|pam_sm_authenticate|crypt|getspnam|pam_get_item)\x00/
        $hook3 = /\x00(write|recv|recvfrom|read|fopen64|open64|__xstat64|unlinkat)\x00/
        $shell = /\x00\/bin\/(ba|da)?sh\x00/
        $run = /\x00exec(ve|l|lp|v|le)\x00/
        $copy = /\x00dup2\x00/
        $library = /\x00(__cxa_finalize|_ITM_deregisterTMCloneTable)\x00/
        $main = /\x00__libc_start_main\x00/
        $errors = /\x00(dlerror|getopt|getopt_long)\x00/
    condition:
        uint32(0) == 0x464c457f and uint16(16) == 3 and filesize < 128KB and
        $next and $library and $run and $copy and $shell and ($hook1 or ($hook2 and $hook3)) and not any of ($main, $errors)
}

rule kernel_rootkit : rootkit
{
    meta:
        description = "Kernel module that looks up what lists files, processes or connections, to change it"
        severity = "high"
        attack = "T1014"
    strings:
        $module = /\x00vermagic=[0-9]/
        $find1 = /\x00kallsyms_lookup_name\x00/
        $find2 = /\x00sys_call_table\x00/
        $find3 = /\x00(ftrace_set_filter_ip|register_ftrace_function)\x00/
        $find4 = /\x00register_k(ret)?probe\x00/
        $target1 = /\x00(__x64_|__arm64_)?sys_getdents(64)?\x00/
        $target2 = /\x00(__x64_|__arm64_)?sys_kill\x00/
        $target3 = /\x00(tcp4|tcp6|udp4|udp6)_seq_show\x00/
        $target4 = /\x00(prepare_kernel_cred|commit_creds|prepare_creds)\x00/
        $target5 = /\x00call_usermodehelper\x00/
        $target6 = /\x00(hook|hooked|fake|hide|hidden)_(getdents|kill|module|tcp[46]_seq_show)/
    condition:
        uint32(0) == 0x464c457f and uint16(16) == 1 and filesize < 4MB and $module and any of ($find*) and
        ($target1 or $target3 or $target6) and 2 of ($target*)
}

rule bpf_rootkit : rootkit
{
    meta:
        description = "Program that has the kernel change what it tells of files and processes, by eBPF"
        severity = "medium"
        attack = "T1014"
    strings:
        $leave1 = "tracepoint/syscalls/sys_exit_getdents64"
        $leave2 = "tp/syscalls/sys_exit_getdents64"
        $enter = /(tracepoint|tp)\/syscalls\/sys_enter_getdents64/
        $license = /\x00(Dual BSD\/GPL|GPL|Dual MIT\/GPL)\x00/
        $events = /(tracepoint|tp)\/syscalls\/sys_enter_(openat|execve|connect|accept)/
    condition:
        uint32(0) == 0x464c457f and filesize < 8MB and any of ($leave*) and $enter and $license and not #events > 3
}
