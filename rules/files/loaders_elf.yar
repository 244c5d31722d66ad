// Programs that fetch or unpack another one and run it from memory.

// A linker makes several segments and never one that is both written to and
// executed. A program of a few hundred bytes with just that was made by a tool
// for attacks.
rule tiny_loader : loader
{
    meta:
        description = "Small program of one segment that can be written to and executed, as those are that fetch the rest of an attack"
        severity = "high"
        attack = "T1105"
    condition:
        uint32(0) == 0x464c457f and filesize < 64KB and
        ((uint8(4) == 2 and uint32(32) == 64 and uint16(60) == 0 and uint16(56) == 1 and uint32(64) == 1 and uint32(68) & 7 == 7) or
        (uint8(4) == 1 and uint32(28) == 52 and uint16(48) == 0 and uint16(44) == 1 and uint32(52) == 1 and uint32(76) & 7 == 7))
}

rule memory_loader_program : loader
{
    meta:
        description = "Small program that fetches another one and runs it from memory"
        severity = "high"
        attack = "T1620"
    strings:
        $memory = /\x00memfd_create\x00/
        $path = /\x00\/proc\/(self|%[a-z]{1,3})\/fd\/%[a-z]{1,3}\x00/
        $run = /\x00fexecve\x00/
        $net1 = /\x00(connect|getaddrinfo|inet_pton|inet_addr|curl_easy_perform|SSL_connect)\x00/
        $net2 = /\x00GET \/?(%s)? ?HTTP\/1\.[01]\r\n/
        $usage = /[uU]sage: ?%s/
    condition:
        uint32(0) == 0x464c457f and filesize < 256KB and $memory and ($path or $run) and
        any of ($net*) and not $usage
}
