// Scripts that look for other hosts to get into, or for ways out of this one.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_scanners
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

rule scan_script : scanner
{
    meta:
        description = "Script that scans for open services and acts on what it finds"
        severity = "high"
        attack = "T1046"
    strings:
        $scan = /\b(masscan|zmap|pnscan|zgrab2?|rustscan|nmap)\s[^\n]{0,160}[-p\s,=:](2375|2376|4243|5555|6379|8088|9200|10250|27017|5432|3306|1433|8161|7001|22|23)\b/
        $range = /\b[0-9]{1,3}\.0\.0\.0\/8\b|\$\{?\w{1,12}\}?\.0\.0\/16\b|\$\{?\w{1,12}\}?\.0\.0\.0\/8\b|\$\(\(\s{0,2}RANDOM\s{0,2}%\s{0,2}25[0-9]/
        $act = /\b(redis-cli\s|docker\s+(-H|--host)|sshpass\s|hydra\s|psql\s[^\n]{0,40}-h\s|curl\s[^\n]{0,120}(-X\s?POST|-d\s|\|\s{0,4}(ba)?sh)|mysql\s[^\n]{0,40}-h\s|(ba)?sh\s+-c\s)/
    condition:
        acting_scanners and filesize < 256KB and $scan and $range and $act
}

rule recon_script : scanner
{
    meta:
        description = "Script that looks for ways to more rights, and out of a container"
        severity = "medium"
        attack = "T1613"
    strings:
        $look1 = "/.dockerenv"
        $look2 = /\bfind\s+\/[^\n]{0,60}-perm\s+[-\/]?(u=s|u\+s|g=s|4000|6000|2000)/
        $look3 = "/etc/shadow"
        $look4 = "docker.sock"
        $look5 = /\bcapsh\s+--(print|decode)|\bCap(Eff|Bnd)\b/
        $look6 = /\/proc\/(1|self)\/cgroup/
        $look7 = /\bsudo\s+-[nS]?l\b/
        $look8 = "core_pattern"
        $look9 = "serviceaccount/token"
        $look10 = "169.254.169.254"
        $look11 = "release_agent"
        $look12 = "authorized_keys"
        $look13 = /\bgetcap\s+-r/
        $look14 = "ld.so.preload"
        $look15 = "/etc/crontab"
        $look16 = /\bno_root_squash\b/
        $look17 = /\bgrep\s[^\n]{0,80}(passw|PASSWORD|secret|SECRET)/
    condition:
        acting_scanners and 8 of them
}

rule password_guesser : scanner
{
    meta:
        description = "Script that tries passwords of a list on other hosts"
        severity = "medium"
        attack = "T1110.001"
    strings:
        $shell1 = /\bsshpass\s+-p\s?["']?\$/
        $shell2 = /\b(for|while\s+read(\s+-r)?)\s+["']?(pass|password|passwd|pw|p)\b/
        $python1 = /\b(paramiko\.SSHClient|telnetlib\.Telnet|ftplib\.FTP|pymysql\.connect|psycopg2\.connect|redis\.(Redis|StrictRedis))\s*\(/
        $python2 = /\b(AuthenticationException|BadAuthenticationType|error_perm|OperationalError|AuthenticationError)\b/
        $python3 = /\bfor\s[^\n]{0,24}\b(pass|passwd|password)\s+in\s/
    condition:
        acting_scanners and filesize < 256KB and (all of ($shell*) or all of ($python*))
}
