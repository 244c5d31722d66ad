// Programs made to get out of a container, or to become root.

rule escape_tool_program : escape
{
    meta:
        description = "Program that looks for ways out of a container and takes them"
        severity = "high"
        attack = "T1611"
    strings:
        $cdk = /\/cdk-team\/CDK\/pkg\//
        $peirates = /\/inguardians\/peirates\b/
        $botb = /\/brompwnie\/botb\b/
        $kdigger = /\/quarkslab\/kdigger\//
        $amicontained = /\/genuinetools\/amicontained\b/
        $other = /\/(PercussiveElbow\/docker-escape-tool|Metarget\/k0otkit|cyberark\/kubesploit|teamssix\/container-escape-check)\b/
    condition:
        uint32(0) == 0x464c457f and for any of them : (# > 1)
}

rule release_agent_program : escape
{
    meta:
        description = "Small program that sets a program for the host's kernel to call"
        severity = "high"
        attack = "T1611"
    strings:
        $target1 = /\/release_agent\x00/
        $target2 = /\x00\/proc\/sys\/kernel\/(core_pattern|modprobe|poweroff_cmd)\x00/
        $target3 = /\x00\/sys\/kernel\/uevent_helper\x00/
        $find = /(upperdir=|perdir=|\x00\/etc\/mtab\x00|\x00\/proc\/(self\/)?mounts\x00|\x00\/proc\/self\/mountinfo\x00)/
        $write = /\x00(\|%s|\|\/proc\/%[a-z]{1,2}|\|\/)[^\x00]{0,60}\x00/
        $shell = /#!\/bin\/(ba)?sh[\n\x00]/
        $usage = /[uU]sage:/
    condition:
        uint32(0) == 0x464c457f and filesize < 128KB and any of ($target*) and $find and ($shell or $write) and not $usage
}

rule kernel_exploit_program : escape
{
    meta:
        description = "Program that uses a fault of the kernel to become root"
        severity = "high"
        attack = "T1068"
    strings:
        $kernel1 = /[\x00\w]commit_creds[\x00\s]/
        $kernel2 = /[\x00\w]prepare_kernel_cred[\x00\s]/
        $kernel3 = /\b(modprobe_path|core_pattern|init_cred|init_task)\b/
        $kernel4 = /\/proc\/kallsyms\x00/
        $talk1 = "[+] "
        $talk2 = "[-] "
        $talk3 = "[*] "
        $shell = /\x00\/bin\/(ba)?sh\x00/
        $means = /\x00(userfaultfd|msgsnd|keyctl|add_key|splice|io_uring_setup|\/dev\/ptmx|\/proc\/self\/mem)\x00/
    condition:
        uint32(0) == 0x464c457f and uint16(16) != 1 and filesize < 4MB and
        (($kernel1 and $kernel2) or
        (#talk1 + #talk3 > 2 and $talk2 and $shell and (any of ($kernel3, $kernel4) or $means)))
}
