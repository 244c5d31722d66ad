// What those write who took data away and want to be paid.

rule ransom_text : ransom
{
    meta:
        description = "Words of a note that asks for money for data"
        severity = "medium"
        attack = "T1486"
    strings:
        $taken = /\b(your|all (of )?(your|the)|these)\s[^\n]{0,40}(files|data|databases?|tables|collections|indices|documents|server|disks?|backups?)\b[^\n]{0,60}\b(encrypted|locked|backed up|stolen|downloaded|exfiltrated|copied|dumped)\b[^\n]{0,120}\b(bitcoins?|btc|xmr|monero|ransom|decrypt(ion|or|er)? (key|tool|program|software)|must pay|pay us|contact us|leaked|published|(buy|purchase|get) (the |a |our )?(private key|decrypt(or|er|ion))|@(onionmail|proton(mail)?|tutanota|tuta|cock|mail2tor)\b)\b/ nocase
        $paid = /\b(pay|send|transfer|deposit)\b[^\n]{0,40}\b[0-9]+([.,][0-9]+)? ?(btc|bitcoins?|xmr|monero|eth|usd in bitcoin)\b[^\n]{0,120}\b(decrypt|recover|restore|get back|your (data|files|databases?)|leak(ed)?|publish(ed)?|delete[d]?|hours|days)/ nocase
        $key = /\b(to (decrypt|recover|restore|get back) (all )?(your|the) (files|data|databases?))\b[^\n]{0,120}\b(pay|bitcoins?|btc|xmr|monero|contact|e-?mail|tor browser)\b/ nocase
        $only = /\b(only way to (recover|decrypt|restore)|purchase (the|a|our) decrypt(ion|or|er))\b[^\n]{0,120}\b(pay|bitcoins?|btc|xmr|monero|contact|e-?mail|tor|key|us)\b/ nocase
        $name = /\b(READ_?ME_?(TO_?|FOR_?)(RECOVER|DECRYPT|RESTORE)|(HOW_?TO|RECOVER|RESTORE|DECRYPT)_(YOUR_?)(FILES|DATA|DATABASES?)|(RECOVER|RESTORE|DECRYPT)_(FILES|DATA))\b/ nocase
    condition:
        any of them
}
