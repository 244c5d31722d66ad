// Programs that take orders from a channel or a server.

// Where one letter stands in brackets, libyara looks for the rarer letters behind it
// first: a program has few of them.

rule irc_bot_program : bot
{
    meta:
        description = "Program that takes orders from an IRC channel, and floods others"
        severity = "high"
        attack = "T1498.001"
    strings:
        $say = /(PRIVMSG|NOTICE) %s :/
        $name = /NICK %s/
        $join = /JOIN %s/
        $flood1 = /\b(syn|SYN|ack|ACK|udp|UDP|tcp|TCP|http|HTTP|icmp|ICMP)[ _-]?([Ff]lood|FLOOD)/
        $flood2 = /<(target|host|ip)> <(port|secs|time|seconds)>/
        $flood3 = /\b([Ss]poof|SPOOF)/
    condition:
        uint32(0) == 0x464c457f and filesize < 8MB and $say and $name and $join and
        ($flood2 or ($flood1 and ($flood3 or #flood1 > 3)))
}

rule device_bot_program : bot
{
    meta:
        description = "Program with the passwords of devices or the flaws of routers, by which botnets spread"
        severity = "high"
        attack = "T1498.001"
    strings:
        $watchdog1 = /[v]\/misc\/watchdog\x00/
        $watchdog2 = /[v]\/FTWDT101_watchdog\x00/
        $query = "TSource Engine Query"
        $flaw1 = /GponForm\/diag_Form/
        $flaw2 = /\/ctrlt\/DeviceUpgrade_1/
        $flaw3 = /\/UD\/act\?1/
        $flaw4 = /\/HNAP1\//
        $flaw5 = /\/shell\?cd\+\/tmp;/
        $flaw6 = /\/picsdesc\.xml/
        $flaw7 = /\/goform\/set_LimitClient_cfg/
        $flaw8 = /\/boaform\/admin\/formLogin/
        $password1 = /\x00(xc3511|vizxv|7ujMko0admin|7ujMko0vizxv|juantech|hi3518|klv1234|Zte521|anko|jvbzd|xmhdipc|ikwb|dreambox|rea[l]tek)\x00/
        $shell = /\x00(\/bi[n]\/busybox [A-Z]{3,12}|l[i]nuxshell|busybox wget)[\r\n\x00 ]/
        $flood = /\x00(UDPPLAIN|udpplain|STDHEX|HTT[P]FLOOD|udpflood|synflood|a[c]kflood|greip|[s]tomp)\x00/
    condition:
        uint32(0) == 0x464c457f and filesize < 4MB and
        (#password1 > 4 or 2 of ($flaw*) or
        (any of ($watchdog*) and any of ($query, $shell, $flood)) or
        2 of ($query, $shell, $flood, $password1))
}

rule remote_agent_program : bot
{
    meta:
        description = "Agent of a framework for remote control"
        severity = "high"
        attack = "T1219"
    strings:
        $sliver = /\/bishopfox\/sliver\/(implant|protobuf\/sliverpb)\//
        $sliver2 = /\bsliverpb\.\w{3,20}/
        $merlin = /\/Ne0nd0g\/merlin(-agent)?\//
        $mythic = /\/MythicAgents\/\w{3,20}\//
        $havoc = /\/(HavocFramework|its-a-feature)\//
        $chashell = /\/(sysdream\/chashell|tiagorlampert\/CHAOS|geemion\/Khepri|XZB-1248\/Spark)\//
    condition:
        uint32(0) == 0x464c457f and for any of them : (# > 2)
}

rule chat_bot_program : bot
{
    meta:
        description = "Program that takes orders from a chat and runs them by a shell"
        severity = "medium"
        attack = "T1102.002"
    strings:
        $telegram = "api.telegram.org/bot"
        $updates = /[\x00\w\/]getUpdates[\x00\w?]/
        $shell = /[\x00\w]\/bin\/(ba)?sh[\x00\w]/
        $words = /(screenshot|keylog|download_file|upload_file|exec_cmd|shell_exec|reverse_?shell)/
    condition:
        uint32(0) == 0x464c457f and filesize < 32MB and all of them
}
