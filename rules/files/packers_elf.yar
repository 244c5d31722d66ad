// Programs that are packed, which makes them small, and unreadable.

rule upx_packed : packer
{
    meta:
        description = "Program packed with UPX"
        severity = "low"
        attack = "T1027.002"
    strings:
        $magic = "UPX!"
        $info = "This file is packed with the UPX executable packer"
    condition:
        uint32(0) == 0x464c457f and $magic in (0..1024) and ($info or #magic > 1)
}

// A program without sections that asks for much more memory than it fills has
// something to unpack. Packers that are known leave their name.
rule unpacking_program : packer
{
    meta:
        description = "Program without sections that unpacks itself, and hides by what it was packed"
        severity = "medium"
        attack = "T1027.002"
    strings:
        $magic = "UPX!"
    condition:
        uint32(0) == 0x464c457f and uint16(16) < 4 and filesize > 2KB and not $magic in (0..1024) and
        ((uint8(4) == 2 and uint32(32) == 64 and uint16(60) == 0 and uint16(56) > 1 and uint16(56) < 7 and
        for any i in (0..5) : (
            i < uint16(56) and uint32(64 + 56 * i) == 1 and uint32(64 + 56 * i + 4) & 2 == 2 and
            uint32(64 + 56 * i + 32) < 0x10000 and uint32(64 + 56 * i + 40) > 0x10000 and
            uint32(64 + 56 * i + 40) > filesize)) or
        (uint8(4) == 1 and uint32(28) == 52 and uint16(48) == 0 and uint16(44) > 1 and uint16(44) < 7 and
        for any i in (0..5) : (
            i < uint16(44) and uint32(52 + 32 * i) == 1 and uint32(52 + 32 * i + 24) & 2 == 2 and
            uint32(52 + 32 * i + 16) < 0x10000 and uint32(52 + 32 * i + 20) > 0x10000 and
            uint32(52 + 32 * i + 20) > filesize)))
}

rule compiled_shell_script : packer
{
    meta:
        description = "Shell script made into a program whose text is encrypted"
        severity = "low"
        attack = "T1027.002"
    strings:
        $self = /\x00E: neither argv\[0\] nor \$_ works\./
        $expired = /has expired!\n\x00/
    condition:
        uint32(0) == 0x464c457f and filesize < 4MB and ($self or ($expired and filesize < 128KB))
}
