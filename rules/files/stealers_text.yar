// Scripts that gather credentials and send them away.

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
        $send1 = /curl\s[^\n]{0,120}(-F|--form|-d|--data|--data-binary|-T|--upload-file)\s?["']?[^\n]{0,60}@/
        $send2 = /requests\.post\s*\(/
        $send3 = /wget\s[^\n]{0,80}--post-(file|data)=/
        $send4 = "api.telegram.org/bot"
        $send5 = "discord.com/api/webhooks"
        $send6 = /urlopen\s*\([^\n]{0,80}data\s*=/
        $send7 = "smtplib.SMTP"
    condition:
        filesize < 512KB and uint32(0) != 0x464c457f and 3 of ($source*) and any of ($send*)
}
