// Places that whoever is inside calls from there. Those that anybody can have
// without a name are tagged hidden; services of others use the rest as well.

rule callback_hidden : callback hidden
{
    meta:
        description = "An address in a network that hides its owner, or of a tunnel or a collector of requests"
        severity = "medium"
        attack = "T1071.001, T1090.003"
        keep_last = 10
    strings:
        $onion = /\b[a-z2-7]{16,62}\.onion\b/ nocase
        $ngrok = /\b[\w-]{3,80}(\.[a-z]{2,3})?\.ngrok(-free)?\.(io|app|dev)\b/
        $ngrok_tcp = /\b[0-9]{1,2}\.tcp(\.[a-z]{2,3})?\.ngrok\.io\b/
        $tunnel = /\b[\w-]{2,80}\.(trycloudflare\.com|serveo\.net|lhr\.(life|rocks)|localhost\.run|loca\.lt|pinggy\.(io|link|online)|bore\.pub|portmap\.(io|host)|telebit\.io|playit\.gg|localtonet\.com)\b/
        $bare = /\b(serveo\.net|bore\.pub|localhost\.run)(:[0-9]{2,5})\b/
        $collector = /\b[\w-]{3,80}\.(oast\.(fun|pro|live|me|site|online)|interact\.sh|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io|canarytokens\.com)\b/
        $bin = /\b(webhook\.site\/[0-9a-f-]{36}|[\w-]{5,40}\.(requestbin\.(net|com)|m\.pipedream\.net))/
    condition:
        any of them
}

rule callback_service : callback
{
    meta:
        description = "The address of a bot or a webhook that messages can be posted to"
        severity = "low"
        attack = "T1071.001, T1567"
    strings:
        $telegram = /\bapi\.telegram\.org\/(file\/)?bot[0-9]{6,12}(:|%3A)[\w-]{10,60}/ nocase
        $discord = /\bdiscord(app)?\.com\/api(\/v[0-9]{1,2})?\/webhooks\/[0-9]{5,25}\/[\w-]{5,100}/ nocase
        $slack = /\bhooks\.slack\.com\/services\/T[A-Z0-9]{6,14}\/B[A-Z0-9]{6,14}\/[A-Za-z0-9]{10,40}/
        $paste = /\b(transfer\.sh|file\.io|0x0\.st|temp\.sh|bashupload\.com|oshi\.at|anonfiles\.com|gofile\.io)\/[\w.-]{3,80}/
    condition:
        any of them
}
