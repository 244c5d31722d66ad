// Settings and starts of tunnels, which let somebody in through the back.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_tunnels
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

rule tunnel_settings : tunnel
{
    meta:
        description = "Settings of a program that makes ports of this host reachable from another"
        severity = "medium"
        attack = "T1572"
    strings:
        $frp1 = /(^|\n)\s{0,4}server_addr\s*=/
        $frp2 = /(^|\n)\s{0,4}server_port\s*=/
        $frp3 = /(^|\n)\s{0,4}(remote_port|local_port|plugin)\s*=/
        $frp4 = /(^|\n)\s{0,4}serverAddr\s*[=:]/
        $frp5 = /(^|\n)\s{0,4}serverPort\s*[=:]/
        $frp6 = /(^|\n)\s{0,4}(\[\[proxies\]\]|proxies:)/
        $ngrok1 = /(^|\n)\s{0,4}authtoken:\s/
        $ngrok2 = /(^|\n)\s{0,4}tunnels:/
        $rathole1 = /(^|\n)\[client\.services\.\w{1,40}\]/
        $rathole2 = /(^|\n)remote_addr\s*=/
        $cloud1 = /(^|\n)tunnel:\s+[0-9a-f]{8}-[0-9a-f]{4}-/
        $cloud2 = /(^|\n)credentials-file:\s/
    condition:
        acting_tunnels and filesize < 64KB and
        (all of ($frp1, $frp2, $frp3) or all of ($frp4, $frp5, $frp6) or
        all of ($ngrok*) or all of ($rathole*) or all of ($cloud*))
}

rule tunnel_start : tunnel
{
    meta:
        description = "Script that starts a tunnel in the background, or a reverse one through ssh that trusts any server"
        severity = "medium"
        attack = "T1572"
    strings:
        $program = /(nohup|setsid|screen\s+-dmS\s+\S{1,30}|ExecStart\s?=)\s?[\w.\/-]{0,60}(frpc|chisel|gost|ngrok|tmate|cloudflared|bore|gs-netcat|rathole|ligolo|iox|npc|proxychains4?)\s+(client|agent|-c|-L|-F|-S|tcp|http|tunnel|local|-\w{0,6}[li]|start|fwd|proxy|-connect)\s/
        $socket = /\b(GS_SECRET|GSOCKET_SECRET|GSOCKET_ARGS|GS_ARGS)\s?=/
        $reverse = /\b(auto)?ssh\s[^\n]{0,160}-[fNTnqCgv]{0,7}R\s?["']?[\w.:*\[\]-]{0,60}[0-9]{1,5}(:[\w.-]{1,80}:[0-9]{1,5})?\b/
        $trust = /StrictHostKeyChecking[= ]no|UserKnownHostsFile[= ]\/dev\/null/
    condition:
        acting_tunnels and filesize < 256KB and ($program or $socket or ($reverse and $trust))
}
