// Scripts that fetch malware, install it, and remove what is in its way.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_droppers
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

rule dropper_script : dropper
{
    meta:
        description = "Shell script that downloads and installs, and works against others or against traces"
        severity = "high"
        attack = "T1105"
    strings:
        $fetch = /\b(curl|wget)\s[^\n]{0,120}(https?:\/\/|[0-9]{1,3}\.[0-9]{1,3}\.|\$)/
        $run1 = /chmod\s+(\+x|[0-7]?7[0-7]{2})\s+[^\n]{0,20}\/(tmp|var\/tmp|dev\/shm)\//
        $run2 = /(curl|wget)\s[^\n;]{1,160}\|\s*(ba)?sh\b/
        $cron1 = /crontab\s+-[\s)|;]/
        $cron2 = /\/var\/spool\/cron|\/etc\/cron\.d\//
        $kill1 = /(pkill|killall)\s+(-9\s+|-f\s+){0,2}["']?(xmr|kinsing|kdevtmp|minerd|cryptonight|stratum|watchbog|sysupdate)/
        $kill2 = /(ps|pgrep|netstat|ss)\s[^\n]{0,60}(xmr|stratum|minerd|cryptonight|:3333|:4444|:14444)[^\n]{0,80}kill/
        $trace1 = /history\s+-c/
        $trace2 = /(>|rm\s+-r?f)\s*\/var\/log\/(wtmp|lastlog|btmp|secure|auth|syslog)/
        $trace3 = /unset\s+HISTFILE|HISTFILE=\/dev\/null/
        $guard1 = /setenforce\s+0/
        $guard2 = /(systemctl\s+(stop|disable)|service)\s+[^\n]{0,30}(aliyun|apparmor|auditd|firewalld|cloudmonitor|bcm-agent)/
        $guard3 = /chattr\s+-[iaR]{1,3}\s+[^\n]{0,40}(cron|ld\.so\.preload|authorized_keys)/
        $guard4 = /\biptables\s+-F\b|\bufw\s+disable\b/
        $preload = /(>|tee)[^\n]{0,20}\/etc\/ld\.so\.preload/
    condition:
        acting_droppers and filesize < 512KB and
        $fetch and any of ($run*) and
        (any of ($cron*) or $preload) and
        (any of ($kill*) or any of ($trace*) or any of ($guard*) or $preload)
}

