// What programs that download write while they do.

rule download_output : download
{
    meta:
        description = "The messages of curl, wget and their like about a download"
        severity = "low"
        attack = "T1105"
    strings:
        $begin = /--[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}--  ?(https?|ftp):\/\//
        $sent = /\bHTTP request sent, awaiting response\.\.\. 200\b/
        $saving = /\b[Ss]aving to: ?['"`\xe2]/
        $busybox = /\bsaving to '[^'\n]{1,300}'/
        $saved = /\) - ('|`|"|\xe2\x80[\x98\x9c])[^\n]{1,300}('|"|\xe2\x80[\x99\x9d]) saved \[[0-9]/
        $bar = /[^ \n]{1,80} +100% ?[|\[][*=>#]{3,}[|\]]/
        $total = /% Total {1,6}% Received % Xferd/
        $progress = /[ \n]100 +[0-9.]+[kMG]? +100 +[0-9.]+[kMG]? +0 +0 +[0-9.]+[kMG]? +0 +[0-9:-]{7,8} +[0-9:-]{7,8}/
        $done = /\n'[^'\n]{1,300}' saved\n/
        $curl = /\bcurl: \([0-9]{1,2}\) /
        $wget = /\bwget: (can't connect to remote host|server returned error: HTTP|bad address|unable to resolve host address|note: TLS certificate validation not implemented)/
        $aria = /\bDownload complete: \//
    condition:
        any of them
}
