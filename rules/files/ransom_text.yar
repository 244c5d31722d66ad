// Notes that ask for money, and scripts that make files unreadable before.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_ransom
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

rule ransom_note : ransom
{
    meta:
        description = "Note that asks for money in return for data"
        severity = "high"
        attack = "T1486"
    strings:
        $what1 = /\b(your|all)\s{1,3}((of\s)?(your|the|my)\s)?(\w{1,12}\s)?(files|data|documents|databases?|servers?|network|systems?|virtual machines|backups)\b[^\n]{0,100}\b(encrypted|exfiltrated|stolen)\b/ nocase
        $what2 = /\b(databases?|data|files)\s(is|are|was|were|has been|have been)\s(backed up|downloaded to our|moved to our|locked by)\b/ nocase
        $pay1 = "bitcoin" nocase
        $pay2 = /\b[0-9.]{1,8} ?(BTC|XMR|USDT)\b/
        $pay3 = /\b(monero|ransom)\b/ nocase
        $then1 = "decrypt" nocase
        $then2 = ".onion"
        $then3 = /\b(torproject\.org|protonmail\.|proton\.me|tutanota\.|onionmail\.)/
        $then4 = /\b(will be|not be) (leaked|published|sold|deleted|lost)\b/
    condition:
        acting_ransom and filesize < 32KB and any of ($what*) and any of ($pay*) and any of ($then*)
}

rule ransom_script : ransom
{
    meta:
        description = "Script that encrypts files where it finds them, removes them, and asks for money"
        severity = "high"
        attack = "T1486"
    strings:
        $encrypt1 = /\bopenssl\s+(enc|aes-256-cbc|rsautl|pkeyutl)\s[^\n]{0,160}(-in\s|-pass|-k\s)/
        $encrypt2 = /\bgpg\s[^\n]{0,120}(--symmetric|-c\b|-e\b|--encrypt)/
        $encrypt3 = /\b(zip|7z|7za)\s[^\n]{0,60}-(P|p)\S/
        $encrypt4 = /\b(Fernet|AES\.new|ChaCha20|createCipheriv|mcrypt_encrypt|openssl_encrypt)\s*\(/
        $walk = /\bfind\s+["']?[\/$~][^\n]{0,200}(-exec|\|\s{0,4}while|\|\s{0,4}xargs)|\bos\.walk\s*\(|\bgrep\s+-r\w{0,4}\s|RecursiveDirectoryIterator|\bfor\s+\w{1,20}\s+in\s+\$\(\s{0,4}find/
        $remove = /\brm\s+-[rf]{1,2}\s|\bshred\s+-|\bos\.(remove|unlink|rename)\s*\(|\bunlink\s*\(|\bmv\s[^\n]{1,80}\$/
        $note1 = "bitcoin" nocase
        $note2 = /\b(monero|ransom|decryption key)\b/ nocase
        $note3 = /\b(BTC|XMR)\b/
        $name = /(README|RECOVER|DECRYPT|RESTORE|HOW_TO|HOWTO|UNLOCK)\w{0,30}\.(txt|html|md)/
    condition:
        acting_ransom and filesize < 256KB and any of ($encrypt*) and $walk and $remove and any of ($note*) and $name
}
