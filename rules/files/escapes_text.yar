// Scripts and programs that lead out of a container.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_escapes
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
        $overlay = /(upperdir|perdir)[^\n]{0,40}\/etc\/mtab|(sed|grep|awk|cut)[^\n]{0,80}(upperdir|perdir)=?[^\n]{0,80}\/(proc\/(self\/)?mounts|proc\/(self|1)\/mountinfo)|mount\s?\|[^\n]{0,80}upperdir/
        $core = /(>|tee)\s*["']?\/[\w\/.]{0,40}proc\/sys\/kernel\/core_pattern|(>|tee)\s*["']?\/proc\/sys\/kernel\/core_pattern/
        $modprobe = /(>|tee)\s*["']?\/[\w\/.]{0,40}proc\/sys\/kernel\/modprobe|(>|tee)\s*["']?\/proc\/sys\/kernel\/modprobe/
        $uevent = /(>|tee)\s*["']?\/sys\/kernel\/uevent_helper/
        $binfmt = /(>|tee)\s*["']?\/proc\/sys\/fs\/binfmt_misc\/register/
    condition:
        acting_escapes and (($agent and ($notify or $group)) or ($overlay and any of ($core, $modprobe, $agent, $uevent, $binfmt)))
}

rule engine_socket_client : escape
{
    meta:
        description = "Script that starts a container with the host's root through the engine's socket or port"
        severity = "medium"
        attack = "T1610"
    strings:
        $socket = /\/run\/(docker|podman\/podman|containerd\/containerd|crio\/crio)\.sock|:237[56]\b/
        $create = "/containers/create"
        $bind1 = /["']?Binds["']?\s*:\s*\[\s*\\?["']\/:/
        $bind2 = /["']?Privileged["']?\s*:\s*(true|True)/
        $bind3 = /["']?PidMode["']?\s*:\s*\\?["']host/
        $cli = /\b(docker|podman|nerdctl|ctr)\s+(-H\s+\S{1,80}\s+|--host[= ]\S{1,80}\s+)?run\s[^\n]{0,160}(-v|--volume|--mount)[\s=]{1,3}["']?(\/:\/\w|type=bind,(src|source)=\/,)/
        $chroot = /\bchroot\s+\/\w{1,20}/
        $spread = /\bdocker\s+(-H|--host)[= ]{0,2}["']?(tcp:\/\/)?\$\{?\w{1,20}\}?(:[$0-9]\w{0,10})?["']?\s+(run|create|exec)\s/
    condition:
        acting_escapes and filesize < 64KB and
        (($socket and $create and any of ($bind*)) or ($cli and ($chroot or $spread)))
}

rule host_namespace_entry : escape
{
    meta:
        description = "Script that enters the namespaces or the root directory of the host's first process"
        severity = "medium"
        attack = "T1611"
    strings:
        $nsenter = /\bnsenter\s[^\n]{0,80}(-t\s{0,2}|--target[=\s])1\b[^\n]{0,80}\s(-\w{0,5}[ma]\w{0,5}|--mount|--all)\b/
        $chroot = /\bchroot\s+["']?\/(host|hostfs|rootfs|mnt\/host|host_root|hostroot|proc\/1\/root)\/?["']?\s{1,4}[\w\/$"']/
        $copy = /(>|\btee\s|\bcp\s[^\n]{1,80}|\bmv\s[^\n]{1,80})\s{0,4}["']?\/proc\/1\/root\/(etc|root|var|home|usr|opt)\//
    condition:
        acting_escapes and filesize < 256KB and any of them
}

rule runtime_overwrite : escape
{
    meta:
        description = "Has the engine's own runtime be run or written to, by way of its links in /proc"
        severity = "high"
        attack = "T1611"
    strings:
        $shebang = "#!/proc/self/exe"
        $directory = /(\bWORKDIR\s|--workdir[= ]|\s-w\s?|["']?WorkingDir["']?\s?[:=]|\bworking_dir:)\s{0,4}["']?\/proc\/(self|1)\/fd\/[0-9]{1,3}/
        $outside = /\/proc\/(self|1)\/fd\/[0-9]{1,3}\/(\.\.\/){2}/
        $open = /\bopen\s*\([^\n]{0,60}\/proc\/(self|%d|%s|\{\w{0,12}\}|["'])[^\n]{0,20}\/(exe|fd\/)[^\n]{0,40}(O_WRONLY|O_RDWR|O_TRUNC|["']w)/
        $runc = /\brunc\b/
    condition:
        acting_escapes and filesize < 256KB and ($shebang at 0 or $directory or $outside or ($open and $runc))
}

rule host_disk_mount : escape
{
    meta:
        description = "Script that makes or mounts a disk of the host, and changes what is on it"
        severity = "high"
        attack = "T1611"
    strings:
        $mount = /\bmount\s+(-\w{1,3}\s+\S{1,30}\s+){0,3}\/dev\/(sd[a-z]|vd[a-z]|xvd[a-z]|nvme[0-9]n[0-9]|dm-|mapper\/)\w{0,30}\s+["']?\/\w/
        $node = /\bmknod\s[^\n]{1,60}\sb\s+(8|253|254|259|202)\s/
        $chroot = /\bchroot\s+["']?\/(mnt|host|tmp|media|root)\w{0,12}/
        $write = /(>|\btee\s|\bcp\s[^\n]{1,80}|\bmv\s[^\n]{1,80})\s{0,4}["']?\/(mnt|host|tmp|media|root)\w{0,12}\/[\w\/]{0,20}(etc\/|root\/\.|var\/spool\/cron|home\/)/
        $debugfs = /\bdebugfs\s+(-w|-R)\s[^\n]{0,80}\/dev\/\w/
    condition:
        acting_escapes and filesize < 64KB and
        ((($mount or $node) and any of ($chroot, $write)) or ($node and $debugfs))
}

rule cluster_takeover : escape
{
    meta:
        description = "Script that makes a privileged pod with the token of the one it runs in"
        severity = "high"
        attack = "T1610"
    strings:
        $token = "/var/run/secrets/kubernetes.io/serviceaccount"
        $post1 = /\bkubectl\s[^\n]{0,160}\b(apply|create|run)\b/
        $post2 = /\b(curl|wget)\s[^\n]{0,300}\/api\/v1\/namespaces\/[^\n]{1,80}\/pods\b/
        $pod1 = /["']?hostPID["']?\s*:\s*true/
        $pod2 = /["']?hostPath["']?\s*:/
        $pod3 = /["']?privileged["']?\s*:\s*true/
    condition:
        acting_escapes and filesize < 64KB and $token and any of ($post*) and 2 of ($pod*)
}
