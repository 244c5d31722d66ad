// Modules of the login that keep the passwords they see.

rule pam_stealer : stealer
{
    meta:
        description = "Module of PAM that writes passwords to a file or sends them away"
        severity = "high"
        attack = "T1556.003"
    strings:
        $entry = /\x00pam_sm_authenticate\x00/
        $secret = /\x00(pam_get_authtok|pam_get_item)\x00/
        $file = /\x00(\/tmp|\/var\/tmp|\/dev\/shm|\/usr\/(lib|share|include|bin)|\/var\/log)\/[\w.\/-]{2,60}\x00/
        $line = /[\x00-\x40a-zA-Z](%s:%s|%s \/ %s|%s %s|pass(word|wd)?\s?[:=]\s?\(?%s)[^\x00]{0,20}\n?\x00/
        $open = /\x00(fopen|fopen64|open|open64)\x00/
        $send = /\x00(connect|curl_easy_perform|sendto|gethostbyname)\x00/
        $conversation = /\x00(pam_set_data|pam_prompt|pam_modutil_\w{3,24}|pam_syslog)\x00/
    condition:
        uint32(0) == 0x464c457f and uint16(16) == 3 and filesize < 128KB and $entry and $secret and $line and
        (($file and $open) or $send) and not $conversation
}
