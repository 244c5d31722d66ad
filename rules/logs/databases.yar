// What takes over a database, or its host by way of it.

rule database_takeover : database
{
    meta:
        description = "A database that is told to write files, load code or run programs"
        severity = "medium"
        attack = "T1190"
        keep_last = 20
    strings:
        $follow = /\b(REPLICAOF|SLAVE ?OF) \[?[\w.:-]{3,255}\]?:[0-9]{1,5} enabled \(user request from/
        $monitor = /"?\b(slaveof|replicaof)"?[ ,]+"?[0-9a-z.-]{3,255}"?[ ,]+"?[0-9]{1,5}\b/ nocase
        $set = /"?\bconfig"?[ ,]+"?set"?[ ,]+"?(dir|dbfilename|unixsocket|logfile|aclfile)"?[ ,]+"?[^\s"]/ nocase
        $snapshot = /Failed opening the (temp )?RDB file [^\n]{0,200}\(in server root dir (\/etc|\/root|\/home|\/var\/spool|\/var\/www|\/usr|\/proc)/
        $module = /\bModule '[^\n']{1,80}' loaded from (\.|\/tmp|\/var\/tmp|\/dev\/shm|\/data|\/var\/lib\/redis|\/run|\/var\/run|\/home|\/root)/
        $load = /"?\bmodule"?[ ,]+"?load(ex)?"?[ ,]+"?\/[^\s]/ nocase
        $cross = "Possible SECURITY ATTACK detected."
        $program = /\bcopy\b[^\n]{1,150}\b(from|to)\s{1,8}program\s{0,8}(e?'|\$)/ nocase
        $refused = "COPY to or from an external program" nocase
        $object = /\b(lo_export|lo_import)\s{0,4}\(/ nocase
        $read = /\bpg_read_(binary_)?file\s{0,4}\(\s{0,4}'(\/etc|\/proc|\/root|\/home|\.\.)/ nocase
        $native = /\bcreate\b[^\n]{1,80}\bfunction\b[^\n]{1,150}(\blibc\.so|\bsoname\s{1,4}['"]|'\/(tmp|dev\/shm|var\/tmp)\/)/ nocase
        $outfile = /\binto\s{1,8}(out|dump)file\s{1,8}['"]/ nocase
        $mssql = /\bxp_cmdshell\b/ nocase
    condition:
        any of them
}
