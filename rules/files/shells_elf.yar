// Programs that tie a shell to a network connection.

rule reverse_shell_program : reverse_shell
{
    meta:
        description = "Small program that connects to an address and gives it a shell"
        severity = "high"
        attack = "T1059.004"
    strings:
        $connect = /\x00(connect|WSAConnect)\x00/
        $address = /\x00(inet_addr|inet_aton|inet_pton)\x00/
        $copy = /\x00dup2\x00/
        $run = /\x00exec(ve|l|lp|v|vp|le)\x00/
        $shell = /\x00\/bin\/(ba|da|z)?sh\x00/
        $options = /\x00(getopt|getopt_long|argp_parse|popt\w{1,20})\x00/
        $help = /[uU]sage:/
    condition:
        uint32(0) == 0x464c457f and filesize < 64KB and $connect and $address and $copy and $run and $shell and
        not any of ($options, $help)
}

// Machine code of x86-64: a socket, a connection, and a shell or memory for
// what comes next, each a call of the kernel by its number.
rule reverse_shell_machine_code : reverse_shell
{
    meta:
        description = "Machine code that connects to an address, and gives it a shell or runs what it sends"
        severity = "high"
        attack = "T1059.004"
    strings:
        $connect = { 6A 29 58 [0-16] 0F 05 [0-64] 6A 2A 58 [0-4] 0F 05 }
        $copy = { 6A 21 58 [0-4] 0F 05 }
        $shell = { 48 (B8 | B9 | BA | BB | BE | BF) 2F (2F 62 69 6E 2F 73 68 | 62 69 6E 2F 73 68 00 | 62 69 6E 2F 2F 73 68) }
        $memory = { 6A 09 58 [0-12] 6A 07 5A [0-12] 0F 05 }
    condition:
        uint32(0) == 0x464c457f and $connect and any of ($copy, $shell, $memory)
}
