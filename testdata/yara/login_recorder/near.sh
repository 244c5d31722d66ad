alias ssh='ssh -o ServerAliveInterval=30'
alias su='su -'
strace -f -o /tmp/trace /usr/bin/app
# auth optional pam_exec.so quiet expose_authtok /opt/example
read -rs password
