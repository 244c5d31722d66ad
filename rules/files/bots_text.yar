// Scripts that take orders from a channel or a server, and that spread.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_bots
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

rule irc_bot_script : bot
{
    meta:
        description = "Script that takes orders from an IRC channel, and floods or runs commands"
        severity = "high"
        attack = "T1071"
    strings:
        $say = "PRIVMSG"
        $name = /\bNICK\b/
        $join = /\bJOIN\b/
        $pong = /\bPONG\b/
        $exec = /\b(system|exec|popen|shell_exec|passthru|proc_open|os\.popen|subprocess\.\w{1,14}|qx)\s*[({]/
        $flood = /\b(udp|tcp|syn|ack|http|icmp|dns|hping|slow)[_-]?(flood(er)?|sockflood)\b/ nocase
        $scan = /\b(port_?scan|google_?scan|mass_?scan|spread)\b/ nocase
    condition:
        acting_bots and $say and $name and $join and $pong and $exec and ($flood or $scan)
}

rule chat_bot_script : bot
{
    meta:
        description = "Script that runs commands which it takes from a chat"
        severity = "medium"
        attack = "T1102.002"
    strings:
        $telegram1 = "api.telegram.org/bot"
        $telegram2 = "getUpdates"
        $run1 = /\b(os\.(popen|system)|subprocess\.\w{1,14}|shell_exec|passthru|child_process)\b/
        $run2 = /\b(eval|(ba|da)?sh\s+-c)\s+["']?\$/
        $direct = /\b(os\.(popen|system)|subprocess\.(run|call|Popen|check_output|getoutput)|exec|execSync)\s*\([^\n]{0,40}\b(message\.text|msg\.text|message\.content|effective_message\.text)\b/
    condition:
        acting_bots and filesize < 256KB and (($telegram1 and $telegram2 and any of ($run*)) or $direct)
}

rule polling_script : bot
{
    meta:
        description = "Script that asks a server for commands, again and again, and runs them"
        severity = "high"
        attack = "T1071.001"
    strings:
        $shell = /\b(while\s+(true|:|\[\s{0,2}1\s{0,2}\]|sleep\s+[0-9.]{1,6})|for\s*\(\(\s*;\s*;\s*\)\)|until\s+false)\s{0,4}[;\n]\s{0,8}do\s[^}]{0,200}\b(eval\s+["']?(\$\(|`)\s{0,4}(curl|wget)\s|(ba|da|z)?sh\s+(<\(|-c\s+["']?(\$\(|`))\s{0,4}(curl|wget)\s|(curl|wget)\s[^\n|]{1,160}\|\s{0,4}(ba|da|z)?sh\b)/
        $python = /\bwhile\s+(True|1)\s*:\s[^}]{0,400}(urlopen|requests\.get)\s*\([^}]{0,200}\b(os\.(popen|system)|subprocess\.(check_output|getoutput|run|Popen|call)|exec)\s*\(/
    condition:
        acting_bots and filesize < 64KB and any of them
}

rule ssh_spreader : bot
{
    meta:
        description = "Shell script that logs in, by the keys which it finds, to the hosts which it finds"
        severity = "high"
        attack = "T1021.004"
    strings:
        $known = /\b(cat|grep|awk|sed|cut)\s[^\n]{0,160}known_hosts/
        $history = /\b(cat|grep|awk|sed|cut)\s[^\n]{0,160}_history\b/
        $keys = /\b(find|ls|cat|grep|locate)\s[^\n]{0,160}(id_rsa|id_ed25519|IdentityFile|\.pem\b)/
        $login1 = /\bssh\s[^\n]{0,200}StrictHostKeyChecking[= ]no[^\n]{0,240}\b(curl|wget|base64|nohup|chmod)\b/
        $login2 = /\bscp\s[^\n]{0,200}StrictHostKeyChecking[= ]no[^\n]{0,160}:\/?(tmp|var\/tmp|dev\/shm|~)/
    condition:
        acting_bots and filesize < 256KB and any of ($login*) and 2 of ($known, $history, $keys)
}

rule database_spreader : bot
{
    meta:
        description = "Script that has a database write jobs or keys of its host"
        severity = "high"
        attack = "T1210"
    strings:
        $redis1 = /config\s+set\s+["']?dir["']?\s+["']?\/?(var\/spool\/cron|etc\/cron|root\/\.ssh|home\/\w{1,30}\/\.ssh)/ nocase
        $redis2 = /config\s+set\s+["']?dbfilename["']?\s+["']?(root|crontab|authorized_keys|\S{1,20}\.so)\b/ nocase
        $redis3 = /config_set\s*\(\s*["'](dir|dbfilename)["']\s*,\s*["'](\/var\/spool\/cron|\/etc\/cron|\/root\/\.ssh|root\b|authorized_keys)/
        $postgres = /\bcopy\s+\w{1,60}\s+from\s+program\s+["']{1,2}[^\n]{0,120}(curl|wget|base64|\/dev\/tcp\/)/ nocase
    condition:
        acting_bots and filesize < 256KB and any of them
}
