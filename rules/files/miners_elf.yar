// Cryptocurrency miners: programs by the words of their protocol and
// algorithms. The words stand alone, as those of a program do: in the text of
// rules, which a scanner carries with it, they are quoted.

rule miner_program : miner
{
    meta:
        description = "Program with the words of a cryptocurrency miner"
        severity = "high"
        attack = "T1496.001"
    strings:
        $protocol1 = /[\x00\w]stratum[0-9]?\+(tcp|ssl|tls):\/\/[\x00\w%]/
        $protocol2 = /[\x00\w]mining\.subscribe[\x00\w]/
        $protocol3 = /[\x00\w]mining\.authorize[\x00\w]/
        $protocol4 = /[\x00\w]eth_submitWork[\x00\w]/
        $word1 = /[\x00\w]donate-level[\x00\w]/
        $word2 = /[\x00\w]rx\/(0|wow|arq|graft)[\x00\w]/
        $word3 = /[\x00\w]cry[p]tonight(\/[0-9a-z]{1,8})?[\x00\w]/
        $word4 = /[\x00\w][Rr]an[d]om[Xx][\x00\w]/
        $word5 = /[\x00\w\/]kawpow[\x00\w]/
        $word6 = /[\x00\w\/]ni[c]ehash[\x00\w]/
        $word7 = /[\x00\w][Hh]a[s]h ?rate[\x00\w ]/
        $word8 = /[\x00\w](argon2\/chukwa|astrobwt|verushash|ghostrider|autolykos2?|pro[g]pow|kheavyhash|equ[i]hash)[\x00\w]/
        $word9 = /[\x00\w]cpu-max-threads-hint[\x00\w]/
        $word10 = /[\x00\w](rig-id|rigid)[\x00\w]/
    condition:
        uint32(0) == 0x464c457f and any of ($protocol*) and 3 of ($word*)
}
