// Sources of libraries and modules that hide files and processes, and what
// installs them.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_rootkits
{
    strings:
        $rule = "condition:"
        $policy = /\npackage [a-z]/
        $filter = "SecRule "
        $signature = "(msg:\""
        $page = "\n```"
        $listing = ".. code"
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and
        (uint16(0) == 0x2123 or uint16(0) == 0x3f3c or uint16(0) == 0x253c or
        not (uint32(0) == 0x6b636170 or any of them))
}

rule preload_rootkit_source : rootkit
{
    meta:
        description = "Source of a library that takes the place of readdir, to hide names"
        severity = "medium"
        attack = "T1574.006"
    strings:
        $next = /dlsym\s*\(\s*RTLD_NEXT\s*,\s*["']?(readdir(64)?|#?\w{1,20})/
        $hook = /\bstruct\s+dirent(64)?\s*\*\s*readdir(64)?\s*\(\s*DIR\b/
        $macro = /#define\s+\w{1,30}\s*\(\s*dirent\s*,\s*readdir\s*\)/
        $compare = /\b(strcmp|strncmp|strstr)\s*\([^\n]{0,80}d_name\b|process_name|\bd_name\s*,/
        $hide = /\b(hide|hidden|hiding|invisible)_|_(hide|hidden)\b|\b(HIDE|HIDDEN|MAGIC_?(GID|STRING|PREFIX))\b|ld\.so\.preload/
    condition:
        acting_rootkits and $next and ($hook or $macro) and $compare and $hide
}

rule preload_installer : rootkit
{
    meta:
        description = "Script that makes or fetches a library and has every program load it"
        severity = "high"
        attack = "T1574.006"
    strings:
        $preload = /(>|\btee(\s+-a)?\s|\bmv\s[^\n]{1,80}|\bcp\s[^\n]{1,80})\s{0,4}["']?\/etc\/ld\.so\.preload/
        $make = /\b(gcc|cc|clang|tcc)\s[^\n]{0,160}-shared\b/
        $fetch = /\b(curl|wget)\s[^\n]{0,160}\.so\b/
        $decode = /\b(base64\s+(-d|-D|--decode)|xxd\s+-r|b64decode)[^\n]{0,120}\.so\b/
        $immutable = /\bchattr\s+\+[ia]{1,2}\s+[^\n]{0,80}(\.so\b|ld\.so\.preload)/
    condition:
        acting_rootkits and $preload and any of ($make, $fetch, $decode, $immutable)
}

rule kernel_module_source : rootkit
{
    meta:
        description = "Source of a kernel module that hides, or that starts a program of the user"
        severity = "medium"
        attack = "T1547.006"
    strings:
        $module = /\bmodule_init\s*\(\s*\w{1,40}\s*\)/
        $helper = /\bcall_usermodehelper(_setup|_exec)?\s*\(/
        $shell = /["'](\/usr)?\/bin\/(ba|da)?sh["']/
        $table = /\b(sys_call_table|__NR_getdents(64)?|kallsyms_lookup_name\s*\(\s*["'](sys_call_table|__x64_sys_getdents)|ftrace_set_filter_ip\s*\()/
        $hide1 = /\blist_del(_init)?\s*\(\s*&\s*(THIS_MODULE|__this_module)\s*(->|\.)\s*list/
        $hide2 = /\b(prepare_kernel_cred|commit_creds)\s*\(/
        $hide3 = /\b\w{2,8}_\w{0,20}(getdents|seq_show)\w{0,10}\s*\(/
    condition:
        acting_rootkits and $module and (($helper and $shell) or ($table and any of ($hide*)))
}
