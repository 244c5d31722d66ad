// Programs that make files unreadable and ask for money.

rule ransom_program : ransom
{
    meta:
        description = "Program that encrypts files and leaves a note"
        severity = "high"
        attack = "T1486"
    strings:
        $note = /\b(your|all)\s{1,3}((of\s)?(your|the)\s)?(\w{1,12}\s)?(files|data|documents|databases?|network|servers?|systems?|virtual machines)\b[^\n\x00]{0,80}\b(encrypted|exfiltrated)\b/ nocase
        $pay1 = "bitcoin" nocase
        $pay2 = /[a-z2-7]{16}\.onion\b/
        $pay3 = /\b[0-9.]{1,8} ?(BTC|XMR)\b/
        $pay4 = /[Dd]ecryption (key|tool)|[Dd]ecryptor\b/
        $walk = /[\x00\w](opendir|readdir64|nftw|filepath\.Walk|WalkDir|walkdir)/
        $host = /\b(esxcli vm process (list|kill)|vim-cmd vmsvc\/(getallvms|power|snapshot)|\/vmfs\/volumes\/)/
    condition:
        uint32(0) == 0x464c457f and filesize < 16MB and any of ($pay*) and (($note and $walk) or $host)
}
