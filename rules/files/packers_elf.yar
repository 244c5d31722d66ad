// Programs that are packed, which makes them small, and unreadable.

rule upx_packed : packer
{
    meta:
        description = "Program packed with UPX"
        severity = "low"
        attack = "T1027.002"
    strings:
        $magic = "UPX!"
        $info = "$Info: This file is packed with the UPX executable packer"
    condition:
        uint32(0) == 0x464c457f and $magic in (0..1024) and ($info or #magic > 1)
}
