// Programs that look for hosts, services and passwords.

rule scanner_program : scanner
{
    meta:
        description = "Program that scans networks or tries passwords"
        severity = "medium"
        attack = "T1046"
    strings:
        $fscan = /\/shadow1ng\/fscan\//
        $project = /\/projectdiscovery\/(naabu|nuclei|subfinder|httpx)\/v[0-9]\/(pkg|internal|runner|cmd|v2)\b/
        $zgrab = /\/zmap\/zgrab2?\//
        $dirs = /\/(OJ\/gobuster|ffuf\/ffuf|epi052\/feroxbuster)\//
        $kscan = /\/(lcvvvv\/kscan|k8gege\/Ladon\w{0,4}|zan8in\/afrog|chaitin\/xray|niudaii\/zpscan|qi4L\/qscan)\b/
        $masscan = /rate:\s?%[0-9.]{1,4}f-kpps/
        $pnscan = /\bpnscan\b[^\x00]{0,60}\b[Vv]ersion\b/
        $hydra1 = /\[STATUS\] attack finished for %s/
        $hydra2 = /\[ATTEMPT\] target %s - login/
        $medusa = /ACCOUNT (FOUND|CHECK): \[%s\]/
        $rustscan = /rustscan::(scanner|port_strategy)/
    condition:
        uint32(0) == 0x464c457f and
        (for any of ($fscan, $project, $zgrab, $dirs, $kscan, $rustscan) : (# > 2) or
        any of ($masscan, $pnscan, $hydra*, $medusa))
}
