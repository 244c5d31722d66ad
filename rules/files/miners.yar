// Cryptocurrency miners: programs by the words of their protocol and
// algorithms, and their settings.

rule miner_program : miner
{
    meta:
        description = "Program with the words of a cryptocurrency miner"
        severity = "high"
        attack = "T1496.001"
    strings:
        $protocol1 = "stratum+tcp://"
        $protocol2 = "stratum+ssl://"
        $protocol3 = "mining.subscribe"
        $protocol4 = "mining.authorize"
        $word1 = "donate-level"
        $word2 = "randomx" nocase
        $word3 = "cryptonight" nocase
        $word4 = "hashrate" nocase
        $word5 = "kawpow" nocase
        $word6 = "rx/0"
        $word7 = "nicehash" nocase
    condition:
        uint32(0) == 0x464c457f and any of ($protocol*) and 3 of ($word*)
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
    condition:
        filesize < 1MB and $pools and $user and $url and ($donate or #algorithm > 1)
}
