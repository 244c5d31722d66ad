// What commands print with which somebody looks around.

rule command_output : command_output
{
    meta:
        description = "The output of a command by which somebody finds out where they are"
        severity = "medium"
        attack = "T1190, T1033, T1082"
        keep_last = 20
    strings:
        $id = /\buid=[0-9]{1,10}\([\w.@-]{1,64}\) gid=[0-9]{1,10}\([\w.@-]{1,64}\)/
        $numbers = /\buid=[0-9]{1,10} gid=[0-9]{1,10} groups=[0-9]/
        $uname = /\bLinux [\w.-]{1,64} [0-9]+\.[0-9]+[\w.+-]{0,60} #[0-9]+[^\n]{0,120}\b(x86_64|aarch64|armv[0-9]+l?|i[36]86|ppc64le|s390x|riscv64)\b/
    condition:
        any of them
}

rule account_lines : command_output accounts
{
    meta:
        description = "Lines of the files that accounts and their passwords are kept in"
        severity = "medium"
        attack = "T1190, T1003.008, T1087.001"
    strings:
        $root = /\broot:[x*!]?:0:0:[^\n:]{0,60}:\/[^\n:]{0,80}:\//
        $other = /\b(daemon|bin|nobody|www-data):[x*!]?:[0-9]{1,5}:[0-9]{1,5}:[^\n:]{0,60}:\/[^\n:]{0,80}:\/(usr\/)?s?bin\/(nologin|false|sh)/
        $locked = /\b[a-z_][\w-]{0,31}:[*!]{1,2}:[0-9]{5}:[0-9]{1,5}:[0-9]{1,6}:[0-9]{0,3}:/
        $shadow = /\b[a-z_][\w-]{0,31}:\$(1|2[aby]|5|6|7|y|gy)\$[^\n:]{10,200}:[0-9]{1,6}:[0-9]{0,6}:[0-9]{0,6}:/
    condition:
        any of them
}
