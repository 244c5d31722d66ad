// Scripts that tie a shell to a network connection.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_shells
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

rule reverse_shell_script : reverse_shell
{
    meta:
        description = "Script that ties a shell to a network connection"
        severity = "high"
        attack = "T1059.004"
    strings:
        $bash1 = /sh\s+-i[a-z]{0,3}\s{0,4}[0-9]{0,3}\s{0,2}(>&|&>|<>|>|<)\s{0,4}\/dev\/(tcp|udp)\/[^\s"'\/]{1,80}\/[^\s"'\/]{1,20}/
        $bash2 = /exec\s+[0-9]{1,3}<>\s{0,4}\/dev\/(tcp|udp)\/[^\n]{1,200}sh\s+(-i\s+)?[0-9]?<&\s{0,2}[0-9]/
        $bash3 = /[0-9]<>\s{0,4}\/dev\/(tcp|udp)\//
        $bash4 = /while\s+read\s+(-r\s+)?\w{1,20}\s{0,2};\s{0,2}do\s+("?\\?\$\w{1,20}"?|eval\s[^\n;]{1,40}|(ba)?sh\s+-c\s[^\n;]{1,40})\s+[^\n;]{0,20}>&\s?\$?\{?\w{1,8}/
        $bash5 = /[0-9]<>\s{0,4}\/dev\/(tcp|udp)\/[^\s"'\/]{1,80}\/[^\s"'\/]{1,20}[^\n]{0,40}\bsh\b[^\n]{0,20}<&[0-9]{1,3}\s{0,4}[12]?>&[0-9]{1,3}/
        $netcat1 = /\bn(c|cat|etcat)(\.traditional|\.openbsd)?(\s+-\w{1,8}|\s+[\w.$-]{3,60}|\s+[0-9]{1,5}){0,6}\s+(-[a-z]{0,6}[ec]|--sh-exec|--exec)\s+["']?\/?(usr\/)?(bin\/)?(ba|da|z|a)?sh\b/
        $netcat2 = /mkfifo\s[^\n]{1,120}[\n;&]\s{0,8}([^\n]{0,120}\|\s{0,4})?(\/bin\/)?(ba|da|a)?sh\s[^\n|]{0,40}\|\s{0,4}(busybox\s+)?(n(c|cat|etcat)|telnet|openssl\s+s_client)\s/
        $netcat3 = /mk(fifo|nod)\s[^\n]{1,120}[\n;&]\s{0,8}[^\n]{0,120}\b(telnet|nc|ncat|netcat)\s[^\n|]{1,80}\|\s{0,4}(\/bin\/)?(ba|da|a)?sh\b/
        $telnet = /telnet\s+[\w.$-]{3,80}\s+[0-9$]\S{0,12}\s{0,4}\|\s{0,4}(\/bin\/)?(ba|da|a)?sh\s{0,4}\|\s{0,4}telnet\s/
        $socat = /socat\s[^\n]{0,120}(exec|system):["']?(\/?(usr\/)?bin\/)?(ba|da|z|a)?sh\b/ nocase
        $zsh = /ztcp\s[^\n]{1,120}[\n;&]\s{0,8}[^\n]{0,60}sh\s[^\n]{0,20}<&\$?/
        $awk = /\/inet\/tcp\/0\/[^\n]{1,200}(getline|\|&)/
    condition:
        acting_shells and
        (any of ($bash1, $bash2, $bash5, $netcat*, $telnet, $socat, $zsh, $awk) or ($bash3 and $bash4))
}

rule reverse_shell_code : reverse_shell
{
    meta:
        description = "Code that ties a shell to a network connection"
        severity = "high"
        attack = "T1059.006"
    strings:
        $python1 = /os\.dup2\(\s*\w{1,20}(\.\w{1,20})?\.fileno\(\)\s*,\s*(0|\w{1,12})\s*\)|\bdup2\(\s*\w{1,20}\.fileno\(\)\s*,/
        $python2 = /socket\.socket\(|\bsocket\(\s*(AF_INET|2)\b/
        $python3 = /\b(pty\.spawn|subprocess\.(call|Popen|run)|os\.(system|exec[lv]p?e?))\s*\(\s*\[?\s*["']\/?(usr\/)?(bin\/)?(ba|da|z)?sh["'\s]/
        $python4 = /\.send(all)?\s*\([^\n]{0,60}(subprocess\.(getoutput|check_output|Popen|run)|os\.popen)\s*\([^\n]{0,80}(recv|command|cmd|data)/ nocase
        $python5 = ".connect(("
        $perl1 = /\buse\s+(IO::)?Socket\b|-MIO::Socket\b|-MSocket\b/
        $perl2 = /open\s*\(?\s*STD(IN|OUT|ERR)\s*,\s*["'][<>]{1,2}&|STDIN->fdopen\s*\(\s*\$|\bSTDIN\s*->\s*fdopen/
        $perl3 = /\b(exec|system)[\s({]{0,4}["']\/bin\/(ba|da)?sh\b|\bsystem\$_/
        $php1 = /\b(p?fsockopen|stream_socket_client|socket_connect)\s*\(\s*["'$]/
        $php2 = /["'\/ ]sh -i[ "'<]/
        $ruby1 = /TCPSocket\.(new|open)\s*\(?\s*["'\w]/
        $ruby2 = /\bIO\.popen\s*\(\s*\w{1,20}\s*,/
        $ruby3 = "sh -i <&"
        $node1 = /require\(\s*["']net["']\s*\)/
        $node2 = /spawn\(\s*["'](\/bin\/)?(ba|da)?sh["']/
        $node3 = /\.pipe\(\s*\w{1,20}\.stdin\s*\)/
        $lua1 = /require\s*\(?\s*["']socket["']|socket\.tcp\s*\(/
        $lua2 = /io\.popen\s*\(\s*\w{1,20}\s*,\s*["']r["']\s*\)/
        $lua3 = /:receive\s*\(\s*\)/
        $java1 = /new\s+(java\.net\.)?Socket\s*\(/
        $java2 = /(getRuntime\(\)\s*\.\s*exec|new\s+(java\.lang\.)?ProcessBuilder)\s*\(\s*(new\s+String\[\]\s*\{\s*)?["'](\/bin\/)?(ba)?sh["'\s]/
        $java3 = /getInputStream\s*\(\s*\)/
    condition:
        acting_shells and
        (($python1 and $python2 and $python3) or ($python4 and $python2 and $python5) or
        all of ($perl*) or ($php1 and $php2) or
        ($ruby1 and any of ($ruby2, $ruby3)) or all of ($node*) or all of ($lua*) or ($java1 and $java2 and #java3 > 1))
}