rule download_and_run : dropper
{
    meta:
        description = "Script that fetches a program from a bare address, and runs it from a directory for temporary files"
        severity = "high"
        attack = "T1105"
    strings:
        $into1 = /\b(curl|wget|tftp|ftpget|aria2c|axel|lwp-download)\s[^\n]{0,120}[\s"'=>]\/(tmp|var\/tmp|dev\/shm)\/[^\n]{0,120}[\s\/@"']([1-9][0-9]?|1[013-9][0-9]|12[0-689]|2[0-5][0-9])\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/\s"']/
        $into2 = /\b(curl|wget|tftp|ftpget|aria2c|axel|lwp-download)\s[^\n]{0,120}[\s\/@"']([1-9][0-9]?|1[013-9][0-9]|12[0-689]|2[0-5][0-9])\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/\s"'][^\n]{0,120}[\s"'=>]\/(tmp|var\/tmp|dev\/shm)\//
        $address = /\b(curl|wget|tftp|ftpget|aria2c|axel|lwp-download)\s[^\n]{0,120}[\s\/@"']([1-9][0-9]?|1[013-9][0-9]|12[0-689]|2[0-5][0-9])\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/\s"']/
        $mode = /\bchmod\s+(-R\s+)?([ugoa]{0,3}\+[rwxs]{1,3}|[0-7]?[1357][0-7]{2})\s+[^\n]{0,40}\/(tmp|var\/tmp|dev\/shm)\//
        $run = /(\n\s{0,8}|[;&|({]\s{0,4}|nohup\s{1,4}|setsid\s{1,4}|exec\s{1,4}|sh\s{1,4})\/(tmp|var\/tmp|dev\/shm)\/[\w.\/$-]{1,80}/
        $enter = /\bcd\s+["']?\/(tmp|var\/tmp|var\/run|dev\/shm|run)\b/
        $here = /\bchmod\s+([ugoa]{0,3}\+[rwxs]{1,3}|[0-7]{3,4})\s+[^\n;&]{1,60}([;&\n]\s{0,8}){1,3}(nohup\s+|setsid\s+|sudo\s+)?\.\/[\w.*$-]{1,60}/
        $pipe = /\b(curl|wget)\s[^\n;|]{0,160}\/([1-9][0-9]?|1[013-9][0-9]|12[0-689]|2[0-5][0-9])\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/][^\n;|]{0,120}\|\s{0,4}(sudo\s+|nohup\s+)?(\/bin\/)?((ba|da|z)?sh|python[23]?|perl)\b/
    condition:
        acting_droppers and filesize < 256KB and
        ((any of ($into*) and $mode and $run) or ($address and $enter and $here) or $pipe)
}

rule download_for_many_machines : dropper
{
    meta:
        description = "Script that tries the builds of a program for many processors"
        severity = "high"
        attack = "T1105"
    strings:
        $address = /\b(curl|wget|tftp|ftpget)\s[^\n]{0,200}[\s\/@"']([1-9][0-9]?|1[013-9][0-9]|12[0-689]|2[0-5][0-9])\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/\s"']/
        $variable = /\b(curl|wget|tftp|ftpget)\s[^\n]{0,120}\/\/\$\{?\w{1,20}/
        $build = /\b(curl|wget|tftp|ftpget)\s[^\n]{0,200}[\/._-](mips|mipsel|mpsl|arm[4-7]?l?|sh4|ppc|powerpc|m68k|spc|sparc|i[56]86|x86|x86_64|arc)\b/
        $loop = /\bfor\s+\w{1,12}\s+in\s[^\n]{0,160}\b(mips|mpsl|arm[4-7])\b[^\n]{0,120}\b(mpsl|mipsel|sh4|ppc|arm[4-7]|m68k)\b/
        $mode = /\bchmod\s+([ugoa]{0,3}\+[rwxs]{1,3}|[0-7]{3,4})\s/
    condition:
        acting_droppers and filesize < 64KB and $mode and
        (($address and (#build > 3 or $loop)) or ($variable and $loop))
}

rule cron_dropper : dropper
{
    meta:
        description = "Job that fetches a script from the network and runs it, again and again"
        severity = "high"
        attack = "T1053.003"
    strings:
        $pipe = /(\*\s{1,4}\*\s{1,4}\*|@(reboot|hourly|daily|midnight)\s)[^\n]{0,160}\b(curl|wget)\s[^\n]{1,300}\|\s{0,4}(sudo\s+)?(\/bin\/)?((ba|da|z)?sh|python[23]?|perl)\b/
        $decode = /(\*\s{1,4}\*\s{1,4}\*|@(reboot|hourly|daily|midnight)\s)[^\n]{0,400}\b(base64\s+(-d|-D|--decode)|xxd\s+-r|openssl\s+enc\s+-d)[^\n]{0,80}\|\s{0,4}(\/bin\/)?((ba|da|z)?sh|python[23]?|perl)\b/
        $temp = /(\*\s{1,4}\*\s{1,4}\*|@(reboot|hourly|daily|midnight)\s)[^\n]{0,160}\b(curl|wget)\s[^\n]{1,200}\/(tmp|var\/tmp|dev\/shm)\/[^\n]{1,160}[;&]\s{0,4}((ba|da|z)?sh\s+|chmod\s)/
    condition:
        acting_droppers and filesize < 512KB and any of them
}

rule encoded_script : dropper
{
    meta:
        description = "Script that decodes a text which it brings along, and hands it to a shell"
        severity = "high"
        attack = "T1027.010"
    strings:
        $text = /\b(echo|printf)\s+(-\w{1,2}\s+)?["']?[A-Za-z0-9+\/]{40,2000}={0,2}["']?\s{0,4}\|\s{0,4}(base64\s+(-d|-D|--decode|-di)|openssl\s+(enc|base64)\s[^\n|]{0,40}-d)[^\n|]{0,20}(\|\s{0,4}(gunzip|gzip\s+-\w{1,3}|zcat|xz\s+-\w{1,3}|bzip2\s+-\w{1,3})\s{0,4}[^\n|]{0,10})?\|\s{0,4}(sudo\s+|nohup\s+|setsid\s+)?(\/bin\/)?((ba|da|z|a)?sh|python[23]?|perl)\b/
        $here = /\bbase64\s+(-d|-D|--decode)\s{0,4}<<<?\s{0,2}["']?[A-Za-z0-9+\/]{40,2000}={0,2}["']?\s{0,4}\|\s{0,4}(\/bin\/)?((ba|da|z|a)?sh|python[23]?|perl)\b/
        $eval = /\b(eval|(ba|da|z)?sh\s+-c|(ba|da|z)?sh\s+<)\s?["']?(\$\(|`|\()\s{0,4}(echo|printf)\s[^\n|]{20,2000}\|\s{0,4}(base64\s+(-d|-D|--decode)|xxd\s+-r|openssl\s+(enc|base64)|rev\b)/
        $hex = /\b(echo|printf)\s+(-\w{1,2}\s+)?["']?(\\?\\x[0-9a-fA-F]{2}){20,1000}["']?\s{0,4}\|\s{0,4}(\/bin\/)?(ba|da|z|a)?sh\b/
    condition:
        acting_droppers and any of them
}

rule encoded_code : dropper
{
    meta:
        description = "Code that executes what it decodes, or what it fetches from the network"
        severity = "medium"
        attack = "T1027.010"
    strings:
        $python1 = /\bexec\s*\(\s*(compile\(\s*)?(__import__\(\s*["'](zlib|base64|marshal|lzma|bz2|gzip|codecs)["']\s*\)\.|zlib\.decompress\(|base64\.b(64|85|32|16)decode\(|marshal\.loads\(|bytes\.fromhex\(|codecs\.decode\(|lzma\.decompress\()/
        $python2 = /\bexec\s*\(\s*(compile\(\s*)?(urllib2?\.|urlopen\(|requests\.get\(|__import__\(\s*["'](urllib|requests))/
        $python3 = /\bpython[0-9.]{0,4}\s+-c\s+["'][^\n]{0,200}\bexec\([^\n]{0,120}(b64decode|urlopen|decompress)/
        $perl1 = /\beval\s*\(?\s*(unpack\s*\(?\s*["']?u|decode_base64\s*\(|pack\s*\(\s*["']H\*|LWP::Simple::get|get\s*\(?\s*["']http)/
        $node1 = /\b(eval|new\s+Function)\s*\(\s*(Buffer\.from|atob)\s*\(/
        $node2 = /\b(exec|execSync|spawn)\s*\(\s*["'`](curl|wget)\s[^\n"'`]{1,160}\|\s{0,4}(ba)?sh/
        $ruby1 = /\beval\s*\(?\s*(Base64\.(strict_|urlsafe_)?decode64|Zlib::Inflate|Net::HTTP\.get|URI\.open|open\(\s*["']http)/
        $php1 = /\b(eval|assert)\s*\(\s*["'?>.\s]{0,8}(file_get_contents|curl_exec)\s*\(\s*["']?(https?:|\$)/
    condition:
        acting_droppers and any of them
}
