// Settings of cryptocurrency miners, and what starts them.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_miners
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

rule miner_settings : miner
{
    meta:
        description = "Settings of a cryptocurrency miner"
        severity = "high"
        attack = "T1496.001"
    strings:
        $pools = "\"pools\""
        $donate = "\"donate-level\""
        $user = "\"user\""
        $url = "\"url\""
        $algorithm = /"(algo|coin|rig-id|keepalive|nicehash)"/
        $randomx = "\"randomx\""
    condition:
        acting_miners and $pools and $user and $url and ($donate or $randomx or #algorithm > 1)
}

rule miner_start : miner
{
    meta:
        description = "Text that starts a cryptocurrency miner: a script, a job or a service"
        severity = "high"
        attack = "T1496.001"
    strings:
        $stratum = /(-o|-P|--url|--pool|--server|-pool)[\s"'=]{1,3}stratum[0-9]?(\+(tcp|ssl|tls|udp))?:\/\/[\w.@-]{1,160}:[0-9]{2,5}/
        $pool = /\s(-o|--url|-pool|--pool)[\s=]{1,3}["']?[\w.-]{3,80}:[0-9]{2,5}["']?\s[^\n]{0,160}(--donate-level|--coin|--randomx|--rig-id|--nicehash|\s-a\s+(rx|cn|kawpow|argon2|ghostrider)|--cpu-max-threads-hint)/
        $wallet = /\s(-u|--user|--wallet|-wal)[\s=]{1,3}["']?[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b/
    condition:
        acting_miners and any of them
}
