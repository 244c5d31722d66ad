// Scripts that gather credentials and send them away.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_stealers
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

rule credential_stealer : stealer
{
    meta:
        description = "Script that reads credentials of several kinds and sends them over the network"
        severity = "high"
        attack = "T1552.001"
    strings:
        $source1 = ".ssh/id_"
        $source2 = ".aws/credentials"
        $source3 = "/etc/shadow"
        $source4 = ".docker/config.json"
        $source5 = ".kube/config"
        $source6 = ".git-credentials"
        $source7 = "/run/secrets/kubernetes.io/serviceaccount/token"
        $source8 = ".config/gcloud"
        $source9 = "169.254.169.254/latest/meta-data/iam"
        $source10 = "/proc/self/environ"
        $source11 = ".pgpass"
        $source12 = "Login Data"
        $source13 = "wallet.dat"
        $source14 = ".npmrc"
        $source15 = ".netrc"
        $source16 = ".azure/"
        $source17 = ".bash_history"
        $source18 = ".terraform.d/credentials"
        $send1 = /curl\s[^\n]{0,120}(-F|--form|-d|--data|--data-binary|-T|--upload-file)\s?["']?[^\n]{0,60}@/
        $send2 = /requests\.post\s*\(/
        $send3 = /wget\s[^\n]{0,80}--post-(file|data)=/
        $send4 = "api.telegram.org/bot"
        $send5 = "discord.com/api/webhooks"
        $send6 = /urlopen\s*\([^\n]{0,80}data\s*=/
        $send7 = "smtplib.SMTP"
        $send8 = /method\s*:\s*["'](POST|PUT)["']/
        $send9 = /\b(nc|ncat|netcat)\s+(-\w+\s+){0,3}[\w.$-]{3,60}\s+[0-9$]\S{0,12}\s{0,4}</
    condition:
        acting_stealers and filesize < 512KB and 3 of ($source*) and any of ($send*)
}

rule environment_stealer : stealer
{
    meta:
        description = "Script that sends all of its environment away"
        severity = "high"
        attack = "T1552.007"
    strings:
        $pipe = /\b(env|printenv|cat\s+\/proc\/(self|1)\/environ)\s{0,4}(\|\s{0,4}(base64|gzip|xxd|tr)\s?[^\n|]{0,40})?\|\s{0,4}(curl|wget|nc|ncat)\s/
        $substitute = /\b(curl|wget)\s[^\n]{0,160}(\$\(|`)\s{0,4}(env|printenv|cat\s+\/proc\/(self|1)\/environ)\b/
        $whole1 = /JSON\.stringify\(\s*(\{[^\n]{0,80})?process\.env\s*[,})]/
        $whole2 = /\b(dumps|urlencode|str|dict|repr)\(\s*(dict\(\s*)?os\.environ\s*[,)]/
        $whole3 = /\b(data|json|params)\s*=\s*(dict\(\s*)?os\.environ\s*[,)]/
        $place1 = /https?:\/\/[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[:\/"']/
        $place2 = /webhook\.site|pipedream\.net|interact\.sh|\.oast\.|burpcollaborator\.net|\bngrok|discord(app)?\.com\/api\/webhooks\/|api\.telegram\.org\/bot/
        $send = /\b(https?\.request|https?\.get|fetch|axios(\.post)?|requests\.(post|get)|urlopen|got\.post|needle\.post)\s*\(/
    condition:
        acting_stealers and filesize < 512KB and
        ($pipe or $substitute or ($send and any of ($whole*) and any of ($place*)))
}

rule metadata_stealer : stealer
{
    meta:
        description = "Shell script that takes credentials from a cloud's metadata service and sends a file away"
        severity = "medium"
        attack = "T1552.005"
    strings:
        $take = /\b(curl|wget)\s[^\n]{0,160}(169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|100\.100\.100\.200)[^\n]{0,120}(iam|security-credentials|token|RELATIVE_URI|oauth2)/
        $send = /\b(curl|wget)\s[^\n]{0,160}(-F|-T|-d|--form|--upload-file|--data|--data-binary|--post-file)[\s=]?["']?[^\n]{0,60}(@|\/tmp\/|\/dev\/shm\/)/
    condition:
        acting_stealers and filesize < 64KB and all of them
}

rule login_recorder : stealer
{
    meta:
        description = "Text that records the passwords of logins"
        severity = "high"
        attack = "T1056.001"
    strings:
        $alias = /\balias\s+(ssh|sudo|su|scp|passwd)\s?=\s?["'][^\n]{0,80}(strace\s|script\s+-|>>\s{0,2}\/)/
        $trace = /\bstrace\s[^\n]{0,120}-p\s?[^\n]{0,60}sshd[^\n]{0,120}(read|write|>>|-o)/
        $pam = /(^|\n)\s{0,4}(auth|session|password|account)\s[^\n#]{1,60}pam_exec\.so\s[^\n]{0,80}expose_authtok/
        $ask = /read\s+-[a-z]{0,3}s[a-z]{0,3}\s[^\n]{1,80}[\n;]\s{0,8}[^\n]{0,120}\$\{?\w{1,20}\}?[^\n]{0,60}(>>\s{0,2}["']?\/(tmp|var\/tmp|dev\/shm)\/|curl\s)/
    condition:
        acting_stealers and filesize < 256KB and any of them
}
