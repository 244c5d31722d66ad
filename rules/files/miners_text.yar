// Settings of cryptocurrency miners.

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
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and $pools and $user and $url and ($donate or #algorithm > 1)
}
