// Who tried to log in, and who did. Many of the lines are kept, since it is the
// address that tells what belongs together.

rule auth_failure : auth_failure
{
    meta:
        description = "A login that was refused, with the address that it came from"
        severity = "info"
        attack = "T1110"
        keep_last = 60
    strings:
        $sshd = /\bFailed (password|keyboard-interactive\/pam|none) for (invalid user )?[^\n]{0,80} from [0-9a-f.:]{3,45} port [0-9]/
        $dropbear = /\bBad (PAM )?password attempt for '[^\n']{0,80}' from \[?[0-9a-f.:]{3,45}/
        $login = /\b(login attempt|Login attempt) for nonexistent user from [0-9a-f.:]{3,45}/
        $pam = /\bauthentication failure;[^\n]{0,200}\brhost=[0-9a-f.:]{3,45}/
        $telnet = /\bFAILED LOGIN[^\n]{0,60} (FROM|from) ['(]?[0-9a-f.:]{3,45}/
        $ftp = /\bFAIL LOGIN: Client "[0-9a-f.:]{3,45}"/
        $mysql = /\bAccess denied for user '[^\n']{0,80}'@'[0-9a-f.:]{3,45}'/
        $application = /\b(failed login|login failed|invalid login|authentication failed|failed authentication)\b[^\n]{0,120}\b(from|ip|addr|address|host|remote|client)\b["']?[ =:]{1,3}["'\[]?[0-9a-f]{0,4}[.:][0-9a-f.:]{2,40}/ nocase
        $numeric = /\b(failed login|login failed|invalid login|authentication failed|failed authentication)\b[^\n]{0,120}\b(from|ip|addr|address|host|remote|client)\b["']?[ =:]{1,3}["'\[]?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]/ nocase
    condition:
        any of them
}

rule auth_success : auth_success
{
    meta:
        description = "A login by a password, with the address that it came from"
        severity = "info"
        attack = "T1078"
        keep_last = 60
    strings:
        $sshd = /\bAccepted (password|keyboard-interactive\/pam) for [^\n]{0,80} from [0-9a-f.:]{3,45} port [0-9]/
        $dropbear = /\b(PAM p|P)assword auth succeeded for '[^\n']{0,80}' from \[?[0-9a-f.:]{3,45}/
        $telnet = /\b(LOGIN ON|ROOT LOGIN)[^\n]{0,80} (FROM|from) ['(]?[0-9a-f.:]{3,45}/
        $ftp = /\bOK LOGIN: Client "[0-9a-f.:]{3,45}"/
        $application = /\b(login (successful|succeeded|success)|successful login|logged in|authentication succeeded|successfully authenticated)\b[^\n]{0,120}\b(from|ip|addr|address|host|remote|client)\b["']?[ =:]{1,3}["'\[]?[0-9a-f]{0,4}[.:][0-9a-f.:]{2,40}/ nocase
        $numeric = /\b(login (successful|succeeded|success)|successful login|logged in|authentication succeeded|successfully authenticated)\b[^\n]{0,120}\b(from|ip|addr|address|host|remote|client)\b["']?[ =:]{1,3}["'\[]?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]/ nocase
    condition:
        any of them
}
