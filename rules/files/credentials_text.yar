// Credentials by their content, which a copy keeps under any name. A match is
// no more than a hint: what it means depends on where the file lies.

rule shadow_copy : credentials
{
    meta:
        description = "Copy of the passwords of a system's accounts"
        severity = "low"
        attack = "T1003.008"
    strings:
        // Root is the first, and behind its hash stand days.
        $root = /root:[^:\n]{0,200}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:\n/
        $other = /\n[a-z_][a-z0-9_-]{0,31}:[^:\n]{0,200}:[0-9]{1,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:/
    condition:
        filesize < 256KB and $root at 0 and $other and not filepath matches /^\/(etc|var\/backups)\//
}
