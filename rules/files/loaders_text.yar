// Scripts that run programs which never are files, or bring them along as text.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_loaders
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

rule program_in_script : loader
{
    meta:
        description = "Script that brings a program along as text, decodes it and runs it"
        severity = "high"
        attack = "T1027.009"
    strings:
        $base64 = /f0VMRg(IB|EB|EC|IC)AQ/
        $hex1 = /\\x7f\\x45\\x4c\\x46(\\x[0-9a-fA-F]{2}){8}/ nocase
        $hex2 = /\\177ELF(\\[0-7]{1,3}){4}/
        $hex3 = /["'\s]7f454c460[12]01010[0-9a-f]{16}/ nocase
        $decode = /\bbase64\s+(-d|-D|--decode|-di)\b|b64decode\s*\(|base64_decode\s*\(|decode_base64\b|Buffer\.from\s*\(|openssl\s+(enc|base64)|\bxxd\s+-r|unhexlify|fromhex\s*\(|pack\s*\(?\s*["']H\*/
        $print = /\b(printf|echo\s+-\w{0,2}e\w{0,2})\s+["']/
        $run = /\bchmod\s*[\s(][^\n]{0,80}(\+x|7[0-7]{2}|0o?[1357][0-7]{2})|\bmemfd_create\b|\/proc\/(self|\$\$)\/fd\/|os\.exec[lv]/
    condition:
        acting_loaders and $run and
        ((any of ($base64, $hex3) and $decode) or (any of ($hex1, $hex2) and ($print or $decode)))
}

rule memory_loader_script : loader
{
    meta:
        description = "Script that runs a program from memory, or writes into the memory of a process"
        severity = "high"
        attack = "T1620"
    strings:
        $memory1 = /\bsyscall\s*\(\s*(319|279|385)\s*,/
        $memory2 = "memfd_create"
        $run = /\bexec[lv]?[pe]{0,2}\s?[\s({"'`]{1,4}[^\n]{0,40}\/proc\/(self|\$\$|\$pid|%d|%s|\{[^}\n]{0,20}\}|["']\s?\.\s?\$)[^\n]{0,12}\/fd\//
        $dd = /\bdd\s[^\n]{0,160}of=["']?\/proc\/(self|\$\$|\$\{?\w{1,12}\}?|[0-9]{1,7})\/mem\b/
        $write = /(>|\btee\s)\s{0,4}["']?\/proc\/(self|\$\$|\$\{?\w{1,12}\}?)\/mem\b/
    condition:
        acting_loaders and ((any of ($memory*) and $run) or any of ($dd, $write))
}

rule shellcode_runner : loader
{
    meta:
        description = "Script that puts machine code into memory and calls it"
        severity = "medium"
        attack = "T1055"
    strings:
        $code = /\\x(48|49|6a|31|eb|90|fc)(\\x[0-9a-f]{2}){15}/ nocase
        $memory = /\bmmap\s*\([^\n]{0,120}(PROT_EXEC|,\s*7\s*,)|\bmprotect\s*\([^\n]{0,80},\s*(7|0x7)\s*\)|PROT_READ\s*\|\s*[\w.]{0,20}PROT_WRITE\s*\|\s*[\w.]{0,20}PROT_EXEC/
        $call = /\b(CFUNCTYPE|memmove|create_string_buffer|PyCapsule|DynaLoader::dl_install_xsub|void\s*\(\s*\*\s*\)\s*\(\s*\))/
    condition:
        acting_loaders and all of them
}
