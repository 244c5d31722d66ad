// What a shell complains of when it is given a command that does not work. The
// name of a script before the colon is another matter: scripts have faults.

rule shell_error : shell_error
{
    meta:
        description = "The complaint of a shell that a service started"
        severity = "low"
        attack = "T1190"
        keep_last = 20
    strings:
        $missing = /[\n \]>"'](\/(usr\/)?bin\/)?(ba|da|a|z|k|mk)?sh: ((-c: )?(line )?[0-9]{1,5}: |eval: )?[^\n:]{1,200}: (command )?not found/
        $zsh = /[\n \]>"']zsh:([0-9]{1,5}:)? command not found: /
        $denied = /[\n \]>"'](\/(usr\/)?bin\/)?(ba|da|a|k|mk)?sh: ((-c: )?(line )?[0-9]{1,5}: )?[^\n:]{1,200}: Permission denied/
        $syntax = /[\n \]>"'](\/(usr\/)?bin\/)?(ba|da|a|k|mk)?sh: ((-c: )?(line )?[0-9]{1,5}: )?([Ss]yntax error|unexpected EOF|[Uu]nterminated quoted string|Bad substitution)/
        $absent = /[\n \]>"'](\/(usr\/)?bin\/)?(ba|da|a|k|mk)?sh: ((-c: )?(line )?[0-9]{1,5}: )?(cannot (open|create) )?\.{0,2}\/[^\n:]{1,200}: (No such file or directory|Directory nonexistent|No such file)/
        $open = /[\n \]>"'](\/(usr\/)?bin\/)?(ba|da|a|k|mk)?sh: ((line )?[0-9]{1,5}: )?([Cc]an't|cannot) open '?[^\n]{1,200}/
        $job = /[\n \]>"'](\/(usr\/)?bin\/)?(ba)?sh: (no job control in this shell|cannot set terminal process group)/
    condition:
        any of them
}
