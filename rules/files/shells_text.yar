// Scripts that tie a shell to a network connection.

rule reverse_shell_script : shell
{
    meta:
        description = "Script that ties a shell to a network connection"
        severity = "high"
        attack = "T1059.004"
    strings:
        $bash1 = /(ba|z|k)?sh\s+-i\s*[0-9]*(>&|&>|<>)\s*\/dev\/(tcp|udp)\//
        $bash2 = /exec\s+[0-9]+<>\s*\/dev\/tcp\/[^\n]{1,200}(ba)?sh\s+<&\s*[0-9]/
        $nc1 = /\bn(c|cat|etcat)(\s+-\w+|\s+[0-9.]{7,15}|\s+[0-9]{1,5}){0,6}\s+(-[a-z]*e|--sh-exec|--exec)\s+["']?\/?(bin\/)?(ba|da)?sh\b/
        $fifo = /mkfifo\s[^\n]{1,120}\|\s*\/?(bin\/)?(ba)?sh\s[^\n|]{0,40}\|\s*n(c|cat|etcat)\s/
        $socat = /socat\s[^\n]{0,120}exec:["']?\/?(bin\/)?(ba)?sh/ nocase
        $python1 = /os\.dup2\(\s*\w+\.fileno\(\)\s*,\s*0\s*\)/
        $python2 = "socket.socket("
        $python3 = /(pty\.spawn|subprocess\.(call|Popen|run))\s*\(\s*\[?\s*["']\/?(bin\/)?(ba)?sh/
        $perl1 = "use Socket"
        $perl2 = /open\s*\(?\s*STDIN\s*,\s*["']>&/
        $perl3 = /exec\s*\(?\s*\{?\s*["']\/bin\/(ba)?sh/
        $php1 = /fsockopen\s*\(\s*["'$]/
        $php2 = /(exec|shell_exec|system|passthru|proc_open)\s*\(\s*["'][^"'\n]{0,60}\bsh\s+-i/
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and
        (any of ($bash*, $nc1, $fifo, $socat) or all of ($python*) or all of ($perl*) or all of ($php*))
}
