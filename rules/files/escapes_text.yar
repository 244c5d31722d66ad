// Scripts and programs that lead out of a container.

rule container_escape : escape
{
    meta:
        description = "Sets a program for the host's kernel to call, from a control group or core_pattern"
        severity = "high"
        attack = "T1611"
    strings:
        $agent = /(>|tee)\s*["']?[^\n"'\s]{0,80}release_agent/
        $notify = /(>|tee)\s*["']?[^\n"'\s]{0,80}notify_on_release/
        $group = /mount\s+-t\s+cgroup\s/
        $overlay = /(upperdir|perdir)[^\n]{0,40}\/etc\/mtab/
        $core = /(>|tee)\s*["']?\/proc\/sys\/kernel\/core_pattern/
        $modprobe = /(>|tee)\s*["']?\/proc\/sys\/kernel\/modprobe/
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and
        (($agent and ($notify or $group)) or ($overlay and any of ($core, $modprobe, $agent)))
}

rule engine_socket_client : escape
{
    meta:
        description = "Script that starts a container with the host's root through the engine's socket"
        severity = "medium"
        attack = "T1610"
    strings:
        $socket = "/var/run/docker.sock"
        $create = "/containers/create"
        $bind1 = /"Binds"\s*:\s*\[\s*\\?"\/:/
        $bind2 = /"Privileged"\s*:\s*true/
        $cli = /docker\s+(-H\s+\S{1,80}\s+)?run\s[^\n]{0,120}-v\s+["']?\/:\/\w/
        $chroot = /chroot\s+\/\w{1,20}/
    condition:
        filesize < 64KB and uint32(0) != 0x464c457f and
        (($socket and $create and any of ($bind*)) or ($cli and $chroot))
}
