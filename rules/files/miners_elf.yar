// Cryptocurrency miners: programs by the words of their protocol and
// algorithms.

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
        $word2 = /[rR]andom[xX]/
        $word3 = /[cC]rypto[nN]ight/
        $word4 = /[hH]ash[rR]ate/
        $word5 = "kawpow"
        $word6 = "rx/0"
        $word7 = "nicehash"
    condition:
        uint32(0) == 0x464c457f and any of ($protocol*) and 3 of ($word*)
}
